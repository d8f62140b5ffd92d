"""Telling people about a version. Start reading in verbs.py."""
