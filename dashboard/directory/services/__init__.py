"""How lists are read, narrowed, sorted and searched, from kept copies wherever there are some."""
