"""What each controller promised, what the law says, and how days are counted.

May import audit and accounts. Start reading in clock.py, then book.py and seeds/.
"""
