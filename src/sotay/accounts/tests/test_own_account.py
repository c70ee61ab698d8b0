"""What people do to their own log-in: passwords, slips instead of them, devices, their data."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from sotay.accounts import actions
from sotay.audit.models import AuditLine

from .conftest import PASSWORD

NEW = {"password1": "bốn mùa xanh lá", "password2": "bốn mùa xanh lá"}


@pytest.fixture
def issued(an, thu, log_in, english):
    """`an`, logged in with a password the secretary read out."""
    log_in("an", actions.reset_password(by=thu.actor, account=an.account))
    return english


@pytest.fixture
def by_slip(an, thu, english):
    english.post("/account/slip/", {"code": actions.issue_slip(by=thu.actor, account=an.account)[1]})
    return english


@pytest.mark.parametrize(
    "page",
    [
        "/account/",
        "/account/sessions/",
        "/account/data.json",
        "/account/two-step/",
        "/audit/of/018f0000-0000-7000-8000-000000000000/",
    ],
)
def test_an_issued_password_is_replaced_before_anything_else(issued, page):
    assert issued.get(page).url == "/account/first/"


def test_the_way_out_stays_open(issued):
    assert issued.get("/account/first/").status_code == 200
    assert issued.post("/account/logout/").status_code == 302


def test_a_part_of_a_page_asks_the_browser_to_go_there(issued):
    answer = issued.get("/account/sessions/", HTTP_HX_REQUEST="true")
    assert answer.headers["HX-Redirect"] == "/account/first/"


def test_a_new_password_opens_everything_and_this_device_stays(an, issued, log_in):
    assert issued.post("/account/password/new/", NEW).url == "/"
    assert issued.get("/account/").status_code == 200
    issued.post("/account/logout/")
    assert log_in("an", NEW["password1"]).status_code == 302


@pytest.mark.parametrize(
    ("password", "again"),
    [
        ("ngắn", "ngắn"),
        ("12345678901", "12345678901"),
        ("password", "password"),
        ("bốn mùa xanh", "bốn mùa vàng"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused(issued, password, again):
    page = issued.post("/account/password/new/", {"password1": password, "password2": again})
    assert page.status_code == 422
    assert issued.get("/account/").status_code == 302


def test_people_may_go_on_with_slips(an, issued, by_slip, log_in):
    assert by_slip.post("/account/first/slips/").url == "/"
    assert by_slip.get("/account/").status_code == 200
    assert by_slip.session.get_expiry_age() == 60 * 24 * 3600
    by_slip.post("/account/logout/")
    an.account.refresh_from_db()
    assert not an.account.has_usable_password()
    assert log_in("an", "").status_code == 200


def test_a_password_of_ones_own_is_not_thrown_away_by_keeping_slips(by_slip, an):
    by_slip.post("/account/first/slips/")
    an.account.refresh_from_db()
    assert an.account.check_password(PASSWORD)


def test_a_slip_lets_one_set_a_forgotten_password_for_an_hour(by_slip):
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert by_slip.get("/account/password/new/").url == "/account/password/"
    assert by_slip.post("/account/password/new/", NEW).url == "/"
    assert by_slip.get("/account/password/new/").url == "/account/password/", "and once"


def test_changing_the_password_takes_the_old_one(thu, log_in):
    thu.cookies["lang"] = "en"
    wrong = thu.post("/account/password/", {"oldpassword": "sai", **NEW})
    assert "That is not your current password" in wrong.content.decode()
    assert thu.post("/account/password/", {"oldpassword": PASSWORD, **NEW}).url == "/account/"
    assert log_in("thu", NEW["password1"]).status_code == 302
    assert AuditLine.objects.filter(code="account.password_set", account_id=thu.account.pk).count() == 1


def test_devices_are_listed_and_can_be_logged_out(an, log_in, english):
    from django.test import Client

    log_in("an")
    phone = Client(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Safari/537.36")
    phone.post("/account/login/", {"login": "an", "password": PASSWORD})
    rows = english.get("/account/sessions/").context["rows"]
    assert [(row["device"], row["current"]) for row in rows][1] == ("Chrome, Android", False)
    english.post(f"/account/sessions/{rows[1]['session'].pk}/end/")
    assert phone.get("/account/").status_code == 302
    assert english.get("/account/").status_code == 200


def test_a_list_without_devices_says_so(an):
    """Sessions begun where devices were not yet noted: the page is never blank."""
    assert "Không có máy nào khác" in an.get("/account/sessions/").content.decode()


def test_all_other_devices_at_once(an, log_in, english):
    from django.test import Client

    log_in("an")
    others = [Client(), Client()]
    for other in others:
        other.post("/account/login/", {"login": "an", "password": PASSWORD})
    english.post("/account/sessions/end-others/")
    assert [other.get("/account/").status_code for other in others] == [302, 302]
    assert english.get("/account/").status_code == 200


def test_nobody_ends_somebody_elses_session(an, thu, log_in):
    from allauth.usersessions.models import UserSession

    log_in("an")
    assert thu.post(f"/account/sessions/{UserSession.objects.get().pk}/end/").status_code == 404


def test_one_takes_ones_own_data_away(an):
    data = json.loads(an.get("/account/data.json").content)
    assert data["member"]["full_name"] == "Nguyễn Văn An"
    assert data["member"]["born_on"] == "01/05/1960"
    assert data["standings"][0]["kind"] == "full"
    assert data["account"]["username"] == "an"
    assert an.account.password not in json.dumps(data)


def test_an_operator_in_no_cell_has_data_too(van):
    data = json.loads(van.get("/account/data.json").content)
    assert data["member"] is None
    assert data["appointments"][0]["role"] == "operator"


def test_my_account_shows_roles_in_force(thu, van):
    thu.cookies["lang"] = van.cookies["lang"] = "en"
    page = thu.get("/account/").content.decode()
    assert f'Secretary, <a href="{thu.member.cell.get_absolute_url()}">Chi bộ tổ dân phố Hòa Bình</a>' in page
    assert "System operator" in van.get("/account/").content.decode()
