"""The auditor's pages: what the trail says, with people's names and in their words.

Above every room, because an entry may be about a record of any of them; `audit/` keeps
the entries and their values. Start with `filters.py`, then `reading.py`.
"""
