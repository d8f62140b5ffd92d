"""`/desk/styleguide/`: every component once, filled with invented examples."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from dpo_portal.session_end import SessionEnd
from policies.classifying import classify
from policies.comparing import compare
from policies.diff_page import Shown, diff_items
from policies.parsing import parse
from rights.models import CaseFile

NOW = datetime(2026, 3, 12, 2, 24, tzinfo=UTC)
KUANTAN = "Asia/Kuala_Lumpur"


class ExampleForm(forms.Form):
    name = forms.CharField(label=_("Your name"))
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("We send the code to this address.")
    )
    what = forms.ChoiceField(
        label=_("What should we do?"),
        choices=[
            ("access", _("Show me my data")),
            ("erasure", _("Delete my data or account")),
        ],
        widget=forms.RadioSelect,
    )
    country = forms.ChoiceField(
        label=_("Country"), choices=[("MY", "Malaysia"), ("BR", "Brasil")]
    )
    details = forms.CharField(
        label=_("Details"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    agree = forms.BooleanField(label=_("I speak for the person named above"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hints = {"access": _("A copy of what we keep."), "erasure": _("For good.")}
        self.fields["what"].hints = hints  # type: ignore[attr-defined]


class ExampleFilters(forms.Form):
    q = forms.CharField(label=_("Find in this list"), required=False)
    controller = forms.ChoiceField(label=_("Controller"), choices=[("", _("Any"))])
    country = forms.ChoiceField(label=_("Country"), choices=[("", _("Any"))])
    right = forms.ChoiceField(label=_("Right"), choices=[("", _("Any"))])
    stage = forms.ChoiceField(label=_("Stage"), choices=[("", _("Any"))])
    owner = forms.ChoiceField(label=_("Owner"), choices=[("", _("Anyone"))])


def _row(
    number: int, right: Any, step: Any, stage: tuple[str, Any], **more: Any
) -> Any:
    return {
        "ref": f"R-2026-{number:04}",
        "right": right,
        "next_step": step,
        "stage": stage[0],
        "stage_label": stage[1],
        "zone": KUANTAN,
        **more,
    }


def _rows() -> list[Any]:
    long_name = "Muhammad Contohuddin bin Abdul Sampelrahman"
    day = timedelta(days=1)
    return [
        _row(189, _("Access"), _("Send the copy"),
             ("ready_to_send", _("Ready to send")), person="Айдар Үлгі",
             rule=_("1 working day"), where="Maxim Kazakhstan", owner="Wei Sampel",
             due_at=NOW - timedelta(hours=7)),
        _row(186, _("Rectification"), _("Decide: 1 of 1 proof accepted"),
             ("ready_to_decide", _("Ready to decide")), person="林样本",
             rule=_("3 working days"), where="AseanBiz", owner="Aina Demo",
             due_at=NOW + timedelta(hours=13)),
        _row(188, _("Access"), _("Check identity: tax number differs"),
             ("identity_check", _("Identity check")), person="Fulana de Exemplo",
             rule=_("48 hours"), where="Maxim Brazil", owner="Rosa Prueba",
             due_at=NOW + timedelta(hours=16), by_hour=True),
        _row(191, _("Objection"), _("Assign an owner"), ("new", _("New")),
             person=long_name, rule=_("2 days"), where="Maxim Indonesia", owner="",
             due_at=NOW + 2 * day),
        _row(187, _("Erasure"), _("Review one hold, 2 confirmations open"),
             ("carrying_out", _("Carrying out")), person="Contoh binti Sampel",
             rule=_("30 days"), where="Maxim Malaysia", owner="Aina Demo",
             due_at=NOW + 27 * day),
        _row(174, _("Access"), _("Proof of address asked 6 Mar"),
             ("waiting", _("Waiting on person")), person="Perengana Muestra",
             rule=_("15 working days"), where="Maxim Colombia", owner="Rosa Prueba",
             paused=True, reply_by=(NOW + 55 * day).date()),
    ]  # fmt: skip


def _files() -> list[tuple[CaseFile, str, str]]:
    """One to download, one whose time is over, one that is erased."""
    about: dict[str, Any] = {"kind": "pdf", "size": 214_000, "name": "trips-2025.pdf"}
    gone = {"erased_at": NOW, "erased_because": CaseFile.Because.CHECKED}
    return [
        (CaseFile(**about, expires_at=NOW + timedelta(days=60)), "?", "?"),
        (CaseFile(**about, expires_at=NOW - timedelta(days=2)), "", ""),
        (CaseFile(**{**about, "name": ""}, **gone), "", ""),
    ]


def _context() -> dict[str, Any]:
    filed = ExampleForm({"email": "contoh@", "country": "MY"})
    filed.is_valid()
    return {
        "now": NOW,
        "zone": KUANTAN,
        "rows": _rows(),
        "started_at": NOW - timedelta(days=3),
        "due_at": NOW + timedelta(days=27),
        "soon_at": NOW + timedelta(hours=37),
        "late_at": NOW - timedelta(hours=7),
        "yesterday": NOW - timedelta(days=1),
        "example": ExampleForm(initial={"what": "erasure"}),
        "failed": filed,
        "filters": ExampleFilters(auto_id="filter-%s"),
        "page": Paginator(range(310), 25).page(5),
        "session_ends": SessionEnd(NOW + timedelta(minutes=8), NOW),
        "crumbs": [(_("Home"), "/desk/"), (_("Style guide"), "")],
        "views": [
            {"label": _("Needs us"), "count": 27, "url": "?view=needs"},
            {"label": _("Mine"), "count": 9, "url": "?view=mine"},
            {"label": _("All open"), "count": 31, "url": "?", "current": True},
            {"label": _("Closed"), "count": "1,204", "url": "?view=closed"},
        ],
        "applied": [(_("Tag: Weekly review"), "?")],
        "facts": [(_("Role"), _("Customer")), (_("Language"), "Bahasa Melayu")],
        "why": [
            _("Received on Mon 9 Mar 2026. Day 1 is the day after."),
            _("This rule has no clock stop, so a question does not move the date."),
        ],
        "steps": [
            {"label": _("Classify"), "state": "done", "result": _("2 material")},
            {"label": _("Languages"), "state": "current", "result": _("1 missing")},
            {"label": _("Send"), "state": "todo"},
        ],
        "progress": [
            {"label": _("We received your request"), "text": "4 March, 08:51",
             "state": "done"},
            {"label": _("We are collecting your data"), "state": "current",
             "text": _("3 of 5 places done")},
            {"label": _("We decide and write to you"), "state": "todo",
             "text": _("By 19 March")},
        ],
        "answers": [
            {"label": _("Your name"), "value": "Contoh binti Sampel", "url": "?"},
            {"label": _("Country"), "value": "Malaysia", "url": "?"},
        ],
        "files": _files(),
        "languages": [
            {"code": "en", "name": "English", "url": "?", "current": True},
            {"code": "ms", "name": "Bahasa Melayu", "url": "?"},
        ],
    }  # fmt: skip


def _changes() -> dict[str, Any]:
    """Two invented texts compared, each kind of change once."""
    old, new = (
        parse(f"Sharing\n\n1. {first}\n2. {second}\n3. {third}\n4. {fourth}")
        for first, second, third, fourth in (
            (
                "We answer your request within 15 days.",
                "Parcels go to Hantar Contoh, which gets your name and address.",
                "The shop stands in Kuching.",
                "Orders are kept for seven years.",
            ),
            (
                "We answer your request within 10 days.",
                "Parcels go to Hantar Contoh and to advertisers, which get your name.",
                "The shop stands in Kuching.",
                "Write to privacy@kedai.example.",
            ),
        )
    )
    compared = compare(old, new)
    items = diff_items(compared, classify(compared), everything=True)
    first = next(item for item in items if isinstance(item, Shown))
    first.state, first.decided_by = "material", "Aina Demo, 11 Mar"
    first.told_as = "We now answer within 10 days instead of 15."
    chinese = compare(
        parse("我们将在15个工作日内答复您。"), parse("我们将在30天内答复您。")
    )
    return {
        "changes": items,
        "chinese_changes": diff_items(chinese, classify(chinese)),
    }


def styleguide(request: HttpRequest) -> HttpResponse:
    """`?theme=dark` shows it dark; `?side=public` shows the public components."""
    theme = request.GET.get("theme", "")
    context = _context() | _changes()
    if theme in {"light", "dark"}:
        context["theme"] = theme
    side = "public" if request.GET.get("side") == "public" else "desk"
    return render(request, f"{side}/styleguide.html", context)
