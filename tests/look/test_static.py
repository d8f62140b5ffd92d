"""What the browser is given: no inline code, icons that exist, small files."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from dpo_portal.staticfiles import minified
from dpo_portal.templatetags.chips import LOOKS, PLAIN

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CSS = ROOT / "static" / "css"


def without_comments(template: Path) -> str:
    text = template.read_text()
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", text, flags=re.S)
    return re.sub(r"{#.*?#}", "", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_no_template_holds_inline_style_or_script(template):
    text = without_comments(template)

    assert not re.search(r"\sstyle\s*=|<style", text)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "javascript:" not in text


def test_each_icon_a_template_names_is_in_the_sprite():
    symbols = set(
        re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/icons.svg").read_text())
    )
    named = {PLAIN.icon} | {
        look.icon for kind in LOOKS.values() for look in kind.values()
    }
    for template in TEMPLATES:
        text = without_comments(template)
        named |= set(re.findall(r'{% icon "([^"]+)"', text))
        named |= set(re.findall(r'icon(?:_name)?(?:\|default:|=)"([^"]+)"', text))
    for module in (ROOT / "dpo_portal").rglob("*.py"):
        named |= set(re.findall(r'Place\("[^"]+", "([^"]+)"', module.read_text()))
        named |= set(
            re.findall(r'ContextualDate\("[a-z]+", "([^"]+)"', module.read_text())
        )

    assert named <= symbols


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> dict[str, Path]:
    """Each sheet as production sends it: its path under the name with its hash."""
    root = tmp_path_factory.mktemp("static")
    backend = "dpo_portal.staticfiles.PortalStaticFilesStorage"
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
    with override_settings(STATIC_ROOT=root, STORAGES=storages):
        call_command("collectstatic", "--no-input", "--verbosity", "0")
    named = json.loads((root / "staticfiles.json").read_text())["paths"]
    return {one.stem: root / named[f"css/{one.name}"] for one in CSS.glob("*.css")}


@pytest.mark.parametrize(
    ("files", "budget"), [(("base", "public"), 6_000), (("base", "desk"), 12_000)]
)
def test_css_stays_within_its_budget(collected, files, budget):
    sizes = [len(gzip.compress(collected[name].read_bytes())) for name in files]

    assert sum(sizes) <= budget


def test_only_the_tokens_name_colours():
    for sheet in ("base", "desk", "public"):
        text = re.sub(r"/\*.*?\*/", "", (CSS / f"{sheet}.css").read_text(), flags=re.S)
        rules = re.sub(r":root[^{]*{[^}]*}", "", text)
        colours = re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*{)|rgba?\(", rules)
        assert set(colours) <= {"#fff"}, sheet  # the paper under a QR code


def test_no_public_page_carries_tokens_that_only_the_office_uses():
    sheets = {one.stem: one.read_text() for one in CSS.glob("*.css")}
    named = set(re.findall(r"(--[\w-]+):", sheets["base"]))
    used = "".join(sheets[name] for name in ("base", "public", "print"))

    assert {one for one in named if f"var({one}" not in used} == set()


def test_minified_css_keeps_selectors_apart():
    css = "a :hover, b{ color : red; } /* x */ @media (min-width: 48rem) { c { d: e } }"

    assert minified(css) == "a :hover,b{color :red;}@media (min-width:48rem){c{d:e}}"


def test_minified_css_says_the_same_words():
    css = 'td::before { content: attr(data-label) ": " ; quotes: "a { b ; c", "d , e" }'

    assert minified(css) == (
        'td::before{content:attr(data-label) ": ";quotes:"a { b ; c","d , e"}'
    )


def test_the_script_for_other_sites_is_small_and_writes_no_markup():
    script = (ROOT / "static/js/notice.js").read_text()

    assert len(script.encode()) <= 3_000
    assert not re.search(r"innerHTML|outerHTML|eval\(|\.style|<style|import ", script)


def test_collected_css_holds_the_rules_under_its_hashed_name(collected):
    for name, path in collected.items():
        rules = path.read_text()
        source = minified((CSS / f"{name}.css").read_text())
        assert rules.count("{") == source.count("{") > 0
        packed = gzip.decompress(Path(f"{path}.gz").read_bytes())
        assert packed.decode() == rules
