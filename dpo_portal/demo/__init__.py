"""Example data: the five companies, an invented office, invented people and cases."""
