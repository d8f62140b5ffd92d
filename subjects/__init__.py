"""Whose data: the people and how we know them.

May import audit, accounts, rulebook and processing. Start reading in models.py.
"""
