"""Views of the queue that people keep: saved, changed and deleted by one verb each."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Controller, User
from audit.trail import act, record
from rights.errors import StepNotAllowed
from rights.models import SavedView

MOST = 20  # of one person: more are no longer found at a glance


@transaction.atomic
def save_view(
    *,
    name: str,
    query: str,
    by: User,
    shared_with: Controller | None = None,
    at: datetime | None = None,
) -> SavedView:
    """Keep these filters under a name, for oneself or for one's colleagues too.

    Raises StepNotAllowed for a name one has given already, or for too many.
    """
    at = at or timezone.now()
    _may_share(by, shared_with)
    User.objects.select_for_update().get(pk=by.pk)
    own = SavedView.objects.filter(owner=by)
    if own.filter(name__iexact=name).exists():
        raise StepNotAllowed(_("You have a view of this name already."))
    if own.count() >= MOST:
        raise StepNotAllowed(_("You have 20 views. Delete one of them first."))
    with act(by=by, controller_id=_key(shared_with), at=at):
        made = SavedView(owner=by, name=name, query=query, shared_with=shared_with)
        made.save()
        record("requests.save_view", made)
    return made


@transaction.atomic
def change_view(
    view: SavedView,
    *,
    name: str,
    by: User,
    shared_with: Controller | None = None,
    at: datetime | None = None,
) -> None:
    """Give it another name, or share it with others. Raises StepNotAllowed."""
    at = at or timezone.now()
    view = SavedView.objects.select_for_update(of=("self",)).get(pk=view.pk)
    if not view.is_changed_by(by):
        raise PermissionDenied
    _may_share(by, shared_with)
    same = SavedView.objects.filter(owner=view.owner_id, name__iexact=name)
    if same.exclude(pk=view.pk).exists():
        raise StepNotAllowed(_("There is a view of this name already."))
    known_at = view.shared_with_id or _key(shared_with)
    with act(by=by, controller_id=known_at, at=at):
        view.name, view.shared_with = name, shared_with
        view.save()
        record("requests.change_view", view)


@transaction.atomic
def delete_view(view: SavedView, *, by: User, at: datetime | None = None) -> None:
    """Take it away for everyone; the requests stay as they are."""
    view = SavedView.objects.select_for_update(of=("self",)).get(pk=view.pk)
    if not view.is_changed_by(by):
        raise PermissionDenied
    with act(by=by, controller_id=view.shared_with_id, at=at or timezone.now()):
        record("requests.delete_view", view)
        view.delete()


def _key(controller: Controller | None) -> int | None:
    return controller.pk if controller else None


def _may_share(by: User, controller: Controller | None) -> None:
    if controller is not None and not by.has_perm("requests.triage", controller):
        raise PermissionDenied
