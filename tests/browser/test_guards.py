"""Pages that guard something: a pause, a slip that asks for its name, passkeys by address, numbers twice."""

from __future__ import annotations

import pytest
from conftest import make_member
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from browser.story import Say
from sotay.members import actions

say = Say("vi")
pytestmark = pytest.mark.looks


def test_a_pause_says_until_when_and_a_passkey_that_the_address_is_the_cause(an, visit, look):
    page = visit()
    page.goto(reverse("account_login"))
    expect(page.get_by_text("127.0.0.1")).to_be_visible()
    look(page, "no-passkey-at-numbers")
    for _time in range(8):
        Client().post(reverse("account_login"), {"login": "an", "password": "sai"})
    page.get_by_label(say("Username or Party-card number")).fill("an")
    page.get_by_label(say("Password"), exact=True).fill("sai")
    page.get_by_role("button", name=say("Log in"), exact=True).click()
    expect(page.get_by_role("heading", name=say("Please wait a little"))).to_be_visible()
    look(page, "paused")


def test_a_slip_asks_for_its_name_after_many_wrong_codes(an, visit, look):
    for n in range(30):
        Client().post(reverse("accounts:slip"), {"code": "CFHJK MNPRT"}, REMOTE_ADDR=f"198.51.100.{n}")
    page = visit()
    page.goto(reverse("accounts:slip"))
    expect(page.get_by_label(say("Username or Party-card number"))).to_be_visible()
    look(page, "name-of-the-slip")


def test_numbers_recorded_twice_and_who_looked(house, an, binh, visit, look):
    make_member(house.neighbour, "Trần Văn Bảy", "05000001")
    day = timezone.localdate()
    new = actions.add(
        by=an.actor, cell=house.cell, full_name="Lê Văn Mới", from_on=day, member_card_no="5000001"
    )
    page = visit(binh, reverse("units:unit", args=[house.ward.pk]))
    page.get_by_role("link", name=say("See whose they are")).click()
    look(page, "numbers-twice")
    page.goto(reverse("members:leave", args=[new.pk]))
    page.get_by_label(say("Expelled")).check()
    look(page, "leaving-with-a-decision")
    page.goto(reverse("members:member", args=[an.member.pk]))
    own = visit(an, reverse("members:member", args=[an.member.pk]))
    own.get_by_role("link", name=say("Who looked at my record")).click()
    expect(own.get_by_text("Trần Văn Bình").first).to_be_visible()
    look(own, "who-looked")


def test_confirming_by_slip(an, visit, look):
    an.account.set_unusable_password()
    an.account.save()
    an.come_in()
    page = visit(an, reverse("accounts:confirm_by_slip"))
    look(page, "confirm-by-slip")
