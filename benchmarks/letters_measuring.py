"""Puts the letters together where it runs, prints a batch, and tells a line of JSON."""

import io
import json
import resource
import time

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import User
from audit.trail import Actor, act
from correspondence.models import Delivery
from policies.models import Campaign
from policies.telling import posting
from subjects import postal
from subjects.models import DataHeld, DataSubject

OFFICER = "aina@demo.test"


def tell(letters: int) -> None:
    campaign = Campaign.objects.get(state=Campaign.State.SENDING)
    officer = User.objects.get(email=OFFICER)
    _add(campaign, letters)
    begun = time.perf_counter()
    made = posting.put_all_together(campaign, number=1, by=officer)
    together = time.perf_counter() - begun
    client = Client(HTTP_HOST="localhost")
    client.force_login(officer)
    begun = time.perf_counter()
    answer = client.get(reverse("notices:batch-pdf", args=[campaign.pk, 1]))
    pdf = time.perf_counter() - begun
    told = {
        "batches": len(made),
        "pages": len(PdfReader(io.BytesIO(answer.content)).pages),
        "together": together,
        "pdf": pdf,
        "mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }
    print(json.dumps(told))


def _add(campaign: Campaign, letters: int) -> None:
    """So many people more who are told by post, in two languages."""
    company, now = campaign.version.policy.controller, timezone.now()
    told = Delivery.objects.filter(campaign_id=campaign.pk).order_by("letter__language")
    words = list(dict.fromkeys(told.values_list("letter_id", flat=True)))[:2]
    with act(by=Actor.job("bench")), transaction.atomic():
        for number in range(letters):
            person = DataSubject.objects.create(
                controller=company,
                name=f"Invented Person {number}",
                country="MY",
                created_at=now,
            )
            DataHeld.objects.create(
                data_subject=person,
                controller=company,
                items=[postal.ITEM],
                title="Address",
                value=f"{number} Jalan Contoh\nTaman Contoh\n25000 Kuantan",
                basis="contract",
            )
            Delivery.objects.create(
                letter_id=words[number % len(words)],
                channel=Delivery.Channel.POST,
                state=Delivery.State.TO_PRINT,
                campaign_id=campaign.pk,
                person=person,
            )
