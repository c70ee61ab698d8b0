"""The interface for programs: tokens, their scopes and their end, pages by cursor, limits, refusals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from conftest import Person, appoint, make_unit
from django.test import Client
from django.utils import timezone
from kept import kept

from sotay.accounts import actions as accounts
from sotay.audit.models import AuditLine
from sotay.integration import actions
from sotay.integration.models import Token
from sotay.kernel.actor import Role
from sotay.kernel.api import Scope
from sotay.members.models import Appointment
from sotay.units.models import Kind

ALL = tuple(Scope.values)


class Program(Client):
    """A program with a token; `code` and `data` are what it was last answered."""

    def __init__(self, secret: str, language: str = "en") -> None:
        super().__init__(headers={"authorization": f"Bearer {secret}", "accept-language": language})

    def ask(self, path: str, **query: Any) -> tuple[int, Any]:
        response = self.get(f"/api/v1{path}", query)
        return response.status_code, response.json() if response.content else None


def token_of(person: Person, *scopes: str, days: int = 30) -> str:
    until = timezone.localdate() + timedelta(days=days)
    _token, secret = actions.make_token(
        by=person.actor, account=person.account, name="Chương trình", scopes=scopes or ALL, until=until
    )
    return secret


def program(person: Person, *scopes: str, **more: Any) -> Program:
    return Program(token_of(person, *scopes), **more)


def test_a_token_lets_in_as_its_person(thu):
    status, told = program(thu).ask("/me")
    assert status == 200
    assert (told["name"], told["member"]) == ("Lê Thị Thu", str(thu.member.pk))
    assert {role["role"] for role in told["roles"]} == {"secretary", "member"}


def test_nobody_gets_a_sentence_and_no_redirect(db):
    response = Client(headers={"accept-language": "vi-VN,vi;q=0.9"}).get("/api/v1/me")
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["detail"].startswith("Đồng chí")
    assert response["Content-Language"] == "vi"


@pytest.mark.parametrize(
    ("header", "word"),
    [
        ("Bearer", "Write the header"),
        ("Bearer a b", "Write the header"),
        ("Basic abc", "Write the header"),
        ("sotay_x", "Write the header"),
        ("Bearer " + "x" * 5000, "Write the header"),
        ("Bearer sotay_unknown", "not known"),
        ("Bearer \ud800", "not known"),
    ],
)
def test_a_header_that_is_none_is_told_so(db, header, word):
    response = Client(headers={"accept-language": "en"}).get("/api/v1/me", HTTP_AUTHORIZATION=header)
    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")
    assert word in response.json()["detail"]


def test_a_bad_token_is_not_helped_by_a_session(thu):
    assert thu.get("/api/v1/me").status_code == 200
    assert thu.get("/api/v1/me", headers={"authorization": "Bearer sotay_x"}).status_code == 401


def test_a_scope_limits_what_the_person_may_read(thu):
    asks = program(thu, "me")
    assert asks.ask("/me")[0] == 200
    status, told = asks.ask("/units")
    assert status == 403
    assert "units" in told["detail"]


def test_the_secret_is_shown_once_and_only_its_digest_kept(thu):
    thu.confirm()
    until = (timezone.localdate() + timedelta(days=10)).strftime("%d/%m/%Y")
    page = thu.post("/programs/", {"name": "Bảng tin", "scopes": ["me", "units"], "until": until})
    token = Token.objects.get()
    secret = page.context["made"][1]
    assert secret in page.content.decode()
    assert secret.startswith(token.start)
    assert secret not in thu.get("/programs/").content.decode()
    assert secret not in str(Token.objects.values()[0])
    assert Program(secret).ask("/units")[0] == 200
    assert not AuditLine.objects.filter(data__icontains=secret).exists()


def test_making_a_token_asks_first_who_one_is(thu):
    assert thu.get("/programs/").status_code == 200
    for response in (thu.get("/programs/", {"make": "1"}), thu.post("/programs/", {"name": "x"})):
        assert response.status_code == 302
        assert "confirm" in response["Location"]
    assert not Token.objects.exists()


@pytest.mark.parametrize("days", [-1, 4000])
def test_a_token_lives_no_longer_than_the_operator_allows(thu, settings, days):
    settings.TOKEN_DAYS = 90
    thu.confirm()
    until = (timezone.localdate() + timedelta(days=days)).strftime("%d/%m/%Y")
    page = thu.post("/programs/", {"name": "x", "scopes": ["me"], "until": until})
    assert page.status_code == 422
    assert not Token.objects.exists()


def test_a_token_expires(thu):
    asks = program(thu, days=3) if False else Program(token_of(thu, days=3))
    with time_machine.travel(timezone.now() + timedelta(days=5)):
        status, told = asks.ask("/me")
    assert status == 401
    assert "expired" in told["detail"]


def test_a_token_that_is_ended_while_a_list_is_paged_is_told_so(binh):
    asks = program(binh)
    status, first = asks.ask("/units", limit=1)
    assert (status, len(first["items"])) == (200, 1)
    binh.post(f"/programs/tokens/{Token.objects.get().pk}/end/")
    status, told = asks.ask("/units", limit=1, cursor=first["next"])
    assert status == 401
    assert "ended" in told["detail"]


def test_nobody_ends_or_sees_a_token_of_another(thu, lam, van):
    token_of(thu)
    token = Token.objects.get()
    for person in (lam, van):
        assert person.post(f"/programs/tokens/{token.pk}/end/").status_code == 404
        assert token.start not in person.get("/programs/").content.decode()
    token.refresh_from_db()
    assert token.ended_at is None


def test_tokens_end_with_the_log_ins_of_the_account(thu, an, binh):
    def ends(operation) -> bool:
        asks = program(an)
        assert asks.ask("/me")[0] == 200
        operation()
        return asks.ask("/me")[0] == 401

    an.account.refresh_from_db()
    assert ends(lambda: an.post("/account/sessions/end-others/"))
    assert ends(lambda: accounts.reset_password(by=thu.actor, account=an.account))
    an.account.must_change_password = False
    an.account.save()
    assert ends(lambda: accounts.set_password(by=an.actor, account=an.account, password="mật khẩu mới 9"))
    assert ends(lambda: accounts.close_account(by=thu.actor, account=an.account))
    accounts.reopen(by=thu.actor, account=an.account)
    assert Token.objects.filter(ended_at=None).count() == 0, "what ended does not come back"
    lines = AuditLine.objects.filter(code="token.all_ended")
    assert lines.count() == 4
    assert {line.actor_name for line in lines} == {"Nguyễn Văn An", "Lê Thị Thu"}


def test_a_token_ends_with_the_role_it_was_made_in(house, binh):
    asks = program(binh)
    assert asks.ask("/units")[0] == 200
    Appointment.objects.filter(member=binh.member, role=Role.WARD_OFFICE).update(
        until_on=timezone.localdate()
    )
    status, told = asks.ask("/units")
    assert status == 401
    assert "role" in told["detail"]
    assert Token.objects.get().ended_by == Token.Ended.ROLE_ENDED
    appoint(house.ward, Role.WARD_OFFICE, binh.member)
    assert asks.ask("/units")[0] == 401, "it stays ended"


def test_a_token_of_who_left_opens_nothing(an):
    asks = program(an)
    an.member.left_on = timezone.localdate()
    an.member.save()
    assert asks.ask("/me")[0] == 401


@time_machine.travel("2026-12-01T01:00:30Z", tick=False)
def test_requests_of_a_minute_are_counted_for_all_workers(thu, an, settings):
    settings.API_PER_MINUTE = 3
    asks, other = program(thu), program(an)
    assert [asks.ask("/me")[0] for _ in range(4)] == [200, 200, 200, 429]
    response = asks.get("/api/v1/me")
    assert response["Retry-After"] == "30"
    assert "Wait 30 seconds" in response.json()["detail"]
    assert other.ask("/me")[0] == 200, "each token has its own"
    with time_machine.travel("2026-12-01T01:01:00Z", tick=False):
        assert asks.ask("/me")[0] == 200


@kept
def wide(house, binh) -> Any:
    for number in range(10, 22):
        make_unit(house.ward, number, Kind.CELL, f"38.168.{number:03d}", f"Chi bộ số {number}")


def test_pages_give_every_row_once_whatever_comes_in(wide, house, binh):
    asks, seen, cursor, added = program(binh), [], "", 0
    while True:
        status, told = asks.ask("/units", limit=4, cursor=cursor)
        assert status == 200
        seen += [row["code"] for row in told["items"]]
        added += 1
        make_unit(house.ward, 200 - added, Kind.CELL, f"38.168.9{added:02d}", f"Chi bộ thêm {added}")
        cursor = told["next"]
        if cursor is None or added > 12:
            break
    assert len(seen) == len(set(seen))
    assert {f"38.168.{number:03d}" for number in range(10, 22)} <= set(seen)


def test_a_cursor_is_of_its_list_its_filters_and_its_person(wide, binh, chi, thu):
    cursor = program(binh).ask("/units", limit=1)[1]["next"]
    for asks, query in (
        (program(binh), {"cursor": cursor, "kind": "cell"}),
        (program(thu), {"cursor": cursor}),
        (program(binh), {"cursor": cursor[:-2]}),
        (program(binh), {"cursor": "x"}),
    ):
        status, told = asks.ask("/units", **query)
        assert status == 422
        assert "cursor" in told["detail"]
    assert program(binh).ask("/units", cursor=cursor, limit=7)[0] == 200, "another size is no other list"


@pytest.mark.parametrize("limit", ["10000", "0", "-1", "x"])
def test_a_size_beyond_the_bounds_is_told(binh, limit):
    status, told = program(binh).ask("/units", limit=limit)
    assert status == 422
    assert told["errors"][0]["where"] == "limit"
    assert told["detail"].startswith("limit: ")


def test_what_did_not_change_is_not_sent_again(binh):
    asks = program(binh)
    first = asks.get("/api/v1/units")
    again = asks.get("/api/v1/units", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_method_that_is_not_taken_is_a_problem_too(binh):
    response = program(binh).delete("/api/v1/units")
    assert (response.status_code, response["Allow"]) == (405, "GET")
    assert response["Content-Type"] == "application/problem+json"


def test_a_session_writes_only_with_its_page(thu):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = thu.cookies
    assert strict.get("/api/v1/me").status_code == 200
