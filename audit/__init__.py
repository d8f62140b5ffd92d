"""Who did what to which record, when and why.

Imports no other room. Start reading in context.py, then capture.py.
"""
