"""What lists there are: their columns, the labels of fields, and values that no field holds."""
