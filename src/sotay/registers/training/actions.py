"""Entering a course, marking who attended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.members.models import Member
from sotay.registers.training.models import Attendance, Course
from sotay.units.models import Unit


class LastBeforeFirst(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The last day lies before the first. Check both."), field="until_on")


class HasAttendances(Refusal):
    def __init__(self, n: int) -> None:
        sentence = _("%(n)s members are marked on this course. Take their marks out first.")
        super().__init__(sentence % {"n": n})


@transaction.atomic
def add(
    *, unit: Unit, by: Actor, title: str, kind: str, from_on: date, until_on: date | None, held_by: str = ""
) -> Course:
    if until_on is not None and until_on < from_on:
        raise LastBeforeFirst
    row = Course.objects.create(
        unit=unit,
        title=tidy(title)[:200],
        kind=kind,
        held_by=tidy(held_by)[:160],
        from_on=from_on,
        until_on=until_on,
        made_by_name=by.name,
    )
    audit.record(by, "course.added", row)
    return row


@transaction.atomic
def mark(*, course: Course, cell: Unit, by: Actor, marks: Mapping[Member, tuple[str, str]]) -> int:
    """Set the (result, certificate number) of members of a cell; '' takes somebody off the course. How many
    changed."""
    Course.objects.select_for_update().get(pk=course.pk)
    known = {row.member_id: row for row in course.attendances.filter(cell=cell)}
    changed = 0
    for member, (result, typed) in marks.items():
        row = known.get(member.pk)
        number = tidy(typed)[:60] if result else ""
        if (row.result, row.certificate_no) == (result, number) if row else not result:
            continue
        changed += 1
        if row is not None and not result:
            row.delete()
            continue
        row = row or Attendance(commune_id=cell.commune_id, cell=cell, course=course, member=member)
        row.result, row.certificate_no = result, number
        row.save()
    if changed:
        audit.record(by, "course.marked", course, n=changed, unit=cell.name)
    return changed


@transaction.atomic
def take_out(*, course: Course, by: Actor) -> None:
    """Take out a course entered by mistake, while nobody is marked on it."""
    Course.objects.select_for_update().get(pk=course.pk)
    if n := course.attendances.count():
        raise HasAttendances(n)
    audit.record(by, "course.taken_out", course)
    course.delete()
