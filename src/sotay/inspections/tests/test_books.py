"""Minutes, dues and handbook of a cell side by side, and their gaps."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from django.urls import reverse
from django.utils import timezone

from sotay.assignments.models import Task
from sotay.figures.models import CellMonth
from sotay.inspections import books
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.meetings.models import LogEntry, Meeting

DAY = date(2026, 5, 20)


def held(cell, month, **more):
    at = timezone.make_aware(datetime.combine(month.day(3), time(19, 30)))
    given = {"stage": "reported", "planned_at": at, "opened_at": at, "planned_minutes": 90, **more}
    owned = {"commune_id": cell.commune_id, "cell": cell}
    row = Meeting.objects.create(**owned, month=month, **given)
    figures = {"meeting_id": row.pk, "planned_at": at, "status": "reported", "present": 8, "base": 10}
    CellMonth.objects.create(**owned, month=month, kind=row.kind, reported=1, **figures)
    return row


def entry(meeting, seq, act, data):
    return LogEntry.objects.create(
        commune_id=meeting.commune_id,
        cell=meeting.cell,
        meeting=meeting,
        seq=seq,
        act=act,
        data=data,
        device_at=timezone.now(),
        server_at=timezone.now(),
        link=str(new_id()),
    )


def dues(meeting, seq, paid):
    return entry(meeting, seq, "dues_noted", {"paid": paid, "of": 10})


@pytest.fixture
def months(house):
    """February and April are held; March is missing, April notes no dues."""
    february, april = held(house.cell, Month(2026, 2)), held(house.cell, Month(2026, 4))
    first = dues(february, 1, 7)
    dues(february, 2, 9)
    entry(february, 3, "withdrawn", {"entry": str(first.pk)})
    taken = dues(april, 1, 10)
    entry(april, 2, "withdrawn", {"entry": str(taken.pk)})
    return february, april


def test_gaps_are_seen_month_by_month(house, months, chi):
    found = books.books_of(chi.actor, house.cell, 2026, DAY)
    assert [str(each.month) for each in found.months] == ["2026-05", "2026-04", "2026-03", "2026-02"]
    may, april, march, february = found.months
    assert (may.no_meeting, may.no_dues, may.no_handbook) == (False, False, False), "not over yet"
    assert (april.no_meeting, april.no_dues, april.no_handbook) == (False, True, False)
    assert (march.no_meeting, march.no_dues, march.no_handbook) == (True, True, True)
    assert february.gaps == 0
    assert (february.meetings[0].paid, february.meetings[0].of) == (9, 10), "the last that stands"
    assert (found.without_meeting, found.without_dues, found.without_handbook) == (1, 2, 1)


def test_the_handbook_counts_tasks(house, months, chi):
    owned = {"commune_id": house.cell.commune_id, "cell": house.cell, "given_on": date(2026, 4, 3)}
    Task.objects.create(text="a", due_on=date(2026, 4, 20), **owned)
    Task.objects.create(text="b", state="done", **owned)
    april = books.books_of(chi.actor, house.cell, 2026, DAY).months[1]
    assert (april.tasks_given, april.tasks_done, april.tasks_late) == (2, 1, 1)
    assert (april.present, april.base) == (8, 10)


def test_a_line_leads_to_its_record_for_who_may_open_it(house, inspection, months, chi, binh, thu, dung):
    at = reverse("inspections:books", args=[inspection.pk])
    link = months[0].get_absolute_url()
    for person in (chi, binh, thu):
        page = person.get(at, {"year": "2026"})
        assert page.status_code == 200
        assert link in page.content.decode()
    stranger = books.books_of(dung.actor, house.cell, 2026, DAY)
    assert {line.url for month in stranger.months for line in month.meetings} == {""}
    assert stranger.figures_url == ""


def test_a_year_before_the_first_meeting_is_empty_and_not_a_gap(inspection, months, chi):
    page = chi.get(reverse("inspections:books", args=[inspection.pk]), {"year": "2025"})
    assert "chưa ghi gì về chi bộ này" in page.content.decode()


def test_queries_do_not_grow_with_meetings(house, months, chi, django_assert_num_queries):
    actor = chi.actor
    for kind in ("thematic", "committee", "extraordinary"):
        held(house.cell, Month(2026, 4), kind=kind)
    with django_assert_num_queries(9):
        books.books_of(actor, house.cell, 2026, DAY)
