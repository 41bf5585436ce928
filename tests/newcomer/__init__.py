"""From a fresh clone to the first saved change, as somebody who has never seen Tandem goes."""
