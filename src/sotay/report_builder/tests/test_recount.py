"""What the builder says, counted again by DuckDB from rows that were exported: meetings, and their logs.

DuckDB reads files alone: neither the months of cells nor the sums above them take part in the recount.
"""

from __future__ import annotations

import csv
import json
from fractions import Fraction

import duckdb
import pytest
from conftest import appoint, make_member, make_person, make_unit
from django.db.models import F
from django.utils import timezone

from sotay.figures.catalog import FIGURES, NAMES, RATES
from sotay.kernel import jobs
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.meetings.models import LogEntry, Meeting, MeetingFigures
from sotay.meetings.preparation import preparing
from sotay.report_builder import queries
from sotay.report_builder.definitions import By, Definition
from sotay.report_builder.rules import Span
from sotay.reports.tests import stories
from sotay.units.models import CellType, Kind, Unit

pytestmark = pytest.mark.django_db

ALL = Definition("free", By.UNIT, figures=tuple(FIGURES), shares=tuple(rate.name for rate in RATES))
NUMBERS = list(NAMES)
"""What is kept of meetings, which the exported rows hold."""


@pytest.fixture
def story(house, thu, lam, an, chi, binh, dung, tinh):
    """Two wards of three kinds of cells: months held whole, half, only set up, cancelled, and a theme."""
    office = make_unit(house.ward, 3, Kind.CELL, "38.168.003", "Chi bộ cơ quan", cell_type=CellType.OFFICE)
    leaders = {house.cell: thu}
    for number, cell in enumerate((house.neighbour, office, house.far_cell)):
        seats = [make_member(cell, f"Ngô Văn {number}{place}") for place in range(3 + number)]
        appoint(cell, Role.SECRETARY, seats[0])
        appoint(cell, Role.DEPUTY_SECRETARY, seats[1])
        leaders[cell] = make_person(f"leader{number}", seats[0])
    this = Month.of(timezone.localdate())
    for back, cells in ((2, 3), (1, 2), (0, 1)):
        for cell in list(leaders)[:cells]:
            stories.whole(cell, leaders[cell].actor, this.plus(back))
    half = stories.set_up(office, leaders[office].actor, this)
    for step in stories.steps(half, leaders[office].actor):
        if step == "petitions":
            break
    stories.set_up(house.far_cell, leaders[house.far_cell].actor, this)
    gone = stories.set_up(house.far_cell, leaders[house.far_cell].actor, this.plus(1))
    preparing.cancel(meeting=gone, by=leaders[house.far_cell].actor, because="Bão")
    theme = {"kind": Meeting.Kind.THEMATIC, "theme": "Học tập"}
    preparing.set_up(cell=house.cell, by=thu.actor, month=this, **theme)
    jobs.work_off()
    return Span(this, this.plus(2))


@pytest.fixture
def recount(story, tmp_path):
    """A database of the exported files."""
    meetings = Meeting.objects.annotate(of=F("cell_id"))
    export(tmp_path / "meetings.csv", meetings.values("id", "of", "month", "kind", "stage"))
    export(tmp_path / "figures.csv", MeetingFigures.objects.values())
    log = LogEntry.objects.values("id", "meeting_id", "seq", "act", "data")
    export(tmp_path / "log.csv", ({**row, "data": json.dumps(row["data"])} for row in log))
    units = Unit.objects.values("id", "parent_id", "path", "kind", "cell_type", "name")
    export(tmp_path / "units.csv", units)
    base = duckdb.connect()
    for name in ("meetings", "figures", "log", "units"):
        base.execute(
            f"create table {name} as select * from read_csv('{tmp_path}/{name}.csv', all_varchar=true)"
        )
    yield base
    base.close()


def export(path, rows):
    rows = list(rows)
    assert rows, path
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def counted(base, line: str, where: str = "true") -> dict[str, dict[str, int]]:
    """The sums of every figure for each value of `line`, from the rows of meetings."""
    asked = ", ".join(f"sum(cast(f.{name} as bigint))" for name in NUMBERS)
    found = base.execute(
        f"""select {line}, {asked} from figures f join meetings m on m.id = f.meeting_id
        join units c on c.id = m.of where {where} group by 1"""
    ).fetchall()
    return {str(row[0]): dict(zip(NUMBERS, row[1:], strict=True)) for row in found}


def check(table, wanted, key):
    """Each line against its recount, and each share against the same two numbers."""
    lines = {key(line): line.counts for line in table.lines if line.counts is not None}
    assert lines.keys() == wanted.keys()
    assert len(lines) > 1
    for name, counts in lines.items():
        assert {figure: counts[figure] for figure in NUMBERS} == wanted[name], name
    total = {figure: sum(each[figure] for each in wanted.values()) for figure in NUMBERS}
    assert {figure: table.total[figure] for figure in NUMBERS} == total
    for column in (column for column in table.columns if column.is_share and column.whole in total):
        whole = total[column.whole]
        assert column.of(table.total) == (Fraction(total[column.part], whole) if whole else None)


def asked(unit, by, span, person):
    definition = Definition("free", by, figures=ALL.figures, shares=ALL.shares)
    return queries.table_of(unit, definition, span, timezone.localdate(), person.actor)


def test_by_unit_below_a_ward(recount, story, house, binh):
    wanted = counted(recount, "c.name", f"c.parent_id = '{house.ward.pk}'")
    check(asked(house.ward, By.UNIT, story, binh), wanted, lambda line: line.name)


def test_by_unit_below_a_province_from_sums_that_followed_by_job(recount, story, house, tinh):
    named = "(select u.name from units u where u.id = c.parent_id)"
    check(asked(house.province, By.UNIT, story, tinh), counted(recount, named), lambda line: line.name)


def test_by_month(recount, story, house, tinh):
    wanted = counted(recount, "m.month")
    table = asked(house.province, By.MONTH, story, tinh)
    labels = {month.label(): str(month) for month in story.months}
    check(table, wanted, lambda line: labels[line.name])


def test_by_type_of_cell(recount, story, house, tinh):
    wanted = counted(recount, "c.cell_type")
    table = asked(house.province, By.TYPE, story, tinh)
    words = {str(label): value for value, label in CellType.choices}
    check(table, wanted, lambda line: words[line.name.rpartition(" (")[0]])


def test_against_the_logs_themselves(recount, story, house, tinh):
    """Of what the log says in so many words: neither figures nor the fold take part."""
    given = """
        with gone as (select json_extract_string(data, '$.entry') as entry from log where act = 'withdrawn'),
        stood as (select * from log where id not in (select entry from gone))
        select
            count(*) filter (act = 'petition_recorded'),
            count(*) filter (act = 'petition_recorded' and json_extract_string(data, '$.to_level') <> 'cell'),
            count(*) filter (act = 'task_assigned'),
            count(distinct (meeting_id, json_extract_string(data, '$.speaker')))
                filter (act = 'statement_recorded'),
            count(distinct (meeting_id, json_extract_string(data, '$.member')))
                filter (act = 'roll_marked' and json_extract_string(data, '$.mark') = 'present')
        from stood
    """
    total = asked(house.province, By.UNIT, story, tinh).total
    names = ("petitions_raised", "petitions_above", "tasks_given", "spoke", "present")
    row = recount.execute(given).fetchone()
    assert row[0] > 3
    assert {name: total[name] for name in names} == dict(zip(names, row, strict=True))
    stages = dict(recount.execute("select stage, count(*) from meetings group by 1").fetchall())
    assert total["reported"] == stages["reported"] == 6
    assert (total["set_up"], total["in_session"]) == (stages["preparing"], stages["open"]) == (2, 1)
