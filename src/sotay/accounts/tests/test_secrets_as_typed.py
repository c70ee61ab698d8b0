"""Secrets are one and the same however a keyboard writes their letters (RFC 8265, OpaqueString)."""

from __future__ import annotations

import unicodedata

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from sotay.accounts import actions
from sotay.accounts.rules import opaque, read_code, read_digits
from sotay.accounts.tests.test_two_step import code_now

NEW = "hoa phượng đỏ ở Hà Nội"
FORMS = ("NFC", "NFD")


def as_(form: str, text: str) -> str:
    return unicodedata.normalize(form, text)  # type: ignore[arg-type]


@pytest.mark.parametrize("kept", FORMS)
@pytest.mark.parametrize("typed", FORMS)
def test_a_password_set_on_one_machine_opens_on_another(thu, log_in, kept, typed):
    actions.set_password(by=thu.actor, account=thu.account, password=as_(kept, NEW))
    assert log_in("thu", as_(typed, NEW)).status_code == 302


def test_a_password_kept_before_as_it_was_typed_still_opens_for_who_types_it_so(thu, log_in):
    thu.account.password = make_password(as_("NFD", NEW))
    thu.account.save()
    assert log_in("thu", as_("NFD", NEW)).status_code == 302


def test_spaces_of_a_phone_are_spaces_and_capitals_stay_capitals(thu, log_in):
    actions.set_password(by=thu.actor, account=thu.account, password="ba\u00a0từ\u3000Dễ nhớ")
    assert log_in("thu", "ba từ dễ nhớ").status_code == 200
    assert log_in("thu", "ba từ Dễ nhớ").status_code == 302


def test_the_length_of_a_password_is_what_a_person_counts(thu, english):
    """Three letters that a Mac sends as nine code points are no password of eight."""
    thu.account.set_unusable_password()
    thu.account.save()
    thu.come_in()
    short = as_("NFD", "ậấễ")
    page = thu.post("/account/password/new/", {"password1": short, "password2": short})
    assert page.status_code == 422
    done = thu.post("/account/password/new/", {"password1": as_("NFD", NEW), "password2": as_("NFC", NEW)})
    assert done.status_code == 302, "typed twice in two forms it is the same"


def test_the_current_password_is_taken_in_either_form(thu):
    from conftest import PASSWORD

    given = {"oldpassword": as_("NFD", PASSWORD), "password1": NEW, "password2": NEW}
    assert thu.post("/account/password/", given).status_code == 302


def test_confirming_who_one_is_takes_either_form(thu):
    from conftest import PASSWORD

    done = thu.post("/account/confirm/", {"password": as_("NFD", PASSWORD), "next": "/account/"})
    assert done.url == "/account/"


@pytest.mark.parametrize("spell", [str, lambda code: "".join(chr(ord(c) - 48 + 0xFF10) for c in code)])
def test_an_apps_code_is_read_in_full_width_digits_too(thu, log_in, english, spell):
    secret = generate_totp_secret()
    TOTP.activate(thu.account, secret)
    with time_machine.travel(timezone.now(), tick=False):
        log_in("thu")
        code = spell(code_now(secret))
        assert english.post("/account/two-step/enter/", {"code": code}).status_code == 302


@pytest.mark.parametrize("typed", ["123 456", "１２３４５６", "١٢٣٤٥٦", "123\u200b456", "123-456"])
def test_digits_are_digits(typed):
    assert "".join(sign for sign in read_digits(typed) if sign.isalnum()) == "123456"


@given(st.text(max_size=60))
def test_one_form_is_stable_and_the_same_for_all_canonical_spellings(text):
    once = opaque(text)
    assert opaque(once) == once
    for form in FORMS:
        assert opaque(as_(form, text)) == once
        assert read_code(as_(form, text)) == read_code(text)
