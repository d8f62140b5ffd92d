"""What is done with personal data: which items, why, in which systems, passed to whom.

May import audit, accounts and rulebook. Start reading in asking.py, then models/ and
seeds/.
"""
