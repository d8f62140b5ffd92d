"""Under which words a clause stands: its headings, and the line that leads in to it."""

from collections.abc import Sequence

from policies.clauses import Clause, path_of

STOPS = (".", ";", "。", "；")


def leads(clauses: Sequence[Clause]) -> list[str]:
    """For each clause the nearest line above that ends in a colon, or that carries the
    number it stands under: "You may ask us to delete data in these cases:"."""
    by_path: dict[tuple[str, ...], str] = {}
    last: tuple[tuple[str, ...], str] = ((), "")
    found = []
    for clause in clauses:
        path = path_of(clause.address)
        if path:
            start = len(path) - bool(clause.number and not clause.country)
            above = [by_path.get(path[:length], "") for length in range(start, 0, -1)]
            if above and not clause.number and above[0].endswith(STOPS):
                above[0] = ""  # a paragraph after the last item of a list
            lead = next((text for text in above if text), "")
        else:
            lead = last[1] if last[0] == clause.headings else ""
        found.append(lead if lead != clause.text else "")
        is_lead = clause.text.endswith((":", "："))
        if path and not clause.country and (clause.number or is_lead):
            by_path[path] = clause.text
        if is_lead:
            last = (clause.headings, clause.text)
    return found
