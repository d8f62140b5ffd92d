"""Settings, URLs, the staff home page.

May import every room; no room imports it. Start reading in settings.py, then urls.py.
"""
