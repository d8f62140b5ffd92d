"""The apps and sites of a company that show its notices."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Controller
from audit.trail import Actor, act, record
from policies.errors import NotPossible
from policies.models import NoticeApp
from policies.telling import tokens


def keep_app(
    controller: Controller,
    slug: str,
    *,
    name: str,
    public_key: str,
    origins: Sequence[str],
    by: Actor,
    at: datetime | None = None,
) -> NoticeApp:
    """Add an app or change it. Safe to call twice.

    Raises NotPossible for a key that is no Ed25519 public key, an origin that is none,
    or a name that another company's app has.
    """
    now = at or timezone.now()
    if tokens.why_no_key(public_key):
        raise NotPossible(_("The key has to be an Ed25519 public key as PEM."))
    for origin in origins:
        if not _is_origin(origin):
            raise NotPossible(
                _("“%(origin)s” is no origin: write https://app.example.com.")
                % {"origin": origin}
            )
    with transaction.atomic(), act(by=by, controller_id=controller.pk, at=now):
        app = NoticeApp.objects.select_for_update().filter(slug=slug).first()
        if app is not None and app.controller_id != controller.pk:
            raise NotPossible(_("Another company's app has this name."))
        app = app or NoticeApp(controller=controller, slug=slug)
        app.name, app.public_key = name, public_key
        app.origins = [one.rstrip("/") for one in origins]
        app.is_active = True
        app.save()
        record("policies.keep_notice_app", app)
    return app


def _is_origin(text: str) -> bool:
    parts = urlsplit(text.rstrip("/"))
    is_local = parts.hostname in {"localhost", "127.0.0.1"}
    is_secure = parts.scheme == "https" or (parts.scheme == "http" and is_local)
    return is_secure and bool(parts.netloc) and not (parts.path or parts.query)
