"""Draws the page on standard input as a PDF on standard output. A program of its own.

It runs beside the portal (drawing.py), so that the libraries it needs never lie in the
memory of the web server or the worker, and a page that breaks them breaks nothing else.
It reads the files of looks given as its arguments and the fonts beside the first; no
address on the page is fetched.
"""

import sys
from pathlib import Path

NO_LIBRARY = 3


def main() -> None:
    files = [Path(name).resolve() for name in sys.argv[1:]]
    looks = files[0]
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except OSError:  # Pango, a library of the system, is not installed
        sys.exit(NO_LIBRARY)

    class OwnFontsOnly(URLFetcher):
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            fonts = looks.parent.parent.joinpath("fonts").as_uri()
            if not url.startswith(f"{fonts}/") or ".." in url:
                raise ValueError("Nothing but our own fonts is read.")
            return super().fetch(url, headers)

    page = sys.stdin.buffer.read().decode()
    fetcher = OwnFontsOnly()
    # Without it each @font-face is passed over in silence.
    fonts = FontConfiguration()
    styles = [
        CSS(filename=str(one), url_fetcher=fetcher, font_config=fonts) for one in files
    ]
    document = HTML(string=page, url_fetcher=fetcher)
    drawn = document.write_pdf(stylesheets=styles, pdf_tags=True, font_config=fonts)
    sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    main()
