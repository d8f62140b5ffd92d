"""Letters out, their language, and the proof that they left.

May import audit, accounts, rulebook and subjects. Start reading in letters.py.
"""
