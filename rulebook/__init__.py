"""What each controller promised and what the law says.

May import audit and accounts. Start reading in clock.py, then book.py.
"""
