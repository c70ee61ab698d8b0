"""Template tags: dates, figures, names, and what the navigation shows to whom."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from sotay.kernel.actor import Actor, Grant, Role
from sotay.kernel.figures import per_cent
from sotay.kernel.paging import page_of
from sotay.kernel.periods import Month, PartialDate


def draw(text: str, path: str = "/", **context: object) -> str:
    return Template(text).render(Context({"request": RequestFactory().get(path), **context}))


def actor(*roles: Role) -> Actor:
    return Actor(uuid4(), None, "Lê Thị Thu", tuple(Grant(role, uuid4(), "000001") for role in roles))


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("{{ it|day }}", date(2026, 2, 3), "03/02/2026"),
        ("{{ it|day }}", PartialDate(1958, 5), "05/1958"),
        ("{{ it|day }}", None, "–"),
        ("{{ it|month }}", Month(2026, 12), "12/2026"),
        ("{{ it|month }}", date(2026, 2, 3), "02/2026"),
        ("{{ it|clock }}", datetime(2026, 12, 3, 12, 30, tzinfo=UTC), "19:30"),
        ("{{ it|moment }}", datetime(2026, 12, 3, 17, 30, tzinfo=UTC), "00:30, 04/12/2026"),
        ("{{ it|day }}", datetime(2026, 12, 3, 17, 30, tzinfo=UTC), "04/12/2026"),
        ("{{ it|weekday }}", date(2026, 12, 2), "Thứ Tư, 02/12/2026"),
        ("{{ it|percent }}", 0.942, "94,2%"),
        ("{{ it|percent }}", 1, "100%"),
        ("{{ it|percent }}", None, "–"),
        ("{{ it|number }}", 5600000, "5.600.000"),
        ("{{ it|number:1 }}", 1234.5, "1.234,5"),
        ("{{ it|initials }}", "Lê Thị Thu", "LT"),
        ("{{ it|initials }}", "Ẩn", "Ẩ"),
        ("{{ it|initials }}", "", "?"),
    ],
)
def test_values_as_people_here_write_them(text: str, value: object, shown: str) -> None:
    with translation.override("vi"):
        assert draw(text, it=value) == shown


def test_figures_in_english() -> None:
    with translation.override("en"):
        assert draw("{{ it|percent }} {{ big|number }}", it=0.942, big=5600000) == "94.2% 5,600,000"


def test_an_icon_is_decoration_unless_it_speaks() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "clock" %}')
    assert 'role="img" aria-label="Late"' in draw('{% icon "clock" "" "Late" %}')


def test_a_chip_escapes_its_words() -> None:
    assert draw('{% chip "ok" it %}', it="<b>") == '<span class="chip ok">&lt;b&gt;</span>'


def test_the_query_string_keeps_what_was_not_changed() -> None:
    assert draw("{% query_with page=2 %}", "/?q=duc&page=1") == "?q=duc&amp;page=2"
    assert draw('{% query_with page="" %}', "/?q=duc&page=1") == "?q=duc"


def test_may_and_holds_ask_the_actor() -> None:
    text = '{% may "CONDUCT" unit as yes %}{{ yes }} {% holds "secretary" as leads %}{{ leads }}'
    unit = SimpleNamespace(path="000001")
    assert draw(text, actor=actor(Role.SECRETARY), unit=unit) == "True True"
    assert draw(text, actor=actor(Role.MEMBER), unit=unit) == "False False"
    assert draw(text, actor=None, unit=unit) == "False False"


def test_nobody_sees_no_navigation() -> None:
    assert draw("{% main_places as places %}{{ places|length }}") == "0"


def test_an_address_that_does_not_exist_is_empty() -> None:
    assert draw('{% address "no:such" "nor:this" %}') == ""


def test_a_message_carries_its_way_back() -> None:
    plain = Message(messages.SUCCESS, "Done")
    undoable = Message(messages.SUCCESS, "Done", extra_tags="undo:/meetings/1/undo")
    assert draw("{{ it|undo_url }}", it=plain) == ""
    assert draw("{{ it|undo_url }}", it=undoable) == "/meetings/1/undo"


@pytest.mark.parametrize(("asked", "got"), [("2", 2), ("999", 3), ("x", 1), ("", 1), ("-1", 3)])
def test_a_page_that_does_not_exist_is_the_nearest(asked: str, got: int) -> None:
    request = RequestFactory().get("/", {"page": asked})
    assert page_of(list(range(25)), request, size=10).number == got


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Fraction(9, 16), "56.3"),
        (Fraction(1, 3), "33.3"),
        (0.942, "94.2"),
        (1, "100"),
        (0, "0"),
        (0.0005, "0.1"),
    ],
)
def test_halves_are_rounded_up(share, shown):
    assert per_cent(share) == shown
