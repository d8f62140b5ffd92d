"""The desk pages: writing a draft, its translation, deciding on what changes."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.trail import act
from dpo_portal.demo.drafts import keep_draft
from dpo_portal.demo.office import hire
from policies import changes
from policies.loading import load_policies
from policies.models import Clause, Comment, MaterialChange, PolicyVersion, Translation
from policies.samples import load_samples
from policies.wording import clauses_in, gaps_of
from tests.policies.drafts import AT, JOB

pytestmark = pytest.mark.django_db
URL = "/desk/policies/nbexpress/privacy/"
QUICKER = ("within 15 days", "within 10 days")


@pytest.fixture
def desk(client, nadia):
    client.force_login(nadia)
    return client


def words(answer):
    return " ".join(answer.content.decode().split())


def typed(answer, **more):
    """The form of an editor's page as a browser would send it."""
    form = answer.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    return {**sent, **more}


def english(version):
    return clauses_in(version.translations.get(language="en"))


def test_the_demonstration_has_a_draft_with_open_and_decided_changes(controllers):
    load_policies()
    load_samples(at=AT)
    people = hire()

    made = [keep_draft(people, now=AT) for _turn in range(2)]

    draft = PolicyVersion.objects.get(is_imported=False)
    found = changes.difference(draft)
    assert made == [1, 0] and len(found.comparison.changed_words) == 3
    assert changes.undecided(draft) == ["4.1 Whom we give data to"]
    assert len(gaps_of(draft.translations.get(language="ms")).stale) == 3


def test_a_draft_begins_with_the_words_in_force_and_is_listed(desk, draft):
    with transaction.atomic(), act(by=JOB):
        draft.state = PolicyVersion.State.WITHDRAWN
        draft.save()

    desk.post(f"{URL}draft/")

    made = PolicyVersion.objects.get(number=3)
    assert [c.text for c in english(made)] == [c.text for c in english(draft)]
    assert "v3, Draft" in words(desk.get("/desk/policies/"))


def test_a_section_is_edited_as_markdown_and_clauses_keep_their_scope(desk, draft):
    desk.post(f"{URL}v2/scope/?key=10.1", {"topic": "rights", "countries": ["MY"]})
    page = desk.get(f"{URL}v2/edit/?section=10")
    text = page.context["form"]["words"].value()

    saved = desk.post(
        f"{URL}v2/edit/?section=10",
        typed(page, words=text.replace(*QUICKER) + "\n10.3. **New:** <b>fax</b>."),
    )

    assert saved.status_code == 302
    by_key = {clause.key: clause for clause in english(draft)}
    assert by_key["10.1"].text.endswith("within 10 days.")
    assert by_key["10.1"].topic == "rights"
    assert by_key["10.3"].text == "New: <b>fax</b>."
    assert Clause.objects.get(key="10.1").countries == ["MY"]
    shown = desk.get(f"{URL}v2/edit/?section=10").content.decode()
    assert "<b>fax</b>" not in shown


def test_where_a_link_leads_stays_in_the_words(desk, draft):
    page = desk.get(f"{URL}v2/edit/?section=10")
    text = page.context["form"]["words"].value()
    link = "10.3. See [our **form**](https://express.example/form) or <a@b.example>."
    bad = "10.4. Not [this](javascript:alert(1))."

    desk.post(
        f"{URL}v2/edit/?section=10", typed(page, words=f"{text}\n{link}\n\n{bad}")
    )

    by_key = {clause.key: clause.text for clause in english(draft)}
    assert by_key["10.3"] == (
        "See our form (https://express.example/form) or a@b.example."
    )
    assert "href" not in by_key["10.4"]
    again = desk.get(f"{URL}v2/edit/?section=10")
    desk.post(f"{URL}v2/edit/?section=10", typed(again))
    assert {clause.key: clause.text for clause in english(draft)} == by_key


def test_a_second_tab_overwrites_nothing_and_loses_nothing(desk, draft):
    page = desk.get(f"{URL}v2/edit/?section=10")
    text = page.context["form"]["words"].value()
    first = typed(page, words=text.replace(*QUICKER))
    second = typed(page, words=text.replace("03-5550 1818", "03-5550 1819"))
    desk.post(f"{URL}v2/edit/?section=10", first)

    answer = desk.post(f"{URL}v2/edit/?section=10", second)

    assert answer.status_code == 409
    assert "Someone changed this section" in words(answer)
    assert "03-5550 1819" in words(answer) and "within 10 days" in words(answer)
    assert "03-5550 1818." in [c.text for c in english(draft)][-1]
    other = desk.get(f"{URL}v2/edit/?section=6")
    changed = other.context["form"]["words"].value().replace("wrong", "false")
    assert desk.post(f"{URL}v2/edit/?section=6", typed(other, words=changed)).url


def test_a_translation_is_written_beside_the_original_and_checked(desk, draft):
    page = desk.get(f"{URL}v2/translate/ms/?section=10")
    fields = {key: name for name, key in page.context["form"].keys.items()}
    sent = typed(
        page,
        **{
            fields["10.1"]: "Kami menjawab dalam tempoh 14 hari.",
            fields["10.2"]: "Telefon: 03-5550 1818.",
        },
    )
    desk.post(f"{URL}v2/translate/ms/?section=10", sent)

    shown = words(desk.get(f"{URL}v2/translate/ms/?section=10"))
    assert "Periods differ: 15 calendar days / 14 calendar days" in shown
    assert "Missing" in shown
    draft.write(*QUICKER)
    text = Translation.objects.get(version=draft, language="ms")
    assert gaps_of(text).stale == ["10.1"]
    page = desk.get(f"{URL}v2/translate/ms/?section=10")
    assert "The original has changed" in words(page)
    name = {key: name for name, key in page.context["form"].keys.items()}["10.1"]
    desk.post(
        f"{URL}v2/translate/ms/?section=10",
        typed(page, **{name: "Kami menjawab dalam tempoh 10 hari."}),
    )
    assert gaps_of(text).stale == []


def test_a_clause_that_still_says_the_same_is_confirmed(desk, draft):
    page = desk.get(f"{URL}v2/translate/ms/?section=10")
    name = {key: name for name, key in page.context["form"].keys.items()}["10.2"]
    desk.post(f"{URL}v2/translate/ms/?section=10", typed(page, **{name: "Telefon."}))
    draft.write("Telephone:", "Phone:")
    text = Translation.objects.get(version=draft, language="ms")
    before = gaps_of(text).stale

    page = desk.get(f"{URL}v2/translate/ms/?section=10")
    desk.post(
        f"{URL}v2/translate/ms/?section=10", typed(page, **{f"{name}_same": "on"})
    )

    assert (before, gaps_of(text).stale) == (["10.2"], [])


def test_a_change_is_decided_on_the_page_that_shows_it(desk, draft):
    draft.write(*QUICKER)
    page = desk.get(f"{URL}v2/compare/1/")
    assert "1 change is not classified." in words(page)
    assert 'aria-disabled="true">Continue to publish' in words(page)
    (item,) = page.context["page"].changes
    mark = item.form["mark"].value()
    sent = {"mark": mark, "is_material": "yes", "category": "C4", "reason": ""}

    silent = desk.post(f"{URL}v2/decide/", sent)
    desk.post(
        f"{URL}v2/decide/",
        {**sent, "reason": "Sooner.", "follows": "NBX-15-CONTACT", "summary_en": "10."},
    )

    assert "There is a problem" in words(silent)
    row = MaterialChange.objects.get(version=draft, category="C4", state="confirmed")
    assert row.follows[0]["number"] == 10 and row.summary == {"en": "10."}
    shown = words(desk.get(f"{URL}v2/compare/1/"))
    assert "NBX-15-CONTACT: 15 days → 10 days" in shown
    assert "“10.”" in shown and "not classified" not in shown
    assert "Notice to 0 people concerned, 30 days ahead" in shown
    publish = 'v2/publish/">Continue to publish'
    assert publish in shown and publish not in words(page)


def test_a_page_of_a_version_asks_no_more_with_more_languages_and_changes(desk, draft):
    addresses = [f"{URL}v2/", f"{URL}v2/compare/1/", f"{URL}v2/publish/"]
    draft.write(*QUICKER)
    before = [asked(desk, address) for address in addresses]

    with transaction.atomic(), act(by=JOB):
        for language in ("ms", "id", "th", "vi", "ru"):
            Translation(version=draft, language=language, title="Contoh").save()
    draft.write("Telephone:", "Phone and letters:")
    draft.write("service Panah", "service Busur")

    assert len(words(desk.get(addresses[0])).split("lacks clauses")) > 1
    after = [asked(desk, address) for address in addresses]
    assert all(now <= then for now, then in zip(after, before, strict=True))


def asked(client, address):
    """How many statements a page takes, once what is kept between pages is warm."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return sum('FROM "rulebook_' not in query["sql"] for query in captured)


def test_a_lost_promise_leads_to_the_end_of_its_rule_or_says_that_it_runs_on(
    desk, draft
):
    draft.write(" within 15 days", "")
    page = desk.get(f"{URL}v2/compare/1/")
    (item,) = page.context["page"].changes
    offered = "NBX-15-CONTACT: 15 days → it ends"
    assert offered in words(page) and "no longer promises 15 days" in words(page)
    assert item.form["follows"].value() == ["NBX-15-CONTACT"]
    sent = {
        "mark": item.form["mark"].value(),
        "is_material": "yes",
        "category": "C4",
        "reason": "No date any more.",
    }

    desk.post(f"{URL}v2/decide/", sent)
    left = words(desk.get(f"{URL}v2/compare/1/"))
    desk.post(f"{URL}v2/decide/", {**sent, "follows": "NBX-15-CONTACT"})
    ended = words(desk.get(f"{URL}v2/compare/1/"))

    assert "Rulebook: NBX-15-CONTACT runs on: 15 days" in left
    assert f"Rulebook: {offered}" in ended and "runs on" not in ended
    row = MaterialChange.objects.get(version=draft, state="confirmed")
    assert row.follows == [{"code": "NBX-15-CONTACT", "version": 1, "retired": True}]


def test_the_comparison_is_readable_as_plain_text(desk, draft):
    draft.write(*QUICKER)

    text = desk.get(f"{URL}v2/compare/1/text/").content.decode()

    assert re.search(r"\[-15 days-\] \{\+10 days\+\}", text)


def test_a_promise_longer_than_the_law_is_warned_about(desk, draft):
    draft.write("within 30 days", "within 45 days")

    shown = words(desk.get(f"{URL}v2/compare/1/"))

    assert "gives 21 days" in shown and "the text is longer" in shown


def test_what_a_notice_must_say_is_shown_with_the_clause_that_says_it(desk, draft):
    shown = words(desk.get(f"{URL}v2/contents/"))

    assert "Which rights people have" in shown and "6.2 You may correct" in shown
    assert "Malay: missing" in shown and "No clause" in shown


def test_a_comment_stays_until_it_is_settled(desk, draft, nadia):
    desk.post(f"{URL}v2/comments/", {"words": "Is it still right?", "clause_key": "10"})
    remark = Comment.objects.get()
    before = words(desk.get(f"{URL}v2/"))
    desk.post(f"{URL}v2/comments/{remark.pk}/settle/")

    assert "Is it still right?" in before
    assert "Is it still right?" not in words(desk.get(f"{URL}v2/"))
    remark.refresh_from_db()
    assert remark.settled_by == nadia


def test_a_version_goes_to_review_and_back_with_a_reason(desk, draft):
    draft.write(*QUICKER)
    desk.post(f"{URL}v2/submit/")
    draft.refresh_from_db()
    state = draft.state

    refused = desk.post(f"{URL}v2/edit/?section=10", {"words": "x", "seen": "y"})
    silent = desk.post(f"{URL}v2/send-back/", {"reason": ""})
    desk.post(f"{URL}v2/send-back/", {"reason": "Say which days."})

    draft.refresh_from_db()
    assert (state, draft.state) == ("in_review", "draft")
    assert "is not a draft" in words(refused)
    assert silent.status_code == 200
    assert changes.undecided(draft) == ["10.1 How to contact us"]
