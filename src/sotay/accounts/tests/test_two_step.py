"""The second step: an app's code or a recovery code, kept encrypted, and a passkey instead of both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from sotay.accounts import actions
from sotay.audit.models import AuditLine

from .conftest import PASSWORD


@pytest.fixture(autouse=True)
def _clock_stands_still() -> Iterator[None]:
    """Codes live for half a minute; a busy machine may need longer between making one and sending it."""
    with time_machine.travel(datetime.now(UTC), tick=False):
        yield


def code_now(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@pytest.fixture
def secret(thu, django_capture_on_commit_callbacks):
    """`thu` turns the app on, after confirming that it is her."""
    asked = thu.get("/account/two-step/app/")
    assert asked.url.startswith("/account/confirm/")
    thu.post(asked.url, {"password": PASSWORD, "next": "/account/two-step/app/"})
    page = thu.get("/account/two-step/app/")
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        done = thu.post("/account/two-step/app/", {"code": code_now(secret)})
    assert done.url == "/account/two-step/recovery/"
    return secret


def test_turning_it_on_leaves_a_line(thu, secret):
    assert Authenticator.objects.filter(user=thu.account, type="totp").exists()
    assert AuditLine.objects.filter(code="account.app_added", account_id=thu.account.pk).exists()


def test_the_password_alone_no_longer_opens_the_door(thu, secret, log_in, english):
    assert log_in("thu").url == "/account/two-step/enter/"
    assert english.get("/account/").status_code == 302
    wrong = english.post("/account/two-step/enter/", {"code": "000000"})
    assert "That code is not right" in wrong.content.decode()


def test_the_apps_code_opens_it(thu, secret, log_in, english):
    log_in("thu")
    counter = next(iter(yield_hotp_counters_from_time())) + 1  # the one before was used to turn it on
    code = format_hotp_value(hotp_value(secret, counter))
    assert english.post("/account/two-step/enter/", {"code": code}).url == "/"
    assert english.get("/account/").status_code == 200


def test_a_recovery_code_opens_it_once(thu, secret, log_in, english):
    code = thu.get("/account/two-step/recovery/").context["unused_codes"][0]
    log_in("thu")
    assert english.post("/account/two-step/enter/", {"code": code}).url == "/"
    english.post("/account/logout/")
    log_in("thu")
    assert english.post("/account/two-step/enter/", {"code": code}).status_code == 200


def test_whoever_stops_at_the_second_step_can_go_back(thu, secret, log_in, english):
    log_in("thu")
    assert english.post("/account/logout/", {"next": "/account/login/"}).url == "/account/login/"
    assert english.get("/account/login/").status_code == 200


def test_secrets_are_encrypted_where_they_are_kept(thu, secret):
    for kept in Authenticator.objects.filter(user=thu.account):
        assert secret not in str(kept.data)
        assert str(kept.data.get("secret") or kept.data.get("seed")).startswith("gAAAA")


def test_a_lost_phone_is_helped_by_who_may_issue(thu, secret, binh, log_in):
    actions.clear_two_step(by=binh.actor, account=thu.account)
    assert log_in("thu").url == "/"


def test_turning_it_off_asks_who_one_is(thu, secret, log_in, english):
    code = thu.get("/account/two-step/recovery/").context["unused_codes"][1]
    log_in("thu")
    english.post("/account/two-step/enter/", {"code": code})
    assert english.get("/account/two-step/app/off/").url.startswith("/account/confirm/")


def test_options_for_a_passkey_are_there_for_everybody_at_the_door(db, client):
    answer = client.get("/account/passkeys/login/", headers={"Accept": "application/json"})
    assert answer.json()["request_options"]["publicKey"]["userVerification"] == "required"


def test_nonsense_instead_of_a_passkey_is_refused(db, client):
    for credential in ["", "{}", "null", '{"id": "x"}', "[]"]:
        answer = client.post("/account/passkeys/login/", {"credential": credential})
        assert answer.status_code == 302, credential
