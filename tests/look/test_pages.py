"""The frame of every page, and the pages that belong to no room."""

import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import mark_safe

from accounts.places import zone_choices
from dpo_portal import context
from dpo_portal.context import Place, sidebar
from dpo_portal.templatetags.figures import day_track, meter, picture
from dpo_portal.templatetags.lists import listed
from dpo_portal.views.errors import server_error

ENTRANCE = ["/accounts/login/"]
ACCOUNT = [
    "/accounts/logout/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/sessions/",
]


class Asked(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="We write to it.")
    right = forms.ChoiceField(
        label="What?",
        choices=[("a", "Show"), ("b", "Delete")],
        widget=forms.RadioSelect,
    )


def inline_code(html: str) -> list[str]:
    return re.findall(r"\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)|<style", html)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ENTRANCE)
def test_people_who_are_not_signed_in_get_our_pages(client, path):
    html = client.get(path).content.decode()

    assert 'class="entrance"' in html
    assert html.count("<h1") == 1
    assert not inline_code(html)


@pytest.mark.parametrize("path", ACCOUNT)
def test_account_pages_stand_in_the_office(signed_in, path):
    html = signed_in.get(path).content.decode()

    assert 'class="shell"' in html
    assert html.count("<h1") == 1
    assert not inline_code(html)


@pytest.mark.parametrize("query", ["", "?theme=dark", "?side=public"])
def test_the_style_guide_draws_each_component(signed_in, query):
    response = signed_in.get(f"/desk/styleguide/{query}")

    html = response.content.decode()
    assert response.status_code == 200
    assert not inline_code(html)
    assert ('data-theme="dark"' in html) == (query == "?theme=dark")


def test_the_style_guide_is_for_people_who_signed_in(client, db):
    assert client.get("/desk/styleguide/").status_code == 302


@pytest.mark.django_db
def test_a_failed_form_says_so_in_its_title_and_on_top(client):
    html = client.post(
        "/accounts/login/", {"login": "", "password": ""}
    ).content.decode()

    assert "<title>Error:" in html
    assert "There is a problem" in html
    assert 'href="#id_login"' in html
    assert "autofocus" in html


def test_errors_are_tied_to_their_field():
    html = str(Asked({})["email"].as_field_group())

    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'id="id_email_error"' in html
    assert 'aria-invalid="true"' in html


def test_options_stand_in_a_fieldset_with_their_hints():
    form = Asked({})
    form.fields["right"].hints = {"b": "For good."}

    html = str(form["right"].as_field_group())

    assert "<legend>What?</legend>" in html
    assert "<small>For good.</small>" in html
    assert html.count('<label class="opt"') == 2
    assert '<fieldset aria-describedby="id_right_error">' in html


def test_the_summary_leads_to_the_first_of_several_options():
    html = render_to_string("components/error_summary.html", {"form": Asked({})})

    assert 'href="#id_right_0"' in html


def test_the_sidebar_leads_only_where_there_is_a_page_and_a_permission(
    officer, monkeypatch
):
    places = [
        ("", [Place("styleguide", "house", "Guide")]),
        ("Register", [Place("nowhere:at-all", "globe", "Transfers")]),
        ("Oversight", [Place("styleguide", "history", "History", "audit.view")]),
    ]
    monkeypatch.setattr(context, "PLACES", places)
    request = RequestFactory().get("/desk/styleguide/")
    request.user = officer

    sections = sidebar(request, ["officer"])

    assert [section.label for section in sections] == [""]
    assert [entry.label for entry in sections[0].entries] == ["Guide"]
    assert sections[0].entries[0].current


def test_who_only_audits_finds_the_trail_first(officer):
    request = RequestFactory().get("/audit/changes/")
    request.user = officer

    first = sidebar(request, ["auditor"])[0]

    assert [entry.url for entry in first.entries][:2] == [
        "/audit/changes/",
        "/audit/access/",
    ]
    assert sidebar(request, ["auditor", "officer"])[0].entries[0].url == "/desk/"


def test_each_place_of_a_time_zone_is_offered_once_by_its_name():
    choices = dict(zone_choices("Asia/Saigon"))

    assert choices["Asia/Kuala_Lumpur"] == "Kuala Lumpur"
    assert choices["America/Argentina/Buenos_Aires"] == "Buenos Aires"
    assert choices["Asia/Saigon"] == "Ho Chi Minh"  # what the person has already
    assert "Asia/Ho_Chi_Minh" not in choices
    with translation.override("zh-hans"):
        assert dict(zone_choices(""))["Asia/Kuala_Lumpur"] == "吉隆坡"


def test_a_chosen_theme_is_kept_on_staff_pages(officer):
    officer.theme = "dark"
    request = RequestFactory().get("/desk/")
    request.user = officer

    assert context.chrome(request)["theme"] == "dark"

    request = RequestFactory().get("/en/c/example/")
    request.user = officer
    assert context.chrome(request)["theme"] == ""


def test_the_demo_says_that_its_people_are_invented(client, settings, db):
    settings.DEMO = True

    assert "invented" in client.get("/accounts/login/").content.decode()


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_so_in_our_words(signed_in):
    response = signed_in.get("/desk/no-such-page/")

    assert response.status_code == 404
    assert "This page is not here" in response.content.decode()


def test_a_fault_of_ours_gives_a_reference_and_no_stack(db):
    response = server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()


def test_other_refusals_have_a_page():
    for name in ("403", "403_csrf", "409", "429"):
        html = render_to_string(f"{name}.html", {"reference": "R-1"})
        assert html.count("<h1>") == 1
        assert not inline_code(html)


def test_a_list_of_one_page_has_no_pager():
    one = {"page": Paginator(range(3), 25).page(1), "query": ""}
    many = {"page": Paginator(range(300), 25).page(6), "query": "view=open&"}

    assert not render_to_string("components/pager.html", one).strip()
    html = render_to_string("components/pager.html", many)
    assert 'href="?view=open&amp;page=7"' in html
    assert "126 to 150 of 300" in html


def test_bars_are_drawn_as_attributes():
    track = day_track(3, 30, label="Day 3 of 30")

    assert track.count("<rect") == 31  # thirty days and the ring of today
    assert 'aria-label="Day 3 of 30"' in track
    assert 'width="62.5"' in meter(5, 8, label="5 of 8 settled")
    assert 'width="0"' in meter(0, 0, label="nothing to do")


def test_what_people_write_stays_text_in_components():
    template = Template('{% include "components/message.html" with body=body only %}')

    html = template.render(Context({"body": "<script>alert(1)</script>"}))

    assert "<script>" not in html


def test_a_picture_of_ours_loses_its_xml_declaration():
    svg = mark_safe('<?xml version="1.0"?>\n<svg></svg>')

    assert picture(svg) == "<svg></svg>"


def test_a_missing_answer_is_named_in_the_same_words_on_top_and_beside():
    form = Asked({})

    on_top = render_to_string("components/error_summary.html", {"form": form})

    assert "Fill this in: E-mail" in on_top
    assert "Fill this in: E-mail" in form["email"].as_field_group()
    assert "Choose an answer: What?" in on_top


def test_a_visitor_is_led_on_from_a_page_that_is_not_there(client, db):
    assert 'href="/"' in client.get("/no-such-page/").content.decode()


def test_lists_take_the_comma_of_the_language():
    with translation.override("zh-hans"):
        assert listed(["甲", "乙"]) == "甲、乙"
    assert listed(["a", 2]) == "a, 2"
