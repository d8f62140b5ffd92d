"""The published words, by version.

May import every room but requests. Start reading in models.py.
"""
