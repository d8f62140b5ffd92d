"""Letters on paper as an officer prints them, and as the post brings them back."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import User
from audit.models import AccessEntry
from correspondence import notice_links
from correspondence.models import Delivery
from policies.models import Campaign, PolicyVersion
from policies.own_parts import told_and_answered
from policies.telling import posting, printing, verbs
from policies.telling.proof import proof_of
from policies.views import notice_post
from subjects.models import DataSubject
from tests.policies.telling.conftest import NOW, Person
from tests.policies.telling.test_pages import page

Sent = Callable[[], Campaign]


@pytest.fixture
def sent(
    client: Client, version: PolicyVersion, prepares: User, approves: User
) -> Sent:
    """A notice planned on its page with e-mail and letters, and approved."""

    def make() -> Campaign:
        client.force_login(prepares)
        client.post("/desk/notices/new/", {"version": version.pk})
        campaign = Campaign.objects.get()
        plan = {
            "ways": ["post", "email"],
            "shows": ["red_dot"],
            "post_after_mail": "on",
        }
        client.post(f"/desk/notices/{campaign.pk}/plan/", plan)
        client.post(f"/desk/notices/{campaign.pk}/propose/")
        verbs.approve(campaign, by=approves, at=timezone.now())
        return campaign

    return make


def words_of(content: bytes) -> list[str]:
    """The text of each page, on one line."""
    pages = PdfReader(io.BytesIO(content)).pages
    return [" ".join(one.extract_text().split()) for one in pages]


def said_on(client: Client, url: str) -> str:
    return " ".join(page(client, url).split())


def test_letters_are_put_together_printed_posted_and_come_back(
    client: Client, sent: Sent, person: Person
) -> None:
    dewi = person(address="2 Jalan Satu\n25000 Kuantan", name="Dewi", language="ms")
    person(address="3 Jalan Satu", name="Ben")
    campaign = sent()
    here = f"/desk/notices/{campaign.pk}/"
    assert "2 letters wait to be printed and posted" in said_on(client, here)
    assert "2 letters of notices wait to be posted" in said_on(client, "/desk/")
    assert "2 letters wait to be put into a batch" in said_on(client, f"{here}post/")
    for _pressed_twice in "12":
        client.post(f"{here}post/", {"number": "1"})

    listed = said_on(client, f"{here}post/1/")
    assert dewi.ref in listed
    assert "Dewi" not in listed
    assert "Jalan" not in listed
    today = timezone.localdate().isoformat()
    client.post(f"{here}post/1/", {"on": today})

    assert "2 letters were handed to the post" in said_on(client, here)
    letter = dewi.notices.get()
    proof = f"{here}recipients/{dewi.pk}/"
    assert "Handed to the post" in said_on(client, proof)
    back = {"letter": f"L-{letter.pk}", "because": "moved"}
    client.post(f"{here}post/back/", back)
    assert "came back by post" in said_on(client, proof).casefold()
    rows = client.get(f"{here}report.csv").content.decode().splitlines()
    assert sorted(rows[1:]) == [
        "post,escalated,ms,MY,1",
        "post,posted,en,MY,1",
        "public,announced,ms,MY,1",
    ]


def test_more_letters_than_a_batch_holds_are_put_together_by_one_act(
    client: Client, sent: Sent, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "MOST_LETTERS", 2)
    for number in range(5):
        person(address=f"{number} Jalan Satu\n25000 Kuantan")
    here = f"/desk/notices/{sent().pk}/post/"
    assert "In batches of up to 2 letters" in said_on(client, here)

    for _pressed_twice in "12":
        answer = client.post(here, {"number": "1", "all": "1"}, follow=True)

    listed = " ".join(answer.content.decode().split())
    assert "3 batches are put together." in listed
    assert "0 letters wait to be put into a batch" in listed
    for number in (1, 2, 3):
        assert f'href="{here}{number}/letters.pdf"' in listed
    assert "letters.pdf" in said_on(client, f"{here}3/")
    client.post(f"{here}2/", {"on": timezone.localdate().isoformat()})
    assert f"{here}2/letters.pdf" not in said_on(client, here)


def test_so_many_pdfs_at_once_that_no_page_would_be_served_are_put_off(
    client: Client, sent: Sent, person: Person
) -> None:
    person(address="2 Jalan Satu\n25000 Kuantan", name="Dewi Contoh")
    here = f"/desk/notices/{sent().pk}/post/"
    client.post(here, {"number": "1"})
    looked = AccessEntry.objects.filter(what="export").count()

    with notice_post.DRAWING, notice_post.DRAWING:
        put_off = client.get(f"{here}1/letters.pdf", follow=True)

    assert "Other letters are being drawn" in put_off.content.decode()
    assert AccessEntry.objects.filter(what="export").count() == looked
    drawn = client.get(f"{here}1/letters.pdf")
    assert drawn["Content-Type"] == "application/pdf"


def test_each_letter_is_on_sheets_of_its_own_with_its_frozen_words(
    client: Client, sent: Sent, person: Person, prepares: User
) -> None:
    dewi = person(address="2 Jalan Satu\n25000 Kuantan", name="Dewi <b>", language="ms")
    abroad = person(address="1 Sample Road\nBangkok", name="Somchai", country="TH")
    campaign = sent()
    client.post(f"/desk/notices/{campaign.pk}/post/", {"number": "1"})

    answer = client.get(f"/desk/notices/{campaign.pk}/post/1/letters.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    reader = PdfReader(io.BytesIO(answer.content))
    said = words_of(answer.content)
    assert len(said) == 3 and said[1] == ""  # the back of the first one stays empty
    first, second = said[0], said[2]
    malay, english = (first, second) if "Dewi" in first else (second, first)
    assert "Dewi <b> 2 Jalan Satu 25000 Kuantan MALAYSIA" in malay
    assert "Kami menjawab dalam 10 hari, bukan 15." in malay
    assert "Somchai 1 Sample Road Bangkok THAILAND" in english
    assert "We answer within 10 days instead of 15." in english
    assert "Somchai" not in malay and "Dewi" not in english
    for one, text in ((dewi, malay), (abroad, english)):
        row = one.notices.get()
        token = notice_links.token_of(row.pk)
        assert token in text.replace(" ", "")
        assert printing.number_of(row.pk) in text
    assert reader.metadata is not None
    assert reader.metadata.title == "Letters to print, batch 1"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    looked = AccessEntry.objects.filter(what="export").values_list(
        "actor_id", "subject_id"
    )
    assert set(looked) == {(prepares.pk, dewi.pk), (prepares.pk, abroad.pk)}


def test_where_no_pdf_can_be_drawn_the_same_letters_are_a_page(
    client: Client, sent: Sent, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from correspondence.drawing import PdfNotDrawn

    def broken(*_: Any, **__: Any) -> bytes:
        raise PdfNotDrawn("No PDF here.")

    monkeypatch.setattr("policies.views.notice_post.to_pdf", broken)
    person(address="2 Jalan Satu", name="Dewi")
    campaign = sent()
    client.post(f"/desk/notices/{campaign.pk}/post/", {"number": "1"})

    said = said_on(client, f"/desk/notices/{campaign.pk}/post/1/letters.pdf")

    assert "No PDF here." in said
    assert "2 Jalan Satu" in said
    assert "We answer within 10 days instead of 15." in said


def test_nothing_is_printed_of_a_batch_that_was_posted_or_of_who_is_gone(
    client: Client, sent: Sent, person: Person
) -> None:
    one = person(address="2 Jalan Satu", name="Dewi")
    person(address="3 Jalan Satu", name="Ben")
    campaign = sent()
    here = f"/desk/notices/{campaign.pk}/post/"
    client.post(here, {"number": "1"})
    erase_address(one)

    assert f"{printing.number_of(one.notices.get().pk)}." in said_on(
        client, f"{here}1/"
    )
    (letter,) = words_of(client.get(f"{here}1/letters.pdf").content)
    assert "Ben" in letter
    client.post(f"{here}1/", {"on": timezone.localdate().isoformat()})

    answer = client.get(f"{here}1/letters.pdf")
    assert answer.status_code == 302
    assert one.notices.get(channel="post").state == Delivery.State.ESCALATED


def erase_address(one: DataSubject) -> None:
    from audit.trail import Actor
    from subjects import erasing

    erasing.erase_sets(one, list(one.data_held.all()), by=Actor.job("test"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2999-01-01", "The day lies ahead"),
        ("2001-01-01", "it cannot be an earlier day"),
    ],
)
def test_a_day_that_cannot_be_is_said_beside_the_field(
    client: Client, sent: Sent, person: Person, typed: str, said: str
) -> None:
    person(address="2 Jalan Satu")
    campaign = sent()
    here = f"/desk/notices/{campaign.pk}/post/"
    client.post(here, {"number": "1"})

    answer = client.post(f"{here}1/", {"on": typed})

    assert said in answer.content.decode()
    assert Delivery.objects.get(campaign_id=campaign.pk).state == "to_print"


def test_a_letter_number_of_another_notice_is_refused_with_a_sentence(
    client: Client, sent: Sent, person: Person
) -> None:
    person(address="2 Jalan Satu")
    campaign = sent()
    url = f"/desk/notices/{campaign.pk}/post/back/"

    unknown = client.post(url, {"letter": "L-999999", "because": "moved"})
    nothing = client.post(url, {"letter": "Dewi", "because": "moved"})

    assert "No letter of this notice has that number." in unknown.content.decode()
    assert "Write a number like L-123." in nothing.content.decode()


def test_the_proof_and_the_persons_own_copy_say_the_day_of_the_post(
    sent: Sent, person: Person, prepares: User
) -> None:
    dewi = person(address="2 Jalan Satu")
    campaign = sent()
    made = posting.put_together(campaign, number=1, by=prepares, at=NOW)
    posting.hand_over(made, on=NOW.date(), by=prepares)

    facts = {one.word: one for one in proof_of(campaign, dewi).facts}

    assert facts["Handed to the post"].on == NOW.date()
    assert facts["Delivered"].at is None
    told, _answered = told_and_answered(dewi)
    assert "post, handed to the post, March 2, 2026" in told.lines[0][1]
