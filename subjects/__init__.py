"""Whose data: the people and how we know them.

May import audit, accounts and rulebook. Start reading in models.py.
"""
