"""Every setting a regulation leaves to units, by odd values: whatever its form accepts breaks nothing below.

Each form is asked with each value by somebody who may set it: it answers with a sentence or accepts. What the
forms accepted is then set all at once, one value of each setting after the other, and meetings are held by
it: opened, called, voted, closed, read back, signed, printed, reported.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import zip_longest

import pytest
from conftest import House, Person
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from sotay import regulations
from sotay.kernel.actor import Can
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import preparing
from sotay.meetings.tests.halls import sign
from sotay.papers.models import IssuedPaper
from sotay.regulations import Point
from sotay.units import rules
from sotay.units.forms_settings import SetPoint, has_form
from sotay.units.models import Unit, UnitSetting
from sotay.units.settings import _checked, settings_of

BOOK = regulations.on(timezone.localdate())
POINTS = {key: point for key, point in BOOK.points.items() if point.overridable}
SET_ON_A_PAGE = sorted(key for key, point in POINTS.items() if has_form(point))
LONG = "Chủ trì hội nghị " * 60
ODD_LINES = [
    "",
    " ",
    "CHỦ TRÌ",
    "NGƯỜI GHI\nCHỦ TRÌ",
    "A\nB\nC\nD",
    "\n".join("a" for _line in range(500)),
    "\n".join("T/M CHI BỘ" for _line in range(1000)),
    LONG,
    f"{LONG[:290]}\n{LONG[:290]}",
    "<b>đậm</b>\n{{ 7*7 }} {number} #let",
    "$x$ #pagebreak() \\ \"'`\n%s %(n)s \\u0000",
    "\u202eÍL\u2066 ủ\u200b\nb\u0007ị\x1b[31m",
    "\ue000 ក 😀\nBÍ THƯ",
    "-" * 300 + "\n" + "_" * 300,
]
ODD_NUMBERS = [
    "",
    "0",
    "-1",
    "1",
    "2",
    "28",
    "30",
    "60",
    "300",
    "4000000",
    "99999999999999999999",
    "1e3",
    "2,5",
    "٣",
    "x",
    "<b>",
]
ODD: dict[str, list[str]] = {
    "integer": ODD_NUMBERS,
    "share": ["", "0%", "100%", "1/3", "0/7", "101%", "-5%", "1/0", "90", "99,99%", "x", "{}"],
    "time": ["", "00:00", "23:59", "24:00", "7h", "19:30:30", "x"],
    "text": ODD_LINES,
    "texts": ODD_LINES,
    "days_before": ["", "0", "3, 1, 0", "3 1", "1,1", "-1", "999", "x", "3;x", "٣", "9" * 30, ",,,", "<b>"],
    "flag": ["yes", "no", "", "maybe"],
}


def typed_values(point: Point) -> Iterator[dict[str, str]]:
    """What is typed into the form of a point, besides the day."""
    if point.type == "choice":
        yield from ({"value": value} for value in (*point.limits["options"], "", "<b>"))
    elif point.type == "span":
        yield from ({"low": a, "high": b} for a in ("", "0", "9") for b in ("-1", "5", "9" * 20))
    elif point.type == "review_levels":
        yield from levels(point)
    elif point.type == "review_form":
        yield from review_forms()
    elif point.type == "agenda":
        yield from agendas(point, ODD_LINES if point.key in WHOLE else ODD_LINES[9:12])
    else:
        yield from ({"value": value} for value in ODD[point.type])


def levels(point: Point) -> Iterator[dict[str, str]]:
    """Names and points of the levels of a rating."""
    plain = {f"name_{each.key}": each.text.vi for each in point.value}
    numbers = {f"points_{each.key}": str(each.points) for each in point.value}
    yield from ({**plain, **numbers, f"name_{point.value[0].key}": title} for title in ODD_LINES)
    yield from ({**plain, **numbers, f"points_{point.value[1].key}": number} for number in ODD_NUMBERS)


def review_forms() -> Iterator[dict[str, str]]:
    """Criteria that sum to a hundred with odd words, and odd points."""
    yield from ({"words": title, "common": "30 Chung", "tasks": "70 Việc"} for title in ODD_LINES)
    yield from ({"words": "", "common": f"30 {title}", "tasks": "70 Việc"} for title in ODD_LINES)
    yield from ({"words": "", "common": f"{number} Chung", "tasks": "70. Việc"} for number in ODD_NUMBERS)
    yield {"words": "Chung", "common": "30 Chung\n0 Chung", "tasks": "70 Chung"}


WHOLE = {"agenda_residential", "agenda_committee"}
"""Templates that get every odd title; the others differ in their items alone."""


def agendas(point: Point, titles: list[str]) -> Iterator[dict[str, str]]:
    items = point.value.items
    for minutes in ("", "0", "1", "240", "241", "x"):
        yield {f"minutes_{each.key}": minutes for each in items} | {
            f"title_{each.key}": each.title.vi for each in items
        }
    for title in titles:
        yield {f"minutes_{each.key}": "10" for each in items} | {f"title_{each.key}": title for each in items}


def setter(key: str, house: House, thu: Person, binh: Person) -> tuple[Person, Unit]:
    """The cell's own business by its secretary, the rest by the ward for all its cells."""
    return (thu, house.cell) if rules.is_cells_own(key) else (binh, house.ward)


def type_in(person: Person, unit: Unit, key: str, typed: dict[str, str]) -> int:
    answer = person.post(
        reverse("units:setting", args=[unit.pk, key]),
        {**typed, "from_on": timezone.localdate().strftime("%d/%m/%Y")},
        headers={"accept-language": "vi"},
    )
    if answer.status_code == 422:
        assert re.search(r'class="error|role="alert"', answer.content.decode()), (key, typed)
    return answer.status_code


@pytest.mark.parametrize("key", SET_ON_A_PAGE)
def test_a_form_answers_every_odd_value_with_a_sentence_or_takes_it(house, thu, binh, key):
    person, unit = setter(key, house, thu, binh)
    assert person.actor.may(Can.PREPARE if unit == house.cell else Can.EDIT_UNIT, unit.path)
    if not rules.concerns(key, unit.cell_type):
        assert type_in(person, unit, key, {}) == 404
        person, unit = binh, house.ward
    answers = [type_in(person, unit, key, typed) for typed in typed_values(POINTS[key])]
    assert set(answers) <= {302, 422}
    assert 302 in answers, "some value of each is taken, or this test would test nothing"
    assert settings_of(house.cell, timezone.localdate())[key] is not None


def accepted(key: str) -> Iterator[tuple[str, object]]:
    """What the form of a point takes, in the order it was typed. The test above asks the pages."""
    point = POINTS[key]
    for typed in typed_values(point):
        data = QueryDict(mutable=True)
        data.update({**typed, "from_on": timezone.localdate().strftime("%d/%m/%Y")})
        form = SetPoint(data, point=point, value=point.value)
        if form.is_valid():
            with suppress(Refusal):
                _checked(key, form.written(), timezone.localdate())
                yield key, form.written()


def rounds() -> list[dict[str, object]]:
    """Settings at once: the first values that were taken of each, the second ones, and so on."""
    columns = [list(accepted(key)) for key in SET_ON_A_PAGE]
    return [dict(filter(None, row)) for row in zip_longest(*columns)]


@pytest.mark.looks
def test_meetings_are_held_by_whatever_the_forms_took(house, thu, lam, an, binh):
    sets = rounds()
    assert len(sets) > 5
    month = Month.of(timezone.localdate())
    for number, settings in enumerate(sets):
        UnitSetting.objects.all().delete()
        today = timezone.localdate()
        for key, value in settings.items():
            UnitSetting.objects.create(unit=house.ward, key=key, value=value, from_on=today)
        for kind in ("regular", "committee"):
            hold(house, thu, lam, an, kind, month.plus(number))


def hold(house, thu, lam, an, kind: str, month: Month) -> None:
    """From an empty month to the report, by the doors people use; nothing answers 500."""
    meeting = preparing.set_up(cell=house.cell, by=thu.actor, month=month, kind=kind)
    at = f"/meetings/{meeting.pk}"
    Meeting.objects.filter(pk=meeting.pk).update(planned_at=timezone.now())  # its rules are those of today
    look(thu, f"{at}/prepare/")
    assert thu.post(f"{at}/invite/").status_code == 302
    assert thu.post(f"{at}/open/").status_code == 302
    for round_ in ("start", "end"):
        assert thu.post(f"{at}/roll/{round_}/rest/").status_code == 302
    item = meeting.agenda.filter(step="conduct").first() or meeting.agenda.first()
    due = (timezone.localdate() + timedelta(days=9)).strftime("%d/%m/%Y")
    record(thu, at, "item_begun", item=item.pk)
    record(thu, at, "statement_recorded", item=item.pk, speaker=lam.member.pk, text="Nhất trí.")
    record(thu, at, "motion_moved", text="Thông qua", matter="resolution", method="hands", adopts="on")
    motion = meeting.log.get(act="motion_moved").pk
    record(thu, at, "hands_counted", motion=motion, votes_for=2, votes_against=0, abstained=0)
    record(thu, at, "task_assigned", text="Treo cờ", members=[lam.member.pk], due_on=due)
    record(thu, at, "petition_recorded", text="Sửa đèn", to_level="ward", raised_by=lam.member.pk)
    record(thu, at, "concluded", text="Thống nhất.")
    for step in ("start", "conduct", "close", "read", "live", "room"):
        look(thu, f"{at}/{step}/")
    record(thu, at, "closed")
    meeting.refresh_from_db()
    assert (meeting.stage, meeting.papers_fault) == ("closed", "")
    papers = thu.get(f"{at}/after/").context["papers"]
    for paper, _missing in papers:
        for ending in ("", "pdf/", "docx/", "words/"):
            look(thu, f"/papers/{paper.pk}/{ending}")
    sign(thu, meeting)
    record(thu, at, "amended", text="Sửa một chữ.")
    for ending in ("", "pdf/", "docx/"):
        look(thu, f"{at}/amendments/{ending}")
    assert thu.post(f"{at}/report/").status_code == 302
    for page in ("/", f"/units/{house.cell.pk}/settings/", f"{at}/after/"):
        look(thu, page)
    assert IssuedPaper.objects.filter(about_id=meeting.pk, state="frozen").count() == 2


def record(person: Person, at: str, act: str, **data) -> None:
    answer = person.post(f"{at}/record/{act}/", data)
    assert answer.status_code == 302, (act, html.unescape(answer.content.decode())[-2000:])


def look(person: Person, url: str) -> None:
    answer = person.get(url)
    assert answer.status_code == 200, url


def test_no_setting_without_a_form_is_set_by_a_page(house, binh):
    for key in POINTS.keys() - set(SET_ON_A_PAGE):
        assert type_in(binh, house.ward, key, {"value": "1"}) in {404, 422, 200}
    assert not UnitSetting.objects.exists()
