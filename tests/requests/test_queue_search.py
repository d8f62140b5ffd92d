"""Words looked for in the queue: found in any script, and never in an address."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from audit.models import AccessEntry
from audit.trail import Actor, act
from rights import sweeping
from rights.models import Claimant
from subjects import searching
from subjects.folding import fold, terms
from subjects.models import StoredSearch

pytestmark = pytest.mark.django_db
QUEUE, SEARCH = "/desk/requests/", "/desk/requests/search/"


@pytest.fixture
def desk(client, aida):
    """Aida at her desk."""
    client.force_login(aida)
    return client


def refs(response) -> list[str]:
    return [row.ref for row in response.context["rows"]]


def look_for(client, words: str, **more: str):
    return client.post(SEARCH, {"q": words, "view": "open", **more}, follow=True)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("林样本", "样本"),
        ("林样本", "林"),
        ("สมชาย ตัวอย่าง", "ตัวอย่าง"),
        ("Nguyễn Văn Mẫu", "nguyen mau"),
        ("Nguyen Van Mau", "Nguyễn"),
        ("Айдар Үлгі", "үлгі"),
        ("José Muñoz-Peña", "JOSE pena"),
        ("Ｄｅｗｉ", "dewi"),
        ("Dewi 100% Contoh", "100%"),
    ],
)
def test_a_name_is_found_by_a_piece_of_it_in_any_script(
    desk, open_request, name, words
):
    wanted = open_request(name=name, email="a@example.test")
    open_request(name="Someone Else", email="b@example.test")

    assert refs(look_for(desk, words)) == [wanted.ref]


def test_reference_mail_and_telephone_are_found_as_well(desk, open_request):
    wanted = open_request(
        name="Dewi", email="dewi@contoh.example", phone="+60 12-345 6789"
    )
    open_request(name="Dewi", email="x@example.test", phone="+60 19-999 0000")

    for words in ("contoh.example", "012 345 6789", "+60123456789", wanted.ref.lower()):
        assert refs(look_for(desk, words)) == [wanted.ref], words


def test_words_stand_in_no_address_and_lie_sealed(desk, open_request):
    open_request(name="Dewi Contoh")

    answer = desk.post(SEARCH, {"q": "Contoh", "view": "open", "right": "erasure"})

    assert "ontoh" not in answer["Location"]
    assert "right=erasure" in answer["Location"]
    assert b"ontoh" not in bytes(StoredSearch.objects.get().sealed)
    page = desk.get(answer["Location"]).content.decode()
    assert 'value="Contoh"' in page
    assert "Words: Contoh" in page


def test_a_search_opens_for_its_owner_alone(desk, client, farid, open_request):
    wanted = open_request(name="Dewi Contoh")
    other = open_request(name="Someone Else")
    address = desk.post(SEARCH, {"q": "Contoh", "view": "open"})["Location"]
    assert refs(desk.get(address)) == [wanted.ref]

    client.force_login(farid)
    theirs = client.get(address)

    assert set(refs(theirs)) == {wanted.ref, other.ref}
    assert "The words of this search are no longer kept." in theirs.content.decode()


def test_a_search_is_forgotten_after_half_a_day(desk, aida):
    made = searching.keep("Contoh", by=aida, at=timezone.now())
    later = timezone.now() + StoredSearch.LASTS + timedelta(minutes=1)

    assert searching.find(made.key, by=aida, at=timezone.now()) == made
    assert searching.find(made.key, by=aida, at=later) is None
    StoredSearch.objects.update(made_at=timezone.now() - timedelta(days=1))
    sweeping.sweep()
    assert not StoredSearch.objects.exists()


def test_a_search_is_an_access_entry_even_if_it_finds_nothing(desk, aida, open_request):
    open_request()

    look_for(desk, "Dewi")
    look_for(desk, "nobody of that name")

    found = AccessEntry.objects.filter(what="search").order_by("pk")
    assert [(entry.actor_id, entry.count) for entry in found] == [
        (aida.pk, 1),
        (aida.pk, 0),
    ]


def test_a_reference_in_the_top_bar_leads_to_its_request(desk, open_request):
    case = open_request()

    assert desk.post(SEARCH, {"q": case.ref.lower()})["Location"] == (
        case.get_absolute_url()
    )


def test_the_top_bar_searches_closed_and_unconfirmed_requests_too(
    desk, file_request, open_request
):
    hidden = file_request(name="Dewi Contoh")
    seen = open_request(name="Dewi Contoh")

    found = desk.post(SEARCH, {"q": "dewi"}, follow=True)

    assert set(refs(found)) == {hidden.ref, seen.ref}


def test_a_reference_of_another_company_says_nothing(client, chen, open_request):
    case = open_request()
    client.force_login(chen)

    found = client.post(SEARCH, {"q": case.ref}, follow=True)

    assert refs(found) == []


def test_filters_are_applied_with_the_words_and_kept_without_them(desk, open_request):
    wanted = open_request(country="BR")
    open_request()

    found = look_for(desk, "dewi", country="BR")
    assert refs(found) == [wanted.ref]
    without = dict(found.context["applied"])["Words: dewi"]
    assert without == "?view=open&country=BR"


def test_what_is_erased_from_a_row_is_gone_from_the_search(open_request):
    claimant = Claimant.objects.get(rights_request=open_request())
    assert "dewi" in claimant.search_text

    with transaction.atomic(), act(by=Actor.job("tests")):
        claimant.name = claimant.email = ""
        claimant.save(update_fields=["name", "email"])

    assert Claimant.objects.get(pk=claimant.pk).search_text == ""


def test_what_is_erased_in_bulk_is_gone_from_the_search(open_request):
    claimant = Claimant.objects.get(rights_request=open_request())
    kept = Claimant.objects.get(rights_request=open_request())

    with transaction.atomic(), act(by=Actor.job("tests")):
        mine = Claimant.objects.filter(pk=claimant.pk)
        mine.audited_update(name="", email="", reason="erasure")

    assert Claimant.objects.get(pk=claimant.pk).search_text == ""
    assert "dewi" in Claimant.objects.get(pk=kept.pk).search_text


def test_rows_saved_together_are_found_by_their_new_words(open_request):
    claimant = Claimant.objects.get(rights_request=open_request())

    with transaction.atomic(), act(by=Actor.job("tests")):
        claimant.name = "Kemala Baharu"
        Claimant.objects.audited_bulk_save([claimant])

    found = Claimant.objects.get(pk=claimant.pk).search_text
    assert "kemala" in found


def test_folding_keeps_letters_and_drops_accents():
    assert fold("  ÀÉÎ  Straße ") == "aei strasse"
    assert terms("+60 (12) 345-6789") == ["60123456789"]
    assert terms("Dewi dewi Contoh") == ["dewi", "contoh"]
