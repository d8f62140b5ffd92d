"""Who works here: people, the companies they answer for, and their roles.

May import audit. Start reading in models.py, then roles.py.
"""
