"""Everything the request page shows, fetched in a fixed number of queries.

A part of the page is a file: base, identity, who_asks, decision, tasks, post; page
puts them together.
"""

from rights.case_page.page import CasePage
from rights.case_page.people import crumbs, workers

__all__ = ["CasePage", "crumbs", "workers"]
