"""One-time codes: handed out, used once, and of no use to anybody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from sotay.accounts import actions
from sotay.accounts.models import LoginToken
from sotay.accounts.rules import printed_code
from sotay.audit.models import AuditLine

SLIP = "/account/slip/"


@pytest.fixture
def code(an, thu):
    return actions.issue_slip(by=thu.actor, account=an.account)[1]


def test_a_slip_lets_its_person_in_once(an, english, code):
    assert english.post(SLIP, {"code": printed_code(code).lower()}).url == "/account/first/"
    assert english.get("/account/").context["account"] == an.account
    english.post("/account/logout/")
    again = english.post(SLIP, {"code": code})
    assert again.status_code == 422
    assert "This code does not work" in again.content.decode()


def test_opening_the_link_neither_logs_in_nor_uses_the_code_up(an, english, code):
    page = english.get(SLIP, {"code": code})
    assert printed_code(code) in page.content.decode()
    assert english.get("/account/").status_code == 302
    assert LoginToken.objects.get().used_at is None


def test_the_page_of_a_code_is_not_kept_by_the_browser(db, client, code):
    assert "no-store" in client.get(SLIP, {"code": code}).headers["Cache-Control"]


def test_only_the_hash_of_a_code_is_kept(code):
    assert code not in str(list(LoginToken.objects.values())) + str(list(AuditLine.objects.values()))


def test_wrong_used_and_old_codes_read_the_same(an, thu, english, code):
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        old = english.post(SLIP, {"code": code})
    wrong = english.post(SLIP, {"code": "CFHJK MNPRT"})
    junk = english.post(SLIP, {"code": "không biết"})
    errors = [page.context["form"].errors["code"] for page in (old, wrong, junk)]
    assert errors[0] == errors[1] == errors[2]


def test_a_new_slip_ends_the_earlier_one(an, thu, english, code):
    newer = actions.issue_slip(by=thu.actor, account=an.account)[1]
    assert english.post(SLIP, {"code": code}).status_code == 422
    assert english.post(SLIP, {"code": newer}).status_code == 302


def test_a_slip_of_somebody_who_left_or_was_closed_opens_nothing(an, english, code):
    an.member.left_on = timezone.localdate()
    an.member.save()
    assert english.post(SLIP, {"code": code}).status_code == 422


def test_closing_an_account_ends_its_slip_for_good(an, thu, english, code):
    actions.close_account(by=thu.actor, account=an.account)
    actions.reopen(by=thu.actor, account=an.account)
    assert english.post(SLIP, {"code": code}).status_code == 422


def test_whoever_is_logged_in_is_told_to_log_out_first(thu, code):
    assert thu.post(SLIP, {"code": code}).status_code == 200
    assert LoginToken.objects.get().used_at is None


def test_a_slip_starts_a_fresh_session(an, english, code):
    english.get(SLIP)
    english.session["planted"] = True
    english.session.save()
    before = english.session.session_key
    english.post(SLIP, {"code": code})
    assert english.session.session_key != before


def test_a_slip_does_not_jump_over_the_second_step(an, english, code):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(an.account, generate_totp_secret())
    assert english.post(SLIP, {"code": code}).url == "/account/two-step/enter/"
    assert english.get("/account/").status_code == 302


def test_coming_in_by_slip_leaves_its_own_line(an, english, code):
    english.post(SLIP, {"code": code})
    assert AuditLine.objects.filter(code="account.logged_in_by_slip", account_id=an.account.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_with_one_code_at_once_and_one_gets_in(an, code):
    def enter(_: int) -> int:
        try:
            return Client().post(SLIP, {"code": code}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as at_once:
        answers = sorted(at_once.map(enter, range(4)))
    assert answers == [302, 422, 422, 422]
