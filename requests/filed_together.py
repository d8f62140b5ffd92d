"""What was asked in one act: a request for each right, held together by a `Filing`."""

from rights.models import RightsRequest


def asked_with(rights_request: RightsRequest) -> list[RightsRequest]:
    """The other requests of the same act, in the order in which they were asked."""
    if rights_request.filing_id is None:
        return []
    others = RightsRequest.objects.filter(filing=rights_request.filing_id)
    found = others.select_related("controller", "establishment", "claimant")
    return list(found.exclude(pk=rights_request.pk).order_by("pk"))


def first_of(rights_request: RightsRequest) -> RightsRequest:
    """The first request of the act: the receipt and its secret are kept there."""
    others = asked_with(rights_request)
    return min([rights_request, *others], key=lambda case: case.pk)
