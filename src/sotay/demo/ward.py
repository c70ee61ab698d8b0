"""The demo ward: people from a real-looking roster, twelve months of meetings, and eight accounts.

Everything goes through the same actions as in life, with the clock moved. Invented people only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from sotay.accounts.actions import open_demo_account
from sotay.accounts.rules import opaque
from sotay.demo import (
    answering,
    asking,
    backgrounds,
    books,
    dates,
    others,
    ratings,
    shelves,
    taking_part,
    visiting,
    year_tasks,
)
from sotay.demo.clock import at
from sotay.demo.year import DATA, Evening, _moment, actor_of, holder_of, words
from sotay.guidance import actions as guidance
from sotay.guidance.actions import Topic
from sotay.kernel.actor import SYSTEM, Actor, Role
from sotay.kernel.periods import Month, PartialDate
from sotay.meetings.models import Meeting
from sotay.members import actions as members
from sotay.members.models import Member
from sotay.members.queries import roster as roll_of
from sotay.members.roster import workbook
from sotay.members.roster.apply import import_roster
from sotay.members.roster.cells import Value
from sotay.members.roster.existing import Rights
from sotay.members.roster.read import Sheet
from sotay.notify.models import Notice
from sotay.units import actions as units
from sotay.units.models import CellType, Kind, Unit

ROSTER = DATA / "roster-ward.xlsx"
ADMITTED = {"01007228": 8, "01007159": 6, "01007149": 4, "01007068": 1, "01007178": 1, "01007186": 1}
"""Card numbers of those admitted in the course of the story: how many months before its newest."""
_ADMITTED, _FULL, _CARD = 5, 6, 7  # columns of the workbook
MONTHS = 12
HOME = "Chi bộ tổ dân phố Hòa Bình"
NOT_HELD, TO_SIGN, TO_REPORT = "Nam Sơn", "Đông Hải", "Trạm Y tế"

Say = Callable[[str], None]


def load(password: str, say: Say = lambda line: None) -> None:
    """Fill an empty database. `say` is told what is being done, a line for each month."""
    today = timezone.localdate()
    last = last_month(today)
    start = last.plus(-MONTHS).first
    hashed = make_password(opaque(password))
    with translation.override("vi"), transaction.atomic():
        sheets = _workbook(last)
        with at(_moment(start, 8)):
            ward = _tree(start)
            _import(ward, sheets)
            _officers(ward, start)
            backgrounds.divide(_cells(ward), start)
        for back in range(MONTHS - 1, -1, -1):
            month = last.plus(-back)
            say(f"{month.label()}")
            _newcomers(ward, month, sheets, is_last=back == 0)
            _month(ward, month, is_last=back == 0)
            home = Unit.objects.get(parent=ward, name=HOME)
            others.play(ward, home, month, back)
            year_tasks.play(home, month)
        backgrounds.fill(today)
        dates.register(ward, last.plus(1), today)
        _coming(ward, last.plus(1), today)
        books.play(ward, Unit.objects.get(parent=ward, name=HOME), last, start)
        ratings.play(ward, Unit.objects.get(parent=ward, name=HOME), _office(ward), today)
        asking.survey(ward, Unit.objects.get(parent=ward, name=HOME), _office(ward), today)
        taking_part.play(ward, Unit.objects.get(parent=ward, name=HOME), _office(ward), start, today)
        _accounts(ward, hashed)
        shelves.play(ward, Unit.objects.get(parent=ward, name=HOME), _office(ward), start, today)
        _notices_read(timezone.now())


def _notices_read(now: datetime) -> None:
    """People have read what is older than four weeks, the evening after it came."""
    told = Notice.objects.filter(created_at__lt=now - timedelta(days=28))
    told.update(read_at=F("created_at") + timedelta(days=1))


def last_month(today: date) -> Month:
    """The newest month whose meeting day, the third by practice, is behind us by a week."""
    this = Month.of(today)
    return this if today >= this.day(11) else this.plus(-1)


def _tree(day: date) -> Unit:
    province = units.add(
        by=SYSTEM,
        parent=None,
        kind=Kind.PROVINCE,
        name="Đảng bộ thành phố Sông Mã",
        code="38",
        founded_on=day,
    )
    ward = units.add(
        by=SYSTEM,
        parent=province,
        kind=Kind.COMMUNE,
        name="Đảng bộ phường Bình Minh",
        code="38.168",
        founded_on=day,
    )
    _neighbours(province, day)
    return ward


def _neighbours(province: Unit, day: date) -> None:
    """A ward next door, so that there is somebody who must not see into this one."""
    ward = units.add(
        by=SYSTEM,
        parent=province,
        kind=Kind.COMMUNE,
        name="Đảng bộ phường Hồ Sen",
        code="38.169",
        founded_on=day,
    )
    cell = units.add(
        by=SYSTEM,
        parent=ward,
        kind=Kind.CELL,
        cell_type=CellType.RESIDENTIAL,
        name="Chi bộ tổ dân phố Hồ Sen 1",
        founded_on=day,
    )
    names = ("Trịnh Văn Ngoan", "Lưu Thị Hạnh", "Đào Văn Phúc", "Kiều Thị Nga", "Tống Văn Sơn")
    people = [_neighbour(cell, name, place, day) for place, name in enumerate(names, 1)]
    members.appoint(by=SYSTEM, unit=cell, role=Role.SECRETARY, member=people[0], from_on=day)


def _neighbour(cell: Unit, name: str, place: int, day: date) -> Member:
    return members.add(
        by=SYSTEM,
        cell=cell,
        full_name=name,
        from_on=day,
        born_on=PartialDate(1955 + place * 4, place, 2),
        admitted_on=PartialDate(1985 + place * 2, 2, 3),
        full_on=PartialDate(1986 + place * 2, 2, 3),
        member_card_no=f"0200700{place}",
    )


def _workbook(last: Month) -> list[Sheet]:
    """The ward's workbook with some admitted in the course of the story: its own dates grow old."""
    sheets = workbook.sheets(workbook.read(ROSTER))
    return [replace(sheet, rows=[_admitted(row, last) for row in sheet.rows]) for sheet in sheets]


def _admitted(row: Sequence[Value], last: Month) -> list[Value]:
    found = list(row)
    ago = ADMITTED.get(str(row[_CARD])) if len(row) > _CARD else None
    if ago is not None:
        found[_ADMITTED], found[_FULL] = last.plus(-ago).day(18), ""
    return found


def _import(ward: Unit, sheets: list[Sheet]) -> None:
    """The ward's own workbook, as often as it is kept: members admitted later come in later."""
    import_roster(by=SYSTEM, unit=ward, sheets=sheets, rights=Rights(create_cells=True, appoint=True))


def _cells(ward: Unit) -> list[Unit]:
    return list(Unit.objects.filter(parent=ward).cells().order_by("name_sort"))


def _officers(ward: Unit, day: date) -> None:
    """Cells whose roster names no secretary get one; overseers and offices are appointed."""
    cells = _cells(ward)
    for cell in cells:
        held = set(cell.appointments.values_list("role", flat=True))
        able = _able(cell)
        for role in (Role.SECRETARY, Role.DEPUTY_SECRETARY):
            if (role not in held and len(able) > 3) or (role not in held and role == Role.SECRETARY):
                members.appoint(by=SYSTEM, unit=cell, role=role, member=able.pop(), from_on=day)
    overseers = _able(_named(cells, "Trường Tiểu học"))
    for place, cell in enumerate(cells):
        overseer = overseers[place % 3]
        members.appoint(by=SYSTEM, unit=cell, role=Role.OVERSEER, member=overseer, from_on=day)
    office = _able(_named(cells, "Công an"))[0]
    members.appoint(by=SYSTEM, unit=ward, role=Role.WARD_OFFICE, member=office, from_on=day)


def _able(cell: Unit) -> list[Member]:
    """Full members of the cell who hold nothing yet and are neither exempt nor away, the youngest first."""
    taken = set(cell.appointments.values_list("member_id", flat=True))
    rows = roll_of(cell.pk, timezone.localdate())
    free = [row.member for row in rows if row.full and not (row.exempt or row.away or row.member.pk in taken)]
    return sorted(free, key=lambda member: str(member.born_on), reverse=True)


def _named(cells: list[Unit], part: str) -> Unit:
    return next(cell for cell in cells if part in cell.name)


def _newcomers(ward: Unit, month: Month, sheets: list[Sheet], *, is_last: bool) -> None:
    """Every third month, and before the last, the office imports its workbook again."""
    if is_last or month.number % 3 == 0:
        with at(_moment(month.plus(-1).day(25), 9)):
            _import(ward, sheets)


def _month(ward: Unit, month: Month, is_last: bool) -> None:
    _send_guidance(ward, month)
    for cell in _cells(ward):
        until = _how_far(cell, month, is_last)
        if until is not None:
            Evening(cell, month, until, scores=True).play()
    _between_meetings(ward, month)
    _visits(ward, month, is_last)


def _send_guidance(ward: Unit, month: Month) -> None:
    """Before the first of the month; in two months of the year the office forgot."""
    if month.number in {5, 9}:
        return
    title, text = words()["guidance"][month.number % len(words()["guidance"])]
    asked = words()["discussed"][month.number % len(words()["discussed"])]
    with at(_moment(month.plus(-1).day(27), 10)):
        letter = guidance.issue(
            unit=ward,
            by=_office(ward),
            month=month,
            title=title,
            text=text,
            topics=[Topic(asked["topic"], asked["text"], compulsory=asked["compulsory"])],
            questions=asked["questions"],
        )
    with at(_moment(month.plus(-1).day(28), 7)):
        for cell in _cells(ward)[: -1 - month.number % 3]:  # not every secretary opens it in time
            secretary = holder_of(cell, Role.SECRETARY)
            guidance.mark_opened(guidance=letter, cells=[cell], member_id=secretary.pk)


def _office(ward: Unit) -> Actor:
    return actor_of(holder_of(ward, Role.WARD_OFFICE))


def _how_far(cell: Unit, month: Month, is_last: bool) -> Meeting.Stage | None:
    """None: the month was never set up. Every cell has its weak months."""
    if is_last:
        for part, stage in (
            (NOT_HELD, Meeting.Stage.PREPARING),
            (TO_SIGN, Meeting.Stage.CLOSED),
            (TO_REPORT, Meeting.Stage.SIGNED),
        ):
            if part in cell.name:
                return stage
        return Meeting.Stage.REPORTED
    weak = (hash_of(cell.name) + month.number) % 31
    if weak == 0:
        return None
    return Meeting.Stage.CLOSED if weak == 1 else Meeting.Stage.REPORTED


def hash_of(text: str) -> int:
    """The same on every machine, unlike hash()."""
    return sum(ord(char) for char in text)


def _coming(ward: Unit, month: Month, today: date) -> None:
    """Some cells have the coming month ready; the demo secretary's has not: there is something to do."""
    if today < month.first - timedelta(days=1):
        return
    for place, cell in enumerate(_cells(ward)):
        if place % 2 and cell.name != HOME:
            Evening(cell, month, Meeting.Stage.PREPARING).play()


def _between_meetings(ward: Unit, month: Month) -> None:
    """Before the tenth the office answers what reached it, or passes it up."""
    with at(_moment(month.day(9), 15)):
        answering.answer_petitions(ward, _office(ward), month)
    with at(_moment(month.day(20), 19)):
        answering.move_tasks(ward, month)


def _visits(ward: Unit, month: Month, is_last: bool) -> None:
    """Overseers come to a third of the cells each month, and in the last one to the home cell too. Of what
    was recommended last only the first is answered; one cell was never visited.
    """
    for cell in _cells(ward):
        comes = (hash_of(cell.name) + month.number) % 3 == 0 and NOT_HELD not in cell.name
        if not (comes or (is_last and cell.name == HOME)):
            continue
        with at(_moment(month.day(6), 9)):
            row = visiting.visit(cell, month, 0 if is_last else month.number // 3)
        if row is not None:
            with at(_moment(month.day(8), 20)):
                visiting.answer(row, all_of_them=not is_last)


def _accounts(ward: Unit, hashed: str) -> None:
    cells = _cells(ward)
    home = _named(cells, "Hòa Bình")
    people = dict(_people(ward, home))
    for username, member in people.items():
        open_demo_account(username=username, hashed=hashed, member=member)
    province = ward.parent
    assert province is not None
    for username, name, unit, role in (
        ("tinh", "Văn phòng Thành ủy", province, Role.PROVINCE_OFFICE),
        ("quantri", "Quản trị hệ thống", province, Role.OPERATOR),
    ):
        account = open_demo_account(username=username, hashed=hashed, display_name=name)
        members.appoint(by=SYSTEM, unit=unit, role=role, account=account, from_on=timezone.localdate())


def _people(ward: Unit, home: Unit) -> Iterator[tuple[str, Member]]:
    yield "phuong", holder_of(ward, Role.WARD_OFFICE)
    yield "phutrach", holder_of(home, Role.OVERSEER)
    yield "bithu", holder_of(home, Role.SECRETARY)
    held = Meeting.objects.filter(cell=home, kind=Meeting.Kind.REGULAR).exclude(minute_taker=None)
    taker = held.order_by("-planned_at").first()
    assert taker is not None
    assert taker.minute_taker is not None
    yield "thuky", taker.minute_taker
    officers = {taker.minute_taker_id, *home.appointments.values_list("member_id", flat=True)}
    rows: list[Any] = roll_of(home.pk, timezone.localdate())
    plain = [row.member for row in rows if row.full and row.member.phone and row.member.pk not in officers]
    yield "dangvien", next(member for member in plain if not member.standings.filter(kind="exempt").exists())
    far = Unit.objects.get(name="Chi bộ tổ dân phố Hồ Sen 1")
    yield "nguoingoai", holder_of(far, Role.SECRETARY)
