"""The portal's own settings, served compressed as behind the proxy of the guide.

In production `collectstatic` writes the small files and the proxy compresses the pages
(docs/guides/administrators.md); here one process does both.
"""

from dpo_portal.settings import *  # noqa: F403
from dpo_portal.settings import DATA_DIR, MIDDLEWARE, STORAGES

MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *MIDDLEWARE]
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = False
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "dpo_portal.staticfiles.PortalStaticFilesStorage"},
}
