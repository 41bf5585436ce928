"""`make mutants`: faults put into the sources on purpose, and how many of them the suite notices."""
