"""The header of every page: whom one acts for there, what is new, and help; for every role, and where a page
is not found or something was refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import appoint, make_person
from django.test import Client
from django.urls import reverse
from tests.test_doors import PEOPLE, World, address, client_of, method_of, name_of, table, urls

from sotay.kernel.actor import Role
from sotay.notify import actions, queries, words
from sotay.reports.tests import stories

DRAWN_FOR_NOBODY = {"portal:offline"}
WITHOUT_BAR = {"account_login", "account_inactive"}
"""Where somebody who is logged in is shown no page of their own."""
HELP = re.compile(r'<a class="tool" href="/help/[^"]+/" data-dialog="page-help"')
BELL = re.compile(r'<a class="tool" href="/notices/"')
WHERE = re.compile(r'<p class="where">(.*?)</p>', re.DOTALL)


def where(text: str) -> list[str]:
    """Whom the reader acts for, and what else the page is about."""
    found = unescape(re.sub(r"<[^>]+>", "", WHERE.search(text)[1])).strip()
    return found.split(" › ") if found else []


@pytest.fixture
def world(house, request, caplog):
    caplog.set_level("ERROR", logger="django.request")
    people = {name: request.getfixturevalue(name) for name in PEOPLE if name != "nobody"}
    return World(house, {"nobody": SimpleNamespace(client=Client()), **people})


def pages_of(world: World, name: str) -> Iterator[tuple[str, str]]:
    """Every whole page somebody can open by its address, by the table of doors."""
    known = dict(urls())
    place, who = PEOPLE.index(name), client_of(world, name)
    for door, statuses in table().items():
        if method_of(door) == "POST" or statuses[place] != "200":
            continue
        answer = who.get(address(world, name_of(door).split()[0], known[name_of(door).split()[0]]))
        whole = answer.headers.get("Content-Type", "").startswith("text/html") and b"<html" in answer.content
        if whole and not answer.streaming:
            yield door, answer.content.decode()


@pytest.mark.parametrize("name", PEOPLE)
def test_every_page_has_help_and_a_bell(name, world):
    wrong = []
    for door, text in pages_of(world, name):
        if not HELP.search(text) and door not in DRAWN_FOR_NOBODY:
            wrong.append(f"{door}: no help")
        if bool(BELL.search(text)) != (name != "nobody" and door not in DRAWN_FOR_NOBODY):
            wrong.append(f"{door}: bell")
        if text.count('id="page-help"') > 1:
            wrong.append(f"{door}: help twice")
    assert wrong == []


WARD, PROVINCE = "Đảng ủy phường Bình Minh", "Đảng bộ tỉnh Sông Mã"
CELL, NEIGHBOUR, FAR = "Chi bộ tổ dân phố Hòa Bình", "Chi bộ tổ dân phố Nam Sơn", "Chi bộ thôn Đông"
ACTS_FOR = {
    # whoever works for an office sits in a cell as well; the office is what they act for
    "binh": {WARD},
    "tinh": {"Tỉnh ủy Sông Mã"},
    "thu": {CELL},
    "an": {CELL},
    "chi": {NEIGHBOUR, CELL},  # sits in the one, oversees the other
    "dung": {FAR},
    "van": {"Đảng bộ phường Bình Minh"},
}


@pytest.mark.parametrize("name", [name for name in PEOPLE if name != "nobody"])
def test_the_header_names_whom_one_acts_for_on_every_page(name, world):
    wrong = {}
    for door, text in pages_of(world, name):
        named = where(text)
        if door not in DRAWN_FOR_NOBODY and (not named or named[0] not in ACTS_FOR[name]):
            wrong[door] = named
    assert wrong == {}


def test_a_page_about_another_unit_names_both(house, thu, binh, chi):
    meeting = stories.set_up(house.cell, thu.actor)
    step = reverse("meetings:step", args=[meeting.pk, "prepare"])
    assert where(binh.get(step).text) == [WARD, CELL]
    assert where(chi.get(step).text) == [CELL]
    assert where(thu.get(step).text) == [CELL]
    assert where(binh.get("/").text) == [WARD]
    assert where(chi.get("/").text) == [NEIGHBOUR]


def test_somebody_of_a_wards_office_acts_for_their_own_cell_on_its_pages(house, binh):
    """Bình works for the ward's office and is secretary of the cell he sits in."""
    appoint(house.neighbour, Role.SECRETARY, binh.member)
    meeting = stories.set_up(house.neighbour, binh.actor)
    assert where(binh.get(reverse("meetings:step", args=[meeting.pk, "prepare"])).text) == [NEIGHBOUR]
    assert where(binh.get("/").text) == [WARD]


def test_nobody_is_named_to_nobody(client, db):
    assert where(client.get("/help/").text) == []


@pytest.mark.parametrize("path", ["/no-such-page/", "/meetings/018f0000-0000-7000-8000-000000000000/"])
def test_a_page_that_is_not_found_keeps_bell_help_and_name(path, an, caplog):
    caplog.set_level("ERROR", logger="django.request")
    answer = an.get(path)
    assert answer.status_code == 404
    assert BELL.search(answer.text)
    assert HELP.search(answer.text)
    assert where(answer.text) == [CELL]


def test_a_refusal_keeps_them_too(house, thu, lam):
    meeting = stories.set_up(house.cell, thu.actor)
    answer = thu.post(reverse("meetings:report", args=[meeting.pk]))
    assert answer.status_code == 409
    assert BELL.search(answer.text)
    assert HELP.search(answer.text)


# the bell


@pytest.fixture(autouse=True)
def _sentences():
    words.NOTICE_SENTENCES.register({"test.hello": "Hello %(name)s"})


def tell(person: Any, n: int = 1) -> None:
    whom = person.member.pk if person.member else person.account.pk
    for number in range(n):
        actions.tell([whom], "test.hello", "/tasks/", name=str(number))


def test_the_bell_counts_and_says_the_number_in_words(an):
    text = an.get("/help/").text
    assert "Thông báo: không có gì mới" in text
    assert "count-badge" not in text
    tell(an, 3)
    text = an.get("/help/").text
    assert '<span class="count-badge" aria-hidden="true">3</span>' in text
    assert '<span class="sr-only">3 thông báo chưa đọc</span>' in text
    assert '<span class="sr-only">3 unread notices</span>' in an.get("/help/?lang=en").text
    tell(an, 120)
    assert '<span class="count-badge" aria-hidden="true">99+</span>' in an.get("/help/?lang=vi").text


def test_an_account_of_nobody_is_told_as_a_member_is(house, thu, lam, an, van):
    """A ward's office that logs in by an account of its own gets what arrives, and so would an operator."""
    office = make_person("phuong", display_name="Văn phòng Đảng ủy phường")
    appoint(house.ward, Role.WARD_OFFICE, account=office.account)
    stories.whole(house.cell, thu.actor)
    told = [notice.code for notice in queries.unread(office.actor)]
    assert {"petition.waiting"} <= set(told)
    assert any(code.startswith("meeting.reported") for code in told)
    assert BELL.search(office.get("/").text)
    assert f"{len(told)} thông báo chưa đọc" in office.get("/").text
    tell(van)
    assert "1 thông báo chưa đọc" in van.get("/").text
    mine = queries.of(van.actor).get()
    assert an.get(mine.get_absolute_url()).status_code == 404
    assert van.get(mine.get_absolute_url()).url == "/tasks/"
    assert not queries.unread(van.actor).exists()


def test_today_shows_the_newest_three_unread(an):
    tell(an, 5)
    card = an.get("/?lang=en").text.partition('id="new-notices"')[2].partition("</section>")[0]
    assert "5 unread notices" in card
    assert [f"Hello {number}" in card for number in range(5)] == [False, False, True, True, True]


def test_a_page_marks_what_led_to_it_as_read(an, thu, house):
    tell(an)
    an.get("/help/")
    assert queries.unread(an.actor).exists()
    an.get("/tasks/")
    assert not queries.unread(an.actor).exists()
