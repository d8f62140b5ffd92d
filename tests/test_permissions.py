"""Every page, what each role is answered. A URL missing here fails the suite.

A row is: route as urls.py writes it, method, the answers in the order of ROLES, and,
where the route has parameters, a sample path. In a sample path `{name}` is replaced by
the fixture `samples`. Answers: a status, or

    login   302 to the sign-in page
    away    302 anywhere else
    -       not asked

To add a page, add its rows to TABLE, and what its sample paths need to `samples`.
"""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone, translation

from accounts.models import Controller, User
from audit.models import LedgerEntry
from audit.trail import Actor, act
from policies.drafting import Facts, draft_from, take_in
from policies.models import Campaign, Comment, Policy, PolicyVersion, PostBatch
from policies.parsing import parse
from policies.setting_up import policy_named
from rights.models import BackupDeletion, SavedView
from rulebook.proposing import propose
from tests.factories import (
    ActivityFactory,
    AssessmentFactory,
    AuthorityMatterFactory,
    CalendarDayFactory,
    CaseFileFactory,
    ClockFactory,
    DataSetFactory,
    DataSubjectFactory,
    FulfilmentTaskFactory,
    IncomingMailFactory,
    InvitationFactory,
    LetterFactory,
    RecipientFactory,
    RightsRequestFactory,
    SystemFactory,
)

ROLES = ("anonymous", "officer", "approver", "auditor", "administrator", "other")
#         nobody       Aida       Farid       Ben        Grace            Chen, of AUX


class Row(NamedTuple):
    route: str
    method: str
    answers: str
    sample: str = ""

    @property
    def path(self) -> str:
        return "/" + (self.sample or self.route)


EVERYONE = "login 200 200 200 200 200"
PUBLIC = "200 200 200 200 200 200"
TEAM = "login 403 403 403 200 403"
TEAM_ACT = "login 403 403 403 away 403"
TEAM_NO_GET = "login 403 403 403 405 403"
NOT_THEIRS = "login 403 403 403 404 403"
READ = "login 200 200 200 403 404"
WORK = "login 200 200 403 403 404"  # an empty form is shown again, saying what lacks
SORT = "login away away 403 403 404"
POST_IT = "login away away 403 403 404"
NONE_THERE = "login 404 404 403 403 404"
APPROVE = "login 403 200 403 403 403"
APPROVER = "login 403 200 403 403 403"
BACK = "login away away 403 403 404"

DESK_POLICY = "desk/policies/<slug:controller>/<slug:slug>/"
A_POLICY = "desk/policies/maxim/privacy/"
VERSION, A_VERSION = f"{DESK_POLICY}v<int:number>/", f"{A_POLICY}v2/"
REPORT = "login 200 200 200 403 200"
KEEP = "login 200 200 403 403 200"  # for one's own company

DRAWN = "login - - - 403 404"  # test_printing.py draws one
NO_WORKER = "503 503 503 503 503 503"  # none runs beside the tests
NO_LINK = "404 404 404 404 404 404"
AWAY = "away away away away away away"
NO_GET = "405 405 405 405 405 405"
PLACE, AUX = "en/c/<slug:controller>/<country:country>/", "en/c/aux/my/"
POLICY = "en/c/<slug:controller>/policy/<slug:slug>/"
CALENDAR, A_CALENDAR = (
    "desk/settings/calendars/<int:pk>/",
    "desk/settings/calendars/{day.establishment_id}/",
)
CALENDAR_DAY = "days/<int:day_pk>/"
CASE, A_CASE = "r/<reference:ref>/", "r/R-2026-0001/"

ANNOUNCED = "en/c/<slug:controller>/announcements/"
NOTICE, A_NOTICE = "desk/notices/<int:pk>/", "desk/notices/{notice.pk}/"
BATCH = f"{NOTICE}post/<int:number>/"
APPROVE_IT = "login 403 200 403 403 404"
SUBJECT, A_SUBJECT = "desk/subjects/<int:pk>/", "desk/subjects/{person.pk}/"
A_RECORD = "audit/record/<str:label>/<str:pk>/"
AUDITOR = "login 403 403 200 403 403"
RULES = "desk/settings/rulebook/"
A_RULE = "login 200 200 200 200 404"
RULE_NO_GET = "login 405 405 405 405 405"
PROPOSE = "login 403 200 403 403 403"

TABLE = [
    # --- public pages; a case without its code is nobody's, whoever is signed in ---
    Row("", "GET", AWAY),
    Row("en/", "GET", PUBLIC),
    Row("en/c/<slug:controller>/", "GET", AWAY, "en/c/aux/"),
    Row("en/c/<slug:controller>/request/", "GET", AWAY, "en/c/aux/request/"),
    Row(PLACE, "GET", PUBLIC, AUX),
    *(
        Row(f"{POLICY}{route}", "GET", PUBLIC, f"en/c/aux/policy/privacy/{sample}")
        for route, sample in (
            ("", ""),
            ("versions/", "versions/"),
            ("v/<int:number>/", "v/1/"),
            ("v/<int:number>/text/", "v/1/text/"),
            ("v/<int:number>/proof.json", "v/1/proof.json"),
            ("on/<day:day>/", "on/2025-01-01/"),
            ("compare/<int:old>..<int:new>/", "compare/1..1/"),
            ("feed/", "feed/"),
            ("feed/material/", "feed/material/"),
        )
    ),
    Row(f"{PLACE}request/", "GET", AWAY, f"{AUX}request/"),
    Row(f"{PLACE}request/<step:step>/", "GET", PUBLIC, f"{AUX}request/who/"),
    Row(f"{PLACE}request/<step:step>/", "GET", AWAY, f"{AUX}request/contact/"),
    Row(f"{PLACE}request/check/", "GET", AWAY, f"{AUX}request/check/"),
    Row(f"{PLACE}request/check/", "POST", AWAY, f"{AUX}request/check/"),
    Row(f"{PLACE}request/code/", "GET", AWAY, f"{AUX}request/code/"),
    Row(f"{PLACE}request/code/again/", "POST", AWAY, f"{AUX}request/code/again/"),
    Row(f"{PLACE}request/code/again/", "GET", NO_GET, f"{AUX}request/code/again/"),
    Row(f"{PLACE}request/paper/", "GET", PUBLIC, f"{AUX}request/paper/"),
    Row(f"{PLACE}request/sent/", "GET", AWAY, f"{AUX}request/sent/"),
    Row(f"{PLACE}preferences/", "GET", PUBLIC, f"{AUX}preferences/"),
    Row(f"{PLACE}preferences/", "POST", PUBLIC, f"{AUX}preferences/"),
    Row(f"{PLACE}preferences/code/", "GET", AWAY, f"{AUX}preferences/code/"),
    Row(f"{PLACE}preferences/choose/", "GET", NO_GET, f"{AUX}preferences/choose/"),
    Row(f"{PLACE}preferences/choose/", "POST", AWAY, f"{AUX}preferences/choose/"),
    *(
        Row(
            f"{PLACE}preferences/receipt/<uuid:uid>{end}",
            "GET",
            AWAY,
            f"{AUX}preferences/receipt/6f6e8a0c-3b8e-4a52-9d55-0d9b6a3f2c11{end}",
        )
        for end in ("/", ".jsonld")
    ),
    Row(f"{PLACE}preferences/sign-out/", "POST", AWAY, f"{AUX}preferences/sign-out/"),
    Row("u/<slug:token>/", "GET", NO_LINK, "u/none/"),
    Row("u/<slug:token>/", "POST", NO_LINK, "u/none/"),
    Row(".well-known/gpc.json", "GET", PUBLIC),
    Row(".well-known/dnt/", "GET", PUBLIC),
    Row(".well-known/security.txt", "GET", PUBLIC),
    Row("recipient/", "GET", "404 404 404 404 404 404"),
    Row("recipient/<slug:token>/", "GET", NO_LINK, "recipient/none/"),
    Row("recipient/<slug:token>/", "POST", NO_LINK, "recipient/none/"),
    Row("recipient/<slug:token>/code/", "GET", NO_LINK, "recipient/none/code/"),
    Row("recipient/<slug:token>/code/", "POST", NO_LINK, "recipient/none/code/"),
    Row("recipient/<slug:token>/renew/", "POST", NO_LINK, "recipient/none/renew/"),
    Row(f"{PLACE}preferences/policy/", "GET", AWAY, f"{AUX}preferences/policy/"),
    Row("n/<slug:token>/", "GET", NO_LINK, "n/none/"),
    Row("n/<slug:token>/", "POST", NO_LINK, "n/none/"),
    Row(f"{ANNOUNCED}", "GET", PUBLIC, "en/c/aux/announcements/"),
    Row(f"{ANNOUNCED}<int:pk>/", "GET", NO_LINK, "en/c/aux/announcements/0/"),
    Row("api/v1/notices", "GET", NO_LINK),
    Row(
        "api/v1/notices/<int:pk>/<slug:what>",
        "POST",
        "401 401 401 401 401 401",
        "api/v1/notices/1/seen",
    ),
    Row("r/", "GET", PUBLIC),
    Row("r/", "POST", PUBLIC),
    Row(CASE, "GET", AWAY, A_CASE),
    Row(f"{CASE}code/", "GET", PUBLIC, f"{A_CASE}code/"),
    Row(f"{CASE}code/", "POST", PUBLIC, f"{A_CASE}code/"),
    Row(f"{CASE}code/send/", "POST", AWAY, f"{A_CASE}code/send/"),
    Row(f"{CASE}code/send/", "GET", NO_GET, f"{A_CASE}code/send/"),
    Row(f"{CASE}messages/", "GET", AWAY, f"{A_CASE}messages/"),
    Row(f"{CASE}messages/", "POST", AWAY, f"{A_CASE}messages/"),
    Row(f"{CASE}files/<int:pk>/", "GET", AWAY, f"{A_CASE}files/1/"),
    Row(f"{CASE}identity/", "GET", AWAY, f"{A_CASE}identity/"),
    Row(f"{CASE}identity/", "POST", AWAY, f"{A_CASE}identity/"),
    Row(f"{CASE}withdraw/", "GET", AWAY, f"{A_CASE}withdraw/"),
    Row(f"{CASE}withdraw/", "POST", AWAY, f"{A_CASE}withdraw/"),
    Row(f"{CASE}complain/", "GET", AWAY, f"{A_CASE}complain/"),
    Row(f"{CASE}complain/", "POST", AWAY, f"{A_CASE}complain/"),
    Row(f"{CASE}receipt/", "GET", AWAY, f"{A_CASE}receipt/"),
    Row(f"{CASE}receipt.pdf", "GET", AWAY, f"{A_CASE}receipt.pdf"),
    Row(f"{CASE}sign-out/", "POST", AWAY, f"{A_CASE}sign-out/"),
    Row(f"{CASE}sign-out/", "GET", NO_GET, f"{A_CASE}sign-out/"),
    # --- telling people ---
    Row("desk/notices/", "GET", REPORT),
    Row("desk/notices/new/", "GET", KEEP),
    *(
        Row(f"{NOTICE}{part}", "GET", READ, f"{A_NOTICE}{part}")
        for part in ("", "recipients/", "answers/", "report.csv")
    ),
    Row(f"{NOTICE}report.pdf", "GET", DRAWN, f"{A_NOTICE}report.pdf"),
    Row(f"{NOTICE}plan/", "GET", WORK, f"{A_NOTICE}plan/"),
    Row(f"{NOTICE}post/", "GET", READ, f"{A_NOTICE}post/"),
    Row(f"{NOTICE}post/", "POST", "login 409 409 403 403 404", f"{A_NOTICE}post/"),
    Row(f"{NOTICE}post/back/", "GET", WORK, f"{A_NOTICE}post/back/"),
    Row(f"{BATCH}", "GET", READ, f"{A_NOTICE}post/1/"),
    Row(f"{BATCH}", "POST", WORK, f"{A_NOTICE}post/1/"),
    *(  # nothing of it waits to be printed; test_post_pages.py prints one
        Row(f"{BATCH}{part}", "GET", SORT, f"{A_NOTICE}post/1/{part}")
        for part in ("letters.pdf", "print/")
    ),
    Row(f"{NOTICE}<slug:step>/", "GET", WORK, f"{A_NOTICE}cancel/"),
    Row(f"{NOTICE}<slug:step>/", "GET", APPROVE_IT, f"{A_NOTICE}approve/"),
    Row(f"{NOTICE}correct/", "POST", BACK, f"{A_NOTICE}correct/"),
    Row(
        f"{NOTICE}recipients/<int:person>/",
        "GET",
        "login 404 404 404 403 404",
        f"{A_NOTICE}recipients/0/",
    ),
    # --- data subjects ---
    Row("desk/subjects/", "GET", REPORT),
    Row("desk/subjects/search/", "POST", "login away away away 403 away"),
    Row("desk/subjects/search/", "GET", "login 405 405 405 405 405"),
    Row("desk/subjects/add/", "GET", KEEP),
    Row("desk/subjects/import/", "GET", KEEP),
    Row("desk/subjects/import/table.csv", "GET", KEEP),
    Row(
        "desk/subjects/import/<slug:key>/",
        "GET",
        "login 404 404 403 403 404",
        "desk/subjects/import/none/",
    ),
    *(
        Row(f"{SUBJECT}{part}", "GET", READ, f"{A_SUBJECT}{part}")
        for part in ("", "history/", "data/", "restrictions/", "consents/")
    ),
    *(
        Row(f"{SUBJECT}{part}", "GET", WORK, f"{A_SUBJECT}{part}")
        for part in (
            *("edit/", "identifiers/", "data/add/", "restrictions/add/", "holds/add/"),
            *("consents/note/", "consents/stop/", "merge/", "export/", "erase/"),
        )
    ),
    *(
        Row(f"{SUBJECT}{part}", "GET", NONE_THERE, f"{A_SUBJECT}{sample}")
        for part, sample in (
            ("identifiers/<int:row>/", "identifiers/0/"),
            ("data/<int:row>/", "data/0/"),
            ("restrictions/<int:row>/lift/", "restrictions/0/lift/"),
            ("holds/<int:row>/release/", "holds/0/release/"),
            ("holds/<int:row>/look-again/", "holds/0/look-again/"),
            ("restrictions/<int:row>/look-again/", "restrictions/0/look-again/"),
            ("merge/<int:row>/undo/", "merge/0/undo/"),
        )
    ),
    Row(
        f"{SUBJECT}consents/<int:row>/receipt/",
        "GET",
        "login 404 404 404 403 404",
        f"{A_SUBJECT}consents/0/receipt/",
    ),
    Row(
        f"{SUBJECT}reveal/",
        "GET",
        "login away away away 403 404",
        f"{A_SUBJECT}reveal/",
    ),
    Row(f"{SUBJECT}erase/words/", "GET", BACK, f"{A_SUBJECT}erase/words/"),
    Row(f"{SUBJECT}reveal/", "POST", READ, f"{A_SUBJECT}reveal/"),
    Row(f"{SUBJECT}consents/stop/", "POST", BACK, f"{A_SUBJECT}consents/stop/"),
    Row("healthz", "GET", NO_WORKER),
    # --- signing in ---
    Row("accounts/login/", "GET", "200 away away away away away"),
    Row("accounts/login/", "POST", "200 away away away away away"),
    Row("accounts/logout/", "GET", EVERYONE),
    Row("accounts/logout/", "POST", "login login login login login login"),
    # asks for the password again, and leads on: nobody without a session
    Row("accounts/reauthenticate/", "GET", EVERYONE),
    Row("accounts/password/change/", "GET", EVERYONE),
    Row("accounts/password/change/", "POST", EVERYONE),
    Row("accounts/2fa/", "GET", EVERYONE),
    Row("accounts/2fa/authenticate/", "GET", "login away away away away away"),
    Row("accounts/2fa/reauthenticate/", "GET", "login away away away away away"),
    Row("accounts/2fa/totp/activate/", "GET", "login away away away away away"),
    Row("accounts/2fa/totp/deactivate/", "GET", "login 404 404 404 404 404"),
    Row("accounts/2fa/recovery-codes/", "GET", "login 404 404 404 404 404"),
    Row(
        "accounts/2fa/recovery-codes/generate/",
        "GET",
        "login away away away away away",
    ),
    Row(
        "accounts/2fa/recovery-codes/download/",
        "GET",
        "login 404 404 404 404 404",
    ),
    Row("accounts/sessions/", "GET", EVERYONE),
    Row("accounts/sessions/", "POST", "login away away away away away"),
    Row("accounts/stay/", "GET", "login away away away away away"),
    Row("accounts/stay/", "POST", "login away away away away away"),
    Row("accounts/unsent/", "GET", "login away away away away away"),
    Row("accounts/unsent/", "POST", "login away away away away away"),
    Row("accounts/invitation/", "GET", PUBLIC),
    Row("accounts/invitation/", "POST", PUBLIC),
    Row("accounts/invitation/accept/", "GET", "away away away away away away"),
    Row("accounts/password/reset/", "GET", PUBLIC),
    Row("accounts/password/reset/code/", "GET", "away away away away away away"),
    # --- the office ---
    Row("desk/styleguide/", "GET", EVERYONE),
    Row("desk/", "GET", "login 200 200 200 200 200"),
    Row("desk/board.pdf", "GET", "login 200 200 200 403 200"),
    Row("desk/settings/team/", "GET", TEAM),
    Row("desk/settings/team/invite/", "GET", TEAM),
    Row("desk/settings/team/invite/", "POST", TEAM),
    Row(
        "desk/settings/team/invitations/<int:pk>/send/",
        "POST",
        TEAM_ACT,
        "desk/settings/team/invitations/{invitation.pk}/send/",
    ),
    Row(
        "desk/settings/team/invitations/<int:pk>/send/",
        "GET",
        TEAM_NO_GET,
        "desk/settings/team/invitations/{invitation.pk}/send/",
    ),
    Row(
        "desk/settings/team/invitations/<int:pk>/withdraw/",
        "POST",
        TEAM_ACT,
        "desk/settings/team/invitations/{invitation.pk}/withdraw/",
    ),
    Row(
        "desk/settings/team/invitations/<int:pk>/withdraw/",
        "POST",
        NOT_THEIRS,
        "desk/settings/team/invitations/{foreign_invitation.pk}/withdraw/",
    ),
    Row(
        "desk/settings/team/<int:pk>/",
        "GET",
        TEAM,
        "desk/settings/team/{membership.pk}/",
    ),
    Row(
        "desk/settings/team/<int:pk>/",
        "GET",
        NOT_THEIRS,
        "desk/settings/team/{foreign_membership.pk}/",
    ),
    Row(
        "desk/settings/team/<int:pk>/remove/",
        "POST",
        TEAM_ACT,
        "desk/settings/team/{membership.pk}/remove/",
    ),
    Row(
        "desk/settings/team/<int:pk>/remove/",
        "POST",
        NOT_THEIRS,
        "desk/settings/team/{foreign_membership.pk}/remove/",
    ),
    Row(
        "desk/settings/team/<int:pk>/deactivate/",
        "POST",
        TEAM_ACT,
        "desk/settings/team/{membership.pk}/deactivate/",
    ),
    Row(
        "desk/settings/team/<int:pk>/deactivate/",
        "POST",
        NOT_THEIRS,
        "desk/settings/team/{foreign_membership.pk}/deactivate/",
    ),
    Row(
        "desk/settings/team/<int:pk>/second-factor/",
        "POST",
        TEAM_ACT,
        "desk/settings/team/{membership.pk}/second-factor/",
    ),
    Row("desk/team/", "GET", EVERYONE),
    *(
        Row(
            "desk/team/<int:pk>/hand-over/",
            method,
            "login 200 200 403 200 404",
            "desk/team/{membership.user_id}/hand-over/",
        )
        for method in ("GET", "POST")
    ),
    Row("desk/settings/controllers/", "GET", EVERYONE),
    Row(
        "desk/settings/controllers/<slug:slug>/",
        "GET",
        "login 200 200 200 200 404",
        "desk/settings/controllers/maxim/",
    ),
    # --- calendars: read by all, changed by those who manage them ---
    Row("desk/settings/calendars/", "GET", EVERYONE),
    *(
        Row(f"{CALENDAR}{page}", method, answers, f"{A_CALENDAR}{sample or page}")
        for page, method, answers, sample in (
            ("", "GET", "login 200 200 200 200 404", ""),
            ("preview/", "POST", "login 403 200 403 200 403", ""),
            ("add/", "POST", "login 403 200 403 200 403", ""),
            (CALENDAR_DAY, "GET", "login 200 200 200 200 404", "days/{day.pk}/"),
            (
                f"{CALENDAR_DAY}remove/",
                "GET",
                "login 403 200 403 200 403",
                "days/{day.pk}/remove/",
            ),
            (
                f"{CALENDAR_DAY}remove/",
                "POST",
                "login 403 200 403 200 403",
                "days/{day.pk}/remove/",
            ),
        )
    ),
    Row("desk/settings/reminders/", "GET", EVERYONE),
    *(
        Row(
            "desk/settings/reminders/<slug:slug>/",
            method,
            "login 403 200 403 200 403",
            "desk/settings/reminders/maxim/",
        )
        for method in ("GET", "POST")
    ),
    Row(
        "desk/settings/reminders/<slug:slug>/",
        "GET",
        "login 403 404 403 404 403",
        "desk/settings/reminders/aux/",
    ),
    *(
        Row(f"desk/settings/apps/{page}", method, answers, sample)
        for page, method, answers, sample in (
            ("", "GET", "login 403 403 403 200 403", "desk/settings/apps/"),
            ("add/", "GET", "login 403 403 403 200 403", "desk/settings/apps/add/"),
            ("add/", "POST", "login 403 403 403 200 403", "desk/settings/apps/add/"),
            (
                "<slug:slug>/",
                "GET",
                "login 403 403 403 404 403",
                "desk/settings/apps/none/",
            ),
            (
                "<slug:slug>/stop/",
                "POST",
                "login 403 403 403 404 403",
                "desk/settings/apps/none/stop/",
            ),
        )
    ),
    Row("desk/settings/history/", "GET", EVERYONE),
    *(
        Row(
            "desk/settings/history/<slug:slug>/",
            method,
            "login 403 200 403 403 403",
            "desk/settings/history/maxim/",
        )
        for method in ("GET", "POST")
    ),
    Row(
        "desk/settings/history/<slug:slug>/",
        "POST",
        "login 403 404 403 403 403",
        "desk/settings/history/aux/",
    ),
    Row("desk/settings/", "GET", EVERYONE),
    Row("desk/settings/profile/", "GET", EVERYONE),
    Row("desk/settings/profile/", "POST", EVERYONE),
    # --- policies; Maxim's are not found by AUX's Chen ---
    Row("desk/policies/", "GET", REPORT),
    Row(DESK_POLICY, "GET", READ, A_POLICY),
    Row(f"{DESK_POLICY}draft/", "POST", BACK, f"{A_POLICY}draft/"),
    Row(f"{DESK_POLICY}import/", "GET", WORK, f"{A_POLICY}import/"),
    Row(f"{DESK_POLICY}import/", "POST", WORK, f"{A_POLICY}import/"),
    Row(f"{DESK_POLICY}import/confirm/", "POST", BACK, f"{A_POLICY}import/confirm/"),
    *(
        Row(f"{VERSION}{page}", method, answers, f"{A_VERSION}{sample}")
        for page, method, answers, sample in (
            ("", "GET", READ, ""),
            ("compare/<int:other>/", "GET", READ, "compare/1/"),
            ("compare/<int:other>/text/", "GET", READ, "compare/1/text/"),
            ("decide/", "POST", WORK, "decide/"),
            ("assessments/", "POST", WORK, "assessments/"),
            ("sign-off/", "POST", WORK, "sign-off/"),
            ("edit/", "GET", WORK, "edit/"),
            ("edit/", "POST", WORK, "edit/"),
            ("scope/", "GET", WORK, "scope/?key=1"),
            ("contents/", "GET", READ, "contents/"),
            ("comments/", "POST", "login away away away 403 404", "comments/"),
            (
                "comments/<int:pk>/settle/",
                "POST",
                BACK,
                "comments/{remark.pk}/settle/",
            ),
            ("translate/<str:language>/", "GET", WORK, "translate/en/"),
            ("submit/", "POST", BACK, "submit/"),
            ("send-back/", "GET", WORK, "send-back/"),
            ("approve/", "POST", "login 403 200 403 403 403", "approve/"),
            ("publish/", "GET", WORK, "publish/"),
            ("publish/", "POST", BACK, "publish/"),
            ("announce/", "POST", "login 403 200 403 403 403", "announce/"),
            ("correct/", "POST", BACK, "correct/"),
            (
                "translate/<str:language>/finish/",
                "POST",
                "login 403 away 403 403 403",
                "translate/ms/finish/",
            ),
            ("withdraw/", "GET", "login 403 200 403 403 403", "withdraw/"),
            ("withdraw/", "POST", "login 403 200 403 403 403", "withdraw/"),
        )
    ),
    # --- the register of processing ---
    Row("desk/register/processing/", "GET", REPORT),
    Row(
        "desk/register/processing/<int:pk>/",
        "GET",
        READ,
        "desk/register/processing/{activity.pk}/",
    ),
    *(
        Row(
            f"desk/register/{noun}s/{page}",
            method,
            answers,
            f"desk/register/{noun}s/" + page.replace("<int:pk>", f"{{{noun}.pk}}"),
        )
        for noun in ("system", "recipient")
        for page, method, answers in (
            ("", "GET", REPORT),
            ("", "POST", "login 405 405 405 405 405"),
            ("add/", "GET", KEEP),
            ("add/", "POST", KEEP),
            ("<int:pk>/", "GET", READ),
            ("<int:pk>/edit/", "GET", WORK),
            ("<int:pk>/edit/", "POST", WORK),
            ("<int:pk>/retire/", "GET", WORK),
            ("<int:pk>/retire/", "POST", WORK),
        )
    ),
    *(
        Row(
            f"desk/register/assessments/{page}",
            method,
            answers,
            "desk/register/assessments/" + page.replace("<int:pk>", "{assessment.pk}"),
        )
        for page, method, answers in (
            ("", "GET", REPORT),
            ("", "POST", "login 405 405 405 405 405"),
            ("add/", "GET", KEEP),
            ("add/", "POST", KEEP),
            ("<int:pk>/", "GET", READ),
            ("<int:pk>/edit/", "GET", WORK),
            ("<int:pk>/edit/", "POST", WORK),
            ("<int:pk>/conclude/", "GET", WORK),
            ("<int:pk>/conclude/", "POST", WORK),
            ("<int:pk>/confirm/", "GET", APPROVE),
            ("<int:pk>/confirm/", "POST", APPROVE),
        )
    ),
    # --- reports: figures of one's own companies ---
    Row("desk/reports/", "GET", REPORT),
    Row("desk/reports/kept/", "GET", REPORT),
    Row("desk/reports/kept.csv", "GET", REPORT),
    Row("desk/reports/colombia-claims/", "GET", REPORT),
    Row("desk/reports/colombia-claims.csv", "GET", REPORT),
    Row("desk/reports/refusals/", "GET", REPORT),
    Row("desk/reports/refusals.csv", "GET", REPORT),
    # --- the rulebook; Chen may read AUX's, and Maxim's is not found ---
    Row(f"{RULES}", "GET", EVERYONE),
    Row(f"{RULES}", "POST", "login 405 405 405 405 405"),
    Row(f"{RULES}what-if/", "GET", EVERYONE),
    Row(f"{RULES}proposals/", "GET", EVERYONE),
    Row(f"{RULES}new/", "GET", "login 403 200 403 403 403"),
    Row(f"{RULES}new/", "POST", "login 403 200 403 403 403"),
    Row(f"{RULES}<str:code>/", "GET", A_RULE, f"{RULES}MAXIM-ANS-MY/"),
    Row(f"{RULES}<str:code>/try/", "GET", A_RULE, f"{RULES}MAXIM-ANS-MY/try/"),
    Row(f"{RULES}<str:code>/change/", "GET", PROPOSE, f"{RULES}MAXIM-ANS-MY/change/"),
    Row(f"{RULES}<str:code>/change/", "POST", PROPOSE, f"{RULES}MAXIM-ANS-MY/change/"),
    # the law is nobody's to change
    Row(
        f"{RULES}<str:code>/change/",
        "GET",
        "login 403 404 403 403 403",
        f"{RULES}PE-ERASURE/change/",
    ),
    Row(f"{RULES}<str:code>/retire/", "GET", PROPOSE, f"{RULES}MAXIM-ANS-MY/retire/"),
    Row(f"{RULES}<str:code>/retire/", "POST", PROPOSE, f"{RULES}MAXIM-ANS-MY/retire/"),
    Row(
        f"{RULES}<str:code>/confirm/",
        "POST",
        "login 403 200 403 403 403",
        f"{RULES}PE-ERASURE/confirm/",
    ),
    Row(
        f"{RULES}<str:code>/confirm/",
        "GET",
        RULE_NO_GET,
        f"{RULES}PE-ERASURE/confirm/",
    ),
    *(
        Row(
            f"{RULES}proposals/<int:pk>/{page}",
            method,
            answers,
            f"{RULES}proposals/{{proposal.pk}}/{page}",
        )
        for page, method, answers in (
            ("", "GET", A_RULE),
            # Farid proposed it: he is told that another person has to decide
            ("agree/", "POST", "login 403 409 403 away 403"),
            ("agree/", "GET", RULE_NO_GET),
            ("reject/", "POST", "login 403 200 403 200 403"),
            ("reject/", "GET", RULE_NO_GET),
            ("withdraw/", "POST", "login 403 away 403 403 403"),
            ("withdraw/", "GET", RULE_NO_GET),
        )
    ),
    # --- requests ---
    Row("desk/requests/", "GET", "login 200 200 200 403 200"),
    Row("desk/requests/", "POST", "login 405 405 405 405 405"),
    Row("desk/requests/search/", "POST", "login away away away 403 away"),
    Row("desk/requests/search/", "GET", "login 405 405 405 403 405"),
    Row("desk/requests/changes/", "GET", REPORT),
    Row("desk/requests/keys/", "GET", REPORT),
    Row("desk/requests/bulk/", "GET", "login away away 403 403 away"),
    Row("desk/requests/bulk/", "POST", "login away away 403 403 away"),
    Row("desk/requests/export/", "GET", REPORT),
    Row("desk/requests/export/", "POST", REPORT),
    Row("desk/requests/views/new/", "GET", REPORT),
    Row("desk/requests/views/new/", "POST", REPORT),
    *(
        Row(
            f"desk/requests/views/<int:pk>/{page}",
            method,
            answers,
            f"desk/requests/views/{{view.pk}}/{page}",
        )
        for page, method, answers in (
            ("", "GET", "login 200 200 403 403 404"),
            ("", "POST", "login 200 200 403 403 404"),
            ("delete/", "POST", "login away away 403 403 404"),
        )
    ),
    Row("desk/requests/mail/", "GET", "login 200 200 403 403 200"),
    Row("desk/requests/mail/", "POST", "login 405 405 405 405 405"),
    *(
        Row(
            f"desk/requests/mail/<int:pk>/{page}",
            method,
            answers,
            f"desk/requests/mail/{{mail.pk}}/{page}",
        )
        for page, method, answers in (
            ("", "GET", WORK),
            ("attach/", "POST", WORK),
            ("attach/", "GET", SORT),
            ("spam/", "POST", SORT),
            ("erase/", "POST", SORT),
        )
    ),
    Row("desk/requests/new/", "GET", "login 200 200 403 403 200"),
    Row("desk/requests/new/", "POST", "login 200 200 403 403 200"),
    *(
        Row(
            f"desk/requests/<slug:ref>/{page}",
            method,
            answers,
            "desk/requests/{rights_request.ref}/" + (sample or page),
        )
        for page, method, answers, sample in (
            ("", "GET", READ, ""),
            ("assign/", "POST", WORK, ""),
            ("assign/", "GET", BACK, ""),
            ("contact/", "POST", READ, ""),
            ("identity/", "GET", READ, ""),
            ("identity/", "POST", WORK, ""),
            ("tag/", "POST", WORK, ""),
            ("untag/", "POST", WORK, ""),
            ("identity/ask/", "POST", WORK, ""),
            ("identity/reveal/", "POST", WORK, ""),
            ("identity/document/", "POST", WORK, ""),
            (
                "identity/document/<int:pk>/",
                "POST",
                "login 404 404 403 403 404",
                "identity/document/999999/",
            ),
            ("fee/approve/", "POST", APPROVE, ""),
            ("fee/return/", "POST", APPROVE, ""),
            ("fee/settle/", "POST", WORK, ""),
            ("messages/", "POST", WORK, ""),
            ("notes/", "POST", WORK, ""),
            ("systems/", "POST", WORK, ""),
            ("systems/list/", "POST", WORK, ""),
            ("systems/<int:pk>/", "GET", WORK, "systems/{task.pk}/"),
            ("systems/<int:pk>/", "POST", WORK, "systems/{task.pk}/"),
            ("systems/<int:pk>/find/", "POST", WORK, "systems/{task.pk}/find/"),
            ("systems/<int:pk>/change/", "POST", WORK, "systems/{task.pk}/change/"),
            ("systems/<int:pk>/drop/", "POST", WORK, "systems/{task.pk}/drop/"),
            ("systems/<int:pk>/ask/", "POST", WORK, "systems/{task.pk}/ask/"),
            ("recipients/", "GET", READ, ""),
            ("hold/settled/", "POST", BACK, ""),
            ("decision/", "GET", WORK, ""),
            ("decision/", "POST", WORK, ""),
            ("decision/preview/", "GET", "login away away away 403 404", ""),
            ("decision/preview/", "POST", WORK, ""),
            ("decision/approve/", "POST", APPROVE, ""),
            ("decision/return/", "POST", APPROVE, ""),
            ("decision/send/", "POST", WORK, ""),
            ("letters/<int:pk>/", "GET", READ, "letters/{letter.pk}/"),
            ("clocks/<int:pk>/correct/", "GET", APPROVER, "clocks/{clock.pk}/correct/"),
            (
                "clocks/<int:pk>/correct/",
                "POST",
                APPROVER,
                "clocks/{clock.pk}/correct/",
            ),
            ("letters/<int:pk>/", "POST", POST_IT, "letters/{letter.pk}/"),
            ("print/", "GET", READ, ""),
            ("print/case.pdf", "GET", DRAWN, ""),
            ("answer/", "GET", READ, ""),
            ("answer/", "POST", WORK, ""),
            ("answer/words/", "POST", WORK, ""),
            ("answer/make/", "POST", WORK, ""),
            ("answer/hand-over/", "POST", WORK, ""),
            ("answer/preview/", "GET", WORK, ""),
            ("answer/<int:pk>/", "GET", WORK, "answer/{data_set.pk}/"),
            ("answer/<int:pk>/", "POST", WORK, "answer/{data_set.pk}/"),
            (
                "answer/<int:pk>/uncover/",
                "POST",
                WORK,
                "answer/{data_set.pk}/uncover/",
            ),
            ("files/<int:pk>/", "GET", READ, "files/{file.pk}/"),
            ("files/<int:pk>/erase/", "GET", WORK, "files/{file.pk}/erase/"),
            ("files/<int:pk>/erase/", "POST", WORK, "files/{file.pk}/erase/"),
            # this one's receipt went by e-mail
            ("receipt/", "GET", NONE_THERE, ""),
            ("receipt/", "POST", NONE_THERE, ""),
            ("authority/<int:pk>/", "GET", READ, "authority/{matter.pk}/"),
            ("authority/<int:pk>/order/", "POST", WORK, "authority/{matter.pk}/order/"),
            ("authority/<int:pk>/end/", "POST", WORK, "authority/{matter.pk}/end/"),
            ("close/", "POST", WORK, ""),
            ("spam/", "POST", WORK, ""),
            *(
                (f"{way}/", method, WORK, "")
                for method in ("GET", "POST")
                for way in (
                    *("clarify", "complete", "flag", "extend", "hold", "release"),
                    *("not-competent", "forward", "duplicate", "abandon"),
                    *("guardian", "of-age", "fee", "authority"),
                )
            ),
            ("keep/", "GET", APPROVE, ""),
            ("keep/", "POST", APPROVE, ""),
            ("reopen/", "GET", APPROVE, ""),
            ("reopen/", "POST", APPROVE, ""),
        )
    ),
    # --- promises ---
    Row("desk/promises/", "GET", EVERYONE),
    Row("desk/promises/", "POST", "login 405 405 405 405 405"),
    Row(
        "desk/promises/<str:number>/",
        "GET",
        "login 200 200 200 200 404",
        "desk/promises/MAXIM-1.1/",
    ),
    Row(
        "desk/promises/<str:number>/record/",
        "GET",
        "login 200 200 403 403 404",
        "desk/promises/MAXIM-20.1/record/",
    ),
    Row(
        "desk/promises/<str:number>/record/",
        "POST",
        "login 200 200 403 403 404",
        "desk/promises/MAXIM-20.1/record/",
    ),
    # --- what the cases show of recipients and backups ---
    Row("desk/register/told/", "GET", "login 200 200 200 403 200"),
    Row("desk/register/told.csv", "GET", "login 200 200 200 403 200"),
    Row("desk/register/backups/", "GET", "login 200 200 200 403 200"),
    Row("desk/register/backups.csv", "GET", "login 200 200 200 403 200"),
    Row(
        "desk/register/backups/<int:pk>/",
        "GET",
        WORK,
        "desk/register/backups/{backups.pk}/",
    ),
    Row(
        "desk/register/backups/<int:pk>/",
        "POST",
        WORK,
        "desk/register/backups/{backups.pk}/",
    ),
    *(
        Row(f"desk/register/data/{page}", method, answers)
        for page, method, answers in (
            ("", "GET", REPORT),
            ("", "POST", "login 405 405 405 405 405"),
            ("erase/", "GET", KEEP),
            ("erase/", "POST", KEEP),
        )
    ),
    *(
        Row(f"desk/register/retention/{page}", method, answers, sample)
        for page, method, answers, sample in (
            ("", "GET", "login 200 200 200 403 200", ""),
            ("", "POST", "login 405 405 405 405 405", ""),
            ("erase/", "GET", APPROVER, ""),
            ("erase/", "POST", APPROVER, ""),
            (
                "period/<slug:slug>/",
                "GET",
                APPROVER,
                "desk/register/retention/period/maxim/",
            ),
            (
                "period/<slug:slug>/",
                "POST",
                APPROVER,
                "desk/register/retention/period/maxim/",
            ),
            (
                "<slug:ref>/",
                "GET",
                "login 404 404 404 403 404",
                "desk/register/retention/{rights_request.ref}/",
            ),
        )
    ),
    # --- the trail ---
    Row("audit/changes/", "GET", "login 403 403 200 403 403"),
    Row("audit/changes/", "POST", "login 405 405 405 405 405"),
    Row(
        "audit/changes/<int:entry_id>/",
        "GET",
        "login 403 403 200 403 403",
        "audit/changes/{entry.pk}/",
    ),
    Row(
        "audit/changes/<int:entry_id>/",
        "GET",
        "login 403 403 404 403 403",
        "audit/changes/{foreign_entry.pk}/",
    ),
    Row("audit/changes/search/", "POST", "login 403 403 away 403 403"),
    Row("audit/changes/search/", "GET", "login 403 403 405 403 403"),
    Row(A_RECORD, "GET", AUDITOR, "audit/record/accounts.invitation/{invitation.pk}/"),
    Row(
        A_RECORD,
        "GET",
        "login 403 403 404 403 403",
        "audit/record/accounts.invitation/{foreign_invitation.pk}/",
    ),
    Row(
        f"{A_RECORD}at/<str:at>/",
        "GET",
        AUDITOR,
        "audit/record/accounts.invitation/{invitation.pk}/at/2026-03-12T10:24:00Z/",
    ),
    Row(
        f"{A_RECORD}at/<str:at>/",
        "GET",
        "login 403 403 404 403 403",
        "audit/record/accounts.invitation/{foreign_invitation.pk}/at/"
        "2026-03-12T10:24:00Z/",
    ),
    Row("audit/access/", "GET", AUDITOR),
    Row("audit/access/", "POST", "login 403 403 405 403 403"),
    Row("audit/access/search/", "POST", "login 403 403 away 403 403"),
    Row("audit/integrity/", "GET", AUDITOR),
    Row("audit/integrity/checkpoint/", "GET", "login 403 403 404 403 403"),
    Row(
        "audit/integrity/checkpoint/<int:seq>/",
        "GET",
        "login 403 403 404 403 403",
        "audit/integrity/checkpoint/1/",
    ),
    Row(
        "audit/integrity/time-stamp/<int:seq>/",
        "GET",
        "login 403 403 404 403 403",
        "audit/integrity/time-stamp/1/",
    ),
    Row("audit/exports/", "GET", AUDITOR),
    Row("audit/exports/", "POST", AUDITOR),  # nothing said, so the form is shown again
    Row("audit/exports/trail/", "POST", AUDITOR),
    Row("audit/exports/trail/", "GET", "login 403 403 405 403 403"),
]


@pytest.fixture
def samples(cast, maxim, aux) -> dict[str, object]:
    """What sample paths may name."""
    with transaction.atomic(), act(by=Actor.job("tests")):
        _published(aux, "en")
        remark = _draft_of(_published(maxim, "ms"), cast.aida)
        rights_request = RightsRequestFactory(establishment__controller=maxim)
        task = FulfilmentTaskFactory(rights_request=rights_request)
        backups = BackupDeletion(task=task, erased_on=timezone.localdate())
        backups.save()
        activity = ActivityFactory(controller=maxim)
        system = SystemFactory(controller=maxim)
        assessment = AssessmentFactory(controller=maxim)
        recipient = RecipientFactory(controller=maxim)
        letter = LetterFactory(controller=maxim, case_id=rights_request.pk)
        invitation = InvitationFactory(controller=maxim, invited_by=cast.grace)
        mail = IncomingMailFactory(controller=maxim)
        file = CaseFileFactory(rights_request=rights_request)
        data_set = DataSetFactory(package__rights_request=rights_request)
        person = DataSubjectFactory(controller=maxim)
        clock = ClockFactory(rights_request=rights_request)
        matter = AuthorityMatterFactory(rights_request=rights_request)
        day = CalendarDayFactory(
            establishment=maxim.establishments.get(country="MY"), entered_by=cast.farid
        )
        version = PolicyVersion.objects.filter(policy__controller=maxim).first()
        if version is None:
            policy = Policy.objects.create(controller=maxim, slug="p", title="Policy")
            version = PolicyVersion.objects.create(
                policy=policy, number=1, language="en"
            )
        notice = Campaign.objects.create(version=version, created_at=timezone.now())
        PostBatch.objects.create(
            campaign=notice,
            number=1,
            letters=0,
            made_at=timezone.now(),
            made_by=cast.aida,
        )
        view = SavedView(owner=cast.aida, name="Mine", shared_with=maxim)
        view.save()
        foreign = InvitationFactory(controller=aux, invited_by=cast.chen)
        proposal = propose(
            maxim,
            country="VN",
            code="MAXIM-ANS-VN",
            base_version=1,
            changes={"number": 5},
            reason="The policy says so now.",
            by=cast.farid,
        )
    return {
        "activity": activity,
        "system": system,
        "assessment": assessment,
        "recipient": recipient,
        "rights_request": rights_request,
        "task": task,
        "backups": backups,
        "day": day,
        "mail": mail,
        "file": file,
        "data_set": data_set,
        "clock": clock,
        "person": person,
        "matter": matter,
        "letter": letter,
        "membership": cast.aida.memberships.get(),
        "notice": notice,
        "remark": remark,
        "view": view,
        "foreign_membership": cast.chen.memberships.get(),
        "invitation": invitation,
        "foreign_invitation": foreign,
        "entry": LedgerEntry.objects.filter(controller_id=maxim.pk).latest("id"),
        "proposal": proposal,
        "foreign_entry": LedgerEntry.objects.filter(controller_id=aux.pk).latest("id"),
    }


def _published(controller: Controller, language: str) -> PolicyVersion:
    job = Actor.job("tests")
    policy = policy_named(controller, "privacy", language=language, by=job)
    policy.required_languages = ["en", "ms"]
    policy.save()
    facts = Facts(language, is_imported=True)
    words = parse("1. We keep little.")
    return take_in(policy, words, facts, by=job, at=timezone.now())


def _draft_of(version: PolicyVersion, author: User) -> Comment:
    """A draft of the next version with a comment."""
    draft = draft_from(version, by=Actor.job("tests"), at=timezone.now())
    remark = Comment(version=draft, words="Why?", author=author, at=timezone.now())
    remark.save()
    return remark


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.method} {row.path}")
def test_each_role_is_answered_as_the_table_says(row, cast, samples):
    path = row.path.format(**samples)
    expected = dict(zip(ROLES, row.answers.split(), strict=True))

    answers = {role: _answer(_client(role, cast), row.method, path) for role in ROLES}

    asked = {role: answer for role, answer in expected.items() if answer != "-"}
    assert {role: answers[role] for role in asked} == asked


def test_every_url_is_in_the_table():
    with translation.override("en"):
        routes = set(_routes(get_resolver()))
    known = {row.route for row in TABLE}

    assert sorted(routes - known) == [], "add a row for these pages"
    assert sorted(known - routes) == [], "these pages are gone"


def _client(role: str, cast: SimpleNamespace) -> Client:
    names = {
        "officer": "aida",
        "approver": "farid",
        "auditor": "ben",
        "administrator": "grace",
        "other": "chen",
    }
    client = Client(raise_request_exception=True)
    if role != "anonymous":
        client.force_login(getattr(cast, names[role]))
    return client


def _answer(client: Client, method: str, path: str) -> str:
    """The status; what one role changed is undone before the next one asks."""
    with transaction.atomic():
        response = client.generic(method, path)
        transaction.set_rollback(True)
    if response.status_code == 302:
        login = reverse(settings.LOGIN_URL)
        return "login" if response["Location"].startswith(login) else "away"
    return str(response.status_code)


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _routes(pattern, route)
