"""Courses of a unit, who attended, and how many by kind."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from sotay.kernel.actor import Actor, Can
from sotay.kernel.tree import ancestors, inside, subtree
from sotay.registers.training.models import Attendance, Course
from sotay.units.models import Unit


def for_unit(unit: Unit) -> QuerySet[Course]:
    """The courses of a unit and of those above it, each with how many of the unit's members are on it."""
    below = inside("attendances__cell__path", subtree(unit.path))
    rows = Course.objects.filter(unit__path__in=[*ancestors(unit.path), unit.path]).select_related("unit")
    done = Q(attendances__result=Attendance.Result.DONE)
    return rows.order_by("-from_on", "-id").annotate(
        people=Count("attendances", filter=below), done=Count("attendances", filter=below & done)
    )


def attendances(course: Course, actor: Actor) -> QuerySet[Attendance]:
    """Those on a course whose records the reader may see, by cell."""
    seen = inside("cell__path", *actor.reach(Can.SEE_ROSTER))
    rows = course.attendances.filter(seen).select_related("member", "cell")
    return rows.order_by("cell__name_sort", "member__name_sort")


def of_cell(course: Course, cell: Unit) -> dict[UUID, Attendance]:
    return {row.member_id: row for row in course.attendances.filter(cell=cell)}


def counts(unit: Unit, first: date, last: date) -> list[tuple[str, int]]:
    """(kind, members who completed a course of it) in a unit and below, of courses begun in the period."""
    rows = Attendance.objects.filter(
        inside("cell__path", subtree(unit.path)),
        result=Attendance.Result.DONE,
        course__from_on__range=(first, last),
    )
    found = rows.order_by().values_list("course__kind").annotate(n=Count("pk")).order_by("course__kind")
    return [(str(Course.Kind(kind).label), n) for kind, n in found]
