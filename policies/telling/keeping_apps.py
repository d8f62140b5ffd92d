"""The apps and sites of a company that show its notices."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Controller, User
from audit.trail import Actor, act, record
from policies.errors import NotPossible
from policies.models import NoticeApp
from policies.telling import tokens

PERMISSION = "policies.manage_apps"


def keep_app(
    controller: Controller,
    slug: str,
    *,
    name: str,
    public_key: str,
    origins: Sequence[str],
    by: User | Actor,
    at: datetime | None = None,
) -> NoticeApp:
    """Let an app in, or change its key and origins. Safe to call twice.

    Raises PermissionDenied; NotPossible for a key that is no Ed25519 public key, an
    origin that is none, or a name that another company's app has.
    """
    if tokens.why_no_key(public_key):
        raise NotPossible(
            _("The key has to be an Ed25519 public key as PEM."), "public_key"
        )
    for origin in origins:
        if not _is_origin(origin):
            raise NotPossible(
                _("“%(origin)s” is no origin: write https://app.example.com.")
                % {"origin": origin},
                "origins",
            )
    with _step(controller, by, at):
        app = NoticeApp.objects.select_for_update().filter(slug=slug).first()
        if app is not None and app.controller_id != controller.pk:
            raise NotPossible(_("This short name is taken: choose another."), "slug")
        app = app or NoticeApp(controller=controller, slug=slug)
        app.name, app.public_key = name, public_key
        app.origins = [one.rstrip("/") for one in origins]
        app.is_active = True
        app.save()
        record("policies.keep_notice_app", app)
    return app


def stop_app(app: NoticeApp, *, by: User | Actor, at: datetime | None = None) -> None:
    """Let the app in no more: its tokens and its pages get no answer from now on.

    Its row stays, as what people did there stays; `keep_app` lets it in again. Raises
    PermissionDenied.
    """
    with _step(app.controller, by, at):
        held = NoticeApp.objects.select_for_update(of=("self",)).get(pk=app.pk)
        if held.is_active:
            held.is_active = False
            held.save()
            record("policies.stop_notice_app", held)


@contextmanager
def _step(
    controller: Controller, by: User | Actor, at: datetime | None
) -> Iterator[None]:
    if isinstance(by, User) and not by.has_perm(PERMISSION, controller):
        raise PermissionDenied
    with (
        transaction.atomic(),
        act(by=by, controller_id=controller.pk, at=at or timezone.now()),
    ):
        yield


def _is_origin(text: str) -> bool:
    parts = urlsplit(text.rstrip("/"))
    is_local = parts.hostname in {"localhost", "127.0.0.1"}
    is_secure = parts.scheme == "https" or (parts.scheme == "http" and is_local)
    return is_secure and bool(parts.netloc) and not (parts.path or parts.query)
