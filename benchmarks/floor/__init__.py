"""The least a Django site can do: one table, a list of 25 a page, an insert."""
