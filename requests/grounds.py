"""On what a refusal, in whole or in part, may rest."""

from rights.choices import Right, SourceKind
from rights.models import IdentityCheck, RightsRequest
from rulebook import book as rulebook
from rulebook.rows import Ground

# Nobody's data goes to someone who has not shown who they are, also where policy and
# law name no such ground: then it is the office's own, and every letter says so.
UNPROVEN = Ground(
    code="identity_unproven",
    effect="may",
    rights=tuple(Right.values),
    label={
        "en": "It is not shown that the request comes from the person",
        "ms": "Tidak dibuktikan bahawa permintaan ini daripada orang itu sendiri",
    },
    source_kind=SourceKind.OPERATOR,
    document="",
    clause="",
)


def available(rights_request: RightsRequest) -> list[Ground]:
    """What the rulebook has for this controller, country and right.

    While the identity is not proven nothing can be said of the data, so that is the
    one ground there is: the law's or the policy's where they have it, else our own.
    """
    slug = rights_request.controller.slug
    country = rights_request.establishment.country
    found = rulebook.live(slug, country).grounds(slug, country, rights_request.right)
    if not is_unproven(rights_request):
        return [ground for ground in found if ground.code != UNPROVEN.code]
    return [g for g in found if g.code == UNPROVEN.code] or [UNPROVEN]


def is_unproven(rights_request: RightsRequest) -> bool:
    """Whether the identity check ended without showing who the person is."""
    check: IdentityCheck | None = getattr(rights_request, "identity_check", None)
    return check is not None and check.outcome == IdentityCheck.Outcome.UNPROVEN


def named(rights_request: RightsRequest, code: str) -> Ground | None:
    """The ground of this code, if a decision on this request may rest on it."""
    return next((g for g in available(rights_request) if g.code == code), None)
