"""Every setting is described, and the documents name only what is there."""

import re

import pytest
from babel.messages.pofile import read_po
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from dpo_portal.uploads import POST_LIMIT
from rights.file_kinds import MEGABYTE

SETTING = re.compile(
    r"""(?:env(?:\.\w+)?\(|environ\.get\(|environ\.setdefault\()\s*["']([A-Z_]+)["']"""
)
FILES = ["dpo_portal/settings.py", "gunicorn.conf.py"]


@pytest.fixture
def names(root):
    return {
        name for file in FILES for name in SETTING.findall((root / file).read_text())
    }


def test_the_settings_are_found_at_all(names):
    assert {"DPO_ENV", "SECRET_KEY", "DATABASE_URL", "WEB_CONCURRENCY"} <= names


def test_the_example_file_lists_every_setting_and_no_other(root, names):
    example = (root / ".env.example").read_text()
    listed = set(re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE))

    assert listed == names


def test_every_setting_is_described(root, names):
    text = (root / "docs" / "settings.md").read_text()

    assert {name for name in names if f"`{name}`" not in text} == set()


def test_the_settings_page_describes_no_setting_that_is_gone(root, names):
    text = (root / "docs" / "settings.md").read_text()
    described = set(re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \|", text, re.MULTILINE))
    told = {name for cell in described for name in re.findall(r"`([A-Z_]+)`", cell)}

    assert told - names == set()


DOCUMENTS = ["README.md", "docs/architecture.md", "docs/settings.md"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_command_that_is_named_exists(root, document):
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(), re.M))

    named = re.findall(r"`?make ([a-z-]+)", (root / document).read_text())

    assert set(named) - targets == set()


def test_the_readme_names_every_room(root):
    rooms = {path.parent.name for path in root.glob("*/apps.py")} - {"rights"}
    readme = (root / "README.md").read_text()

    assert {room for room in rooms if f"| `{room}/`" not in readme} == set()


def test_every_link_to_a_file_leads_somewhere(root):
    lost = [
        f"{path.name}: {link}"
        for path in every_document(root)
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text())
        if not (path.parent / link).exists()
    ]
    assert lost == []


def test_every_command_that_is_named_exists(root):
    known = {
        path.stem
        for path in root.glob("*/management/commands/*.py")
        if path.stem != "__init__"
    } | set(get_commands())
    unknown = {
        f"{path.name}: {name}"
        for path in every_document(root)
        for name in re.findall(r"manage\.py ([a-z_]+)", path.read_text())
        if name not in known
    }
    assert unknown == set()


def test_every_page_that_the_guides_name_is_there(root):
    lost = set()
    for path in (root / "docs" / "guides").rglob("*.md"):
        for page in re.findall(r"`(/[a-z/-]*)`", path.read_text()):
            try:
                resolve(page)
            except Resolver404:
                lost.add(f"{path.name}: {page}")
    assert lost == set()


def test_every_test_that_is_named_is_there(root):
    code = "".join(path.read_text() for path in (root / "tests").rglob("test_*.py"))
    known = set(re.findall(r"def (test_\w+)", code))
    lost = {
        f"{path.name}: {name}"
        for path in every_document(root)
        for name in re.findall(r"`(test_\w+)`", path.read_text())
        if name not in known
    }
    assert lost == set()


def test_the_pictures_of_the_guides_are_shown_and_stay_small(root):
    pictures = list((root / "docs" / "guides" / "pictures").glob("*.png"))
    shown = {
        name
        for path in (root / "docs" / "guides").rglob("*.md")
        for name in re.findall(r"\]\((?:\.\./)?pictures/(\S+\.png)\)", path.read_text())
    }

    assert {path.name for path in pictures} == shown
    assert sum(path.stat().st_size for path in pictures) < 900_000


def test_each_job_of_an_officer_has_a_page_and_the_entry_leads_there(root):
    guides = root / "docs" / "guides"
    linked = set(re.findall(r"\]\((officers/\S+\.md)\)", officers(root)[0].read_text()))

    assert {f"officers/{path.name}" for path in (guides / "officers").glob("*.md")} == (
        linked
    )


PARTS = ["What can go wrong", "The rule behind it"]


def test_each_job_tells_what_can_go_wrong_and_the_rule_behind_it(root):
    lacking = {
        f"{path.name}: {part}"
        for path in officers(root)[1:]
        for part in PARTS
        if f"\n## {part}\n" not in path.read_text()
    }
    assert lacking == set()


def test_what_the_officers_pages_quote_stands_on_a_screen(root):
    """In bold or in quotation marks; "…" stands for what the screen fills in."""
    catalogue = root / "locale" / "ms" / "LC_MESSAGES" / "django.po"
    with catalogue.open("rb") as file:
        known = {
            as_seen(words)
            for message in read_po(file)
            for words in (message.id if isinstance(message.id, tuple) else [message.id])
        }
    quoted = {
        (path.name, as_seen(words))
        for path in officers(root)
        for pair in re.findall(r"\*\*(.+?)\*\*|“(.+?)”", path.read_text(), re.DOTALL)
        for words in pair
        if words
    }

    assert len(quoted) > 150
    assert {one for one in quoted if one[1] not in known} == set()


def officers(root):
    guides = root / "docs" / "guides"
    return [guides / "officers.md", *sorted((guides / "officers").glob("*.md"))]


def as_seen(words):
    """A sentence of the catalogue as an eye reads it: no tags, nothing said twice."""
    seen = re.sub(r'<span class="vh">.*?</span>|<[^>]+>', "", words)
    return " ".join(re.sub(r"%\(\w+\)[sd]", "…", seen).split())


def every_document(root):
    return [root / "README.md", *sorted((root / "docs").rglob("*.md"))]


def test_the_proxies_of_the_guide_leave_the_portal_to_refuse_a_big_post(root):
    text = (root / "docs" / "guides" / "administrators.md").read_text()

    limits = re.findall(r"(?:client_max_body_size|max_buffer_size) (\d+)M", text, re.I)

    assert len(limits) == 2
    assert all(int(limit) * MEGABYTE > POST_LIMIT for limit in limits)


@pytest.mark.parametrize("path", ["n", "u", "recipient"])
def test_the_log_of_the_guides_proxy_keeps_no_secret_link(root, path):
    text = (root / "docs" / "guides" / "administrators.md").read_text()
    kept = re.search(r"map \$uri \$portal_place \{ ~(\S+) \$1; \}", text)
    form = re.search(r"log_format portal '(.*)';", text)

    assert re.match(kept[1], f"/{path}/secret/")[1] == f"/{path}"
    for name in ("$request ", "$uri", "$request_uri", "$args", "$http_", "$remote"):
        assert name not in form[1]


def test_every_decision_has_its_five_parts(root):
    parts = ["Status", "Context", "Decision", "Consequences", "Alternatives"]

    for decision in (root / "docs" / "decisions").glob("*.md"):
        assert re.findall(r"^## (.+)$", decision.read_text(), re.M) == parts, decision
