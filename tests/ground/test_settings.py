"""Production refuses to start on unsafe settings; every answer carries its headers."""

import os
import secrets
import subprocess
import sys

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from dpo_portal import checks
from dpo_portal.middleware import no_store

GOOD = {
    "DPO_ENV": "production",
    "DPO_ENV_FILE": "",
    "SECRET_KEY": secrets.token_urlsafe(48),
    "ALLOWED_HOSTS": "portal.example",
    "SMTP_HOST": "mail.example",
}


@pytest.fixture
def manage(root, tmp_path):
    """Run manage.py with an environment of its own, as an operator would."""

    def run(*arguments, **settings):
        environment = {
            "PATH": os.environ["PATH"],
            "DPO_DATA_DIR": str(tmp_path),
            **GOOD,
            **settings,
        }
        command = [sys.executable, root / "manage.py", *arguments]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60
        )

    return run


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is a known example"),
        ({"SECRET_KEY": "change-me" + "x7Kq" * 20}, "SECRET_KEY is a known example"),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY is a known example"),
        ({"DEBUG": "true"}, "DEBUG is on"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS does not name a host"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS does not name a host"),
        ({"SMTP_HOST": ""}, "SMTP_HOST is not set"),
        ({"CACHE_URL": "redis://127.0.0.1:6379/0"}, "CACHE_URL names Redis"),
        ({"DPO_ENV": "staging"}, "it must be production, demo or test"),
    ],
)
def test_production_refuses_unsafe_settings_with_one_sentence(manage, settings, named):
    result = manage("check", **settings)

    assert result.returncode == 1
    assert named in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stderr.strip().count("\n") == 0


def test_the_web_server_refuses_too(root, tmp_path):
    environment = {"PATH": os.environ["PATH"], **GOOD, "SMTP_HOST": ""}
    environment["DPO_DATA_DIR"] = str(tmp_path)

    result = subprocess.run(
        [sys.executable, "-c", "import dpo_portal.wsgi"],
        env=environment,
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert result.returncode == 1
    assert "SMTP_HOST is not set" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_well_configured_production_passes_the_deploy_check(manage):
    result = manage(
        "check", "--deploy", "--fail-level", "WARNING", "--database", "default"
    )

    assert result.returncode == 0, result.stderr


@pytest.mark.django_db
def test_the_database_check_passes_on_the_real_connection():
    assert run_checks(tags=["database"], databases=["default"]) == []


@pytest.mark.django_db
def test_the_database_check_finds_a_pragma_that_was_lost():
    if connection.vendor != "sqlite":
        assert checks.check_sqlite_pragmas(databases=["default"]) == []
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=OFF")
    try:
        found = checks.check_sqlite_pragmas(databases=["default"])
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")

    assert [error.id for error in found] == ["dpo_portal.E001"]
    assert "secure_delete=0" in found[0].msg


def test_a_file_database_keeps_its_pragmas(manage, tmp_path):
    script = (
        "from django.db import connection as c\n"
        "for name in 'journal_mode secure_delete foreign_keys busy_timeout'.split():\n"
        "    print(name, c.cursor().execute(f'PRAGMA {name}').fetchone()[0])\n"
    )

    printed = manage("shell", "--no-imports", "-c", script, DPO_ENV="demo").stdout

    assert printed.split("\n")[:4] == [
        "journal_mode wal",
        "secure_delete 1",
        "foreign_keys 1",
        "busy_timeout 20000",
    ]


def test_options_in_the_database_url_are_kept(manage):
    script = "from django.conf import settings as s; print(s.DATABASES['default'])"
    url = "postgres://portal@db.example/portal?sslmode=require"

    printed = manage("shell", "--no-imports", "-c", script, DATABASE_URL=url).stdout

    assert "'sslmode': 'require'" in printed
    assert "'pool'" in printed


def test_an_answer_is_not_kept_by_any_cache(client):
    answer = client.get("/accounts/login/")

    assert (
        answer["Cache-Control"] == "no-store" or "no-store" in answer["Cache-Control"]
    )


def test_a_page_that_may_be_kept_says_so_itself():
    def public_page(request):
        return HttpResponse("words", headers={"Cache-Control": "max-age=60"})

    request = RequestFactory().get("/")

    assert no_store(public_page)(request)["Cache-Control"] == "max-age=60"
    assert no_store(lambda r: HttpResponse())(request)["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_every_answer_carries_the_strict_headers(client):
    answer = client.get("/accounts/login/")

    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_secure_cookies_and_hsts_are_on_in_production(manage):
    names = (
        "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT "
        "SECURE_HSTS_SECONDS SITE_URL"
    )
    script = (
        "from django.conf import settings as s\n"
        f"print(*[getattr(s, name) for name in '{names}'.split()])"
    )

    printed = manage("shell", "--no-imports", "-c", script).stdout.split()

    assert printed == ["True", "True", "True", "31536000", "https://portal.example"]


def refusals(manage, root, tmp_path):
    """What a worker and a web server say when they are started."""
    web = subprocess.run(
        [sys.executable, "-c", "import dpo_portal.wsgi"],
        env={"PATH": os.environ["PATH"], **GOOD, "DPO_DATA_DIR": str(tmp_path)},
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return manage("worker", "--once"), web


@pytest.mark.parametrize("lost", ["encryption", "ledger"])
def test_production_refuses_to_serve_without_its_keys(manage, root, tmp_path, lost):
    assert manage("make_keys").returncode == 0
    (tmp_path / "keys" / f"{lost}-0001.key").unlink()

    for refused in refusals(manage, root, tmp_path):
        assert refused.returncode == 1
        assert f"({lost}): restore them from their backup" in refused.stderr
        assert "Traceback" not in refused.stderr
        assert refused.stderr.strip().count("\n") == 0


def test_production_refuses_to_serve_an_empty_database(manage, root, tmp_path):
    assert manage("make_keys").returncode == 0

    for refused in refusals(manage, root, tmp_path):
        assert refused.returncode == 1
        assert 'no tables of the portal yet: run "manage.py migrate"' in refused.stderr
        assert "Traceback" not in refused.stderr
        assert refused.stderr.strip().count("\n") == 0
