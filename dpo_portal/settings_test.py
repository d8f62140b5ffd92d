"""The settings the tests run under: plain http, quick hashes, mail kept in memory."""

import os
import tempfile

os.environ["DPO_ENV"] = "test"
os.environ["DPO_ENV_FILE"] = ""
os.environ["SECRET_KEY"] = "test-only-" + "k" * 50
os.environ.setdefault("DPO_DATA_DIR", tempfile.mkdtemp(prefix="dpo-test-"))

from dpo_portal.settings import *  # noqa: F403
from dpo_portal.settings import DATA_DIR, DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.audit.sample"]  # tracked models to try on
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
# A pool that is still open when the tests end warns, and warnings are errors.
DATABASES["default"]["OPTIONS"].pop("pool", None)
DATABASES["default"]["CONN_MAX_AGE"] = 0  # threads end, and their connections with them
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # Nobody reads a test's rows after the machine went down.
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"
# A file, not memory: threads then have connections of their own, as in production.
DATABASES["default"]["TEST"] = (
    {"NAME": str(DATA_DIR / "test.sqlite3")}
    if DATABASES["default"]["ENGINE"].endswith("sqlite3")
    else {}
)
WHITENOISE_AUTOREFRESH = True  # else WhiteNoise warns that the folder is not there yet
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MFA_REQUIRED = False
# Only where a test says so: it takes a connection of its own beside the test's.
VERIFY_EVERY_DAYS = 0
