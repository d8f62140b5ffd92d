import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from audit import keys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dpo_portal.settings")
try:
    if refusal := keys.why_incomplete():
        raise ImproperlyConfigured(refusal)
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    sys.exit(f"The portal does not start: {error}")
