"""Attacks on the doors of log-in, and on what an operator may learn from what happened."""

from __future__ import annotations

import pytest
from django.test import Client

from sotay.accounts.models import Account
from sotay.audit import actions as audit

DEEP = "[" * 100_000


@pytest.mark.parametrize("credential", [DEEP, "{" + '"a":' * 1, '"' + "A" * 10_000 + '"', "9" * 5000, "NaN"])
def test_a_passkey_made_to_exhaust_the_reader_is_refused(db, client, credential):
    answer = client.post("/account/passkeys/login/", {"credential": credential})
    assert answer.status_code == 302


def test_a_session_cookie_no_browser_sends_is_no_session(db):
    client = Client()
    client.cookies["sessionid"] = "aaaaaaaaaaaa\x00"  # travels as "\000" between quotes
    assert client.get("/account/login/").status_code == 200
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("name", ["\x00", "ﷺ" * 250, "A" * 254, "' OR 1=1 --", "\u202ethu", "٣" * 200])
def test_names_of_every_kind_are_only_wrong(db, client, name):
    for _ in range(2):
        answer = client.post("/account/login/", {"login": name, "password": "mật khẩu sai"})
        assert answer.status_code in {200, 422, 429}


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_logging_in_leads_nowhere_else(thu, client, to):
    client.post("/account/logout/", {"next": to})
    for answer in (
        client.post(f"/account/login/?next={to}", {"login": "thu", "password": "mật khẩu để thử 1"}),
        thu.get("/account/login/", {"next": to}),
        thu.post("/account/logout/", {"next": to}),
        client.get("/", {"next": to, "lang": "en"}),
    ):
        assert "evil" not in answer.get("Location", "").partition("?")[0]
        assert not answer.get("Location", "").startswith("javascript")


def test_no_page_can_be_framed_and_none_takes_a_post_without_its_token(thu, house):
    page = thu.get("/")
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = thu.cookies
    for door in (
        f"/meetings/set-up/{house.cell.pk}/",
        "/members/roster/",
        "/account/logout/",
        "/notices/read",
    ):
        assert strict.post(door).status_code == 403


def test_the_operator_learns_of_units_and_accounts_but_not_of_people_and_meetings(house, thu, van, binh, an):
    told = {
        "account.slip_issued": {"name": "Tên một người"},
        "unit.edited": {"name": "Chi bộ", "fields": []},
        "member.appointed": {"name": "Tên", "role": "Bí thư", "unit": "Chi bộ", "on": "01/01/2026"},
        "member.left": {"name": "Bà Kín", "on": "01/01/2026", "reason": "Khai trừ"},
        "meeting.item_added": {"title": "Xem xét kỷ luật"},
        "task.dropped": {"text": "Việc kín", "because": "chuyện kín"},
        "invitation.cannot_for": {"name": "Bà Kín"},
    }
    for code, data in told.items():
        audit.record(thu.actor, code, an.member, **data)

    def codes(person) -> set[str]:
        return {line.code for line in person.get(f"/audit/of/{house.cell.pk}/").context["page"]}

    assert codes(thu) == codes(binh) == set(told)
    assert codes(van) == {"account.slip_issued", "unit.edited", "member.appointed"}
    page = van.get(f"/audit/about/{an.member.pk}/").content.decode()
    assert "Bà Kín" not in page
    assert "kỷ luật" not in page


def test_a_closed_account_and_a_member_who_left_are_out_at_once(thu, an, lam):
    assert thu.get("/").status_code == lam.get("/").status_code == 200
    Account.objects.filter(pk=lam.account.pk).update(is_active=False)
    assert lam.get("/").status_code == 302
    an.member.left_on = an.member.admitted_on.earliest
    an.member.save()
    assert an.get("/").status_code == 302


def test_an_ended_appointment_ends_what_it_allowed(thu, house, an):
    thu.member.appointments.update(until_on=thu.member.appointments.get().from_on)
    assert thu.get(f"/members/{an.member.pk}/").status_code == 404
    assert thu.post(f"/meetings/set-up/{house.cell.pk}/").status_code == 404
    assert thu.post(f"/account/{an.account.pk}/password/").status_code == 404


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://testserver/meetings/?page=2", "/meetings/%3Fpage%3D2"),
        ("http://evil.example/meetings/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_a_log_in_that_ran_out_leads_back_to_the_page_with_the_form(thu, client, came_from, back):
    """What a form is sent to is no page: it answered 405, and a browser says that in words of its own."""
    sent = client.post("/notices/read", {"text": "Đã gõ"}, headers={"Referer": came_from})
    assert sent.url == f"/account/login/?next={back}"
    by_htmx = {"Referer": came_from, "HX-Request": "true"}
    assert client.post("/notices/read", headers=by_htmx)["HX-Redirect"] == sent.url


def test_an_address_for_forms_has_words_for_who_opens_it(thu, house):
    answer = thu.get(f"/meetings/set-up/{house.cell.pk}/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert 'href="/"' in answer.content.decode()


def test_the_page_a_phone_keeps_beyond_a_log_out_names_nobody(thu):
    kept = thu.get("/offline/").content.decode()
    assert str(thu.account.pk) not in kept
    assert "csrf" not in kept.lower()
    assert "data-who" not in kept


@pytest.mark.parametrize("address", ["https://[", "https://example.org/", "//[", "http://[::1"])
def test_nobody_is_led_elsewhere_by_logging_out(thu, address):
    answer = thu.post("/account/logout/", {"next": address})
    assert answer.status_code == 302
    assert answer.url.startswith("/")
    assert not answer.url.startswith("//")
