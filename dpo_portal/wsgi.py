import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dpo_portal.settings")
try:
    django.setup(set_prefix=False)  # only now can models be imported
    from audit import starting
    from audit.guards import forbid_changes_of_form

    if refusal := starting.why_not():
        raise ImproperlyConfigured(refusal)
    application = get_wsgi_application()
    forbid_changes_of_form()
except ImproperlyConfigured as error:
    sys.exit(f"The portal does not start: {error}")
