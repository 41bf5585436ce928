"""How lists are read, narrowed, sorted and searched, from cached responses wherever there are some."""
