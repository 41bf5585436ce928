"""Everything else that Track and Focus list for a person: found, sorted and downloaded from cached responses."""
