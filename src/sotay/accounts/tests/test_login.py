"""At the door: names and passwords, and what a stranger can learn there."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from sotay.accounts import actions
from sotay.audit.models import AuditLine

from .conftest import PASSWORD

LOGIN = "/account/login/"


@pytest.mark.parametrize("name", ["thu", "Thu", " THU ", "01000001", "01.000.001", "０１０００００１"])
def test_people_log_in_by_username_or_card_number(thu, log_in, name):
    assert log_in(name).url == "/"


def test_one_goes_where_one_was_going(thu, log_in):
    assert log_in("thu", next="/account/sessions/").url == "/account/sessions/"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:evil"],
)
def test_nobody_is_sent_to_another_site(thu, log_in, elsewhere):
    assert log_in("thu", next=elsewhere).url == "/"


def test_a_log_in_starts_a_fresh_session(thu, english, log_in):
    english.get(LOGIN)
    english.session["planted"] = True
    english.session.save()
    before = english.session.session_key
    log_in("thu")
    assert english.session.session_key != before


def test_staying_logged_in_is_asked_for(thu, english, log_in):
    log_in("thu")
    assert english.session.get_expire_at_browser_close()
    english.logout()
    log_in("thu", remember="on")
    assert english.session.get_expiry_age() == 60 * 24 * 3600


def test_wrong_name_and_wrong_password_read_the_same(thu, log_in):
    wrong_password, wrong_name = log_in("thu", "sai"), log_in("nobody", "sai")
    said = [page.context["form"].non_field_errors() for page in (wrong_password, wrong_name)]
    assert said[0] == said[1]
    assert "The name or the password is not right" in wrong_password.content.decode()


def test_a_card_number_shared_by_mistake_opens_neither_account(thu, an, log_in):
    an.member.member_card_no = thu.member.member_card_no
    an.member.save()
    assert log_in("01000001").status_code == 200


def test_a_house_full_of_addresses_is_one_place(thu, english):
    """An IPv6 line brings 2**64 of them; a new one for each try was never paused."""
    tries = [
        english.post(LOGIN, {"login": "thu", "password": "sai"}, REMOTE_ADDR=f"2001:db8:1:2::{n:x}")
        for n in range(8)
    ]
    assert [each.status_code for each in tries] == [200] * 7 + [429]
    next_door = {"REMOTE_ADDR": "2001:db8:1:3::1"}
    assert english.post(LOGIN, {"login": "thu", "password": PASSWORD}, **next_door).status_code == 302


@pytest.mark.parametrize(
    ("seen", "place"), [("203.0.113.9", "203.0.113.9"), ("::ffff:203.0.113.9", "203.0.113.9")]
)
def test_an_address_of_the_old_kind_stays_as_it_is(rf, seen, place):
    from sotay.accounts.lockout import client_address

    assert client_address(rf.get("/", REMOTE_ADDR=seen)) == place


def test_behind_the_proxy_the_address_it_saw_counts(rf, settings):
    from sotay.accounts.lockout import client_address

    request = rf.get("/", HTTP_X_FORWARDED_FOR="1.1.1.1, 203.0.113.9", REMOTE_ADDR="10.0.0.1")
    settings.HTTPS = False
    assert client_address(request) == "10.0.0.1"
    settings.HTTPS = True
    assert client_address(request) == "203.0.113.9"


def test_who_has_left_cannot_log_in_and_is_out_at_once(an, log_in):
    assert an.get("/account/").status_code == 200
    an.member.left_on = timezone.localdate()
    an.member.save()
    assert an.get("/account/").status_code == 302
    assert log_in("an").status_code == 200
    assert an.actor.grants == ()


def test_an_ended_appointment_loses_its_reach_on_the_next_request(thu, house):
    page = f"/account/of/{house.cell.pk}/"
    assert thu.get(page).status_code == 200
    thu.member.appointments.update(until_on=timezone.localdate())
    assert thu.get(page).status_code == 404


def test_a_closed_account_is_out_everywhere_at_once(an, thu, log_in):
    actions.close_account(by=thu.actor, account=an.account)
    assert an.get("/account/").status_code == 302
    assert log_in("an").status_code == 200


def test_logging_out_takes_a_post_with_a_token(thu):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(thu.account, backend="sotay.accounts.backends.NameOrCard")
    assert careful.get("/account/logout/").status_code == 200
    assert careful.post("/account/logout/").status_code == 403
    assert careful.get("/account/").status_code == 200


def test_logging_in_takes_a_token_too(thu):
    careful = Client(enforce_csrf_checks=True)
    assert careful.post(LOGIN, {"login": "thu", "password": PASSWORD}).status_code == 403


def test_nobody_signs_up_and_nobody_is_asked_for_an_email(db, client):
    for page in ["signup/", "email/", "password/reset/", "confirm-email/", "login/code/"]:
        assert client.get(f"/account/{page}").status_code in {302, 404}
    page = client.get(LOGIN).content.decode().lower()
    assert "email" not in page
    assert "signup" not in page


def test_the_log_in_page_is_in_vietnamese_first(db, client):
    page = client.get(LOGIN)
    assert page.headers["Content-Language"] == "vi"
    assert client.get(f"{LOGIN}?lang=en").headers["Content-Language"] == "en"


def test_a_log_in_leaves_a_line(thu, log_in):
    log_in("thu")
    assert AuditLine.objects.get(code="account.logged_in").account_id == thu.account.pk


def test_a_request_costs_few_queries_to_know_who_asks(thu, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        thu.get("/account/password/")
