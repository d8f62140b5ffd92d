"""Consent receipts: ISO/IEC TS 27560 by way of W3C DPV, as JSON-LD.

The ISO text was not read; the fields follow DPV's guide `consent-27560` (STANDARDS.md
5). The context stands in the file, so that reading it needs no network.
"""

import json
from datetime import datetime
from typing import Any

from django.http import HttpResponse

from subjects.models import Consent, ConsentEvent

CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "dct": "http://purl.org/dc/terms/",
    "record": "https://w3id.org/dpv/schema/dpv-27560#",
}
CONFORMS_TO = "https://w3id.org/dpv/schema/dpv-27560#receipt"
STATES = {
    Consent.State.GIVEN: "dpv:ConsentGiven",
    Consent.State.REFUSED: "dpv:ConsentRefused",
    Consent.State.WITHDRAWN: "dpv:ConsentWithdrawn",
    Consent.State.OBJECTED: "dpv:ConsentRefused",
    Consent.State.NOT_NEEDED: "dpv:ConsentInvalidated",
}


def receipt_of(event: ConsentEvent) -> dict[str, Any]:
    """The receipt of one change. It names nobody: the person is a pseudonym."""
    consent = event.consent
    purpose = consent.purpose
    return {
        "@context": CONTEXT,
        "@id": f"urn:uuid:{event.uid}",
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": {"@id": CONFORMS_TO},
        "record:schema_version": "27560",
        "dct:identifier": str(consent.uid),
        "dpv:hasDataSubject": {"@id": f"urn:uuid:{consent.data_subject.uid}"},
        "dpv:hasDataController": {"dpv:hasName": purpose.controller.name},
        "dpv:hasPurpose": {
            "dct:identifier": purpose.code,
            "dct:title": [
                {"@language": language, "@value": words}
                for language, words in purpose.label.items()
            ],
        },
        "dpv:hasPersonalData": list(purpose.items),
        "dpv:hasLegalBasis": {"@id": "dpv:Consent"},
        "dpv:hasNotice": _notice(event),
        "dpv:hasConsentStatus": {"@id": STATES[Consent.State(event.state)]},
        "dct:date": _moment(event.at),
        "record:event_type": event.channel,
        "dpv:hasWithdrawalMethod": "preferences",
    }


def json_receipt(receipt: dict[str, Any]) -> HttpResponse:
    text = json.dumps(receipt, ensure_ascii=False, indent=1)
    return HttpResponse(
        text,
        content_type="application/ld+json; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="consent-receipt.jsonld"'
        },
    )


def _notice(event: ConsentEvent) -> dict[str, Any]:
    text = event.text
    if text is None:
        return {}
    return {
        "dct:language": text.language,
        "dct:hasVersion": text.version,
        "dct:description": text.body,
        "record:sha256": text.sha256,
    }


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
