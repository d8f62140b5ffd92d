"""Who did what to which record, when and why.

Imports no other room. Start reading in trail.py, then models/tracked.py and capture.py.
"""
