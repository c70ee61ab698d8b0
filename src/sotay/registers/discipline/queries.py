"""Reading discipline: of a person, of a unit, what waits for a decision, and the counts of a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from sotay.audit import actions as audit
from sotay.audit.models import AuditLine
from sotay.kernel.actor import Actor, Can
from sotay.kernel.tree import inside, subtree
from sotay.members.models import Member
from sotay.registers.discipline import rules
from sotay.registers.discipline.models import Discipline
from sotay.units.models import Unit
from sotay.units.settings import settings_of

LOOKED = "discipline.viewed"


def of_unit(unit: Unit) -> QuerySet[Discipline]:
    """What the keepers of a unit read: of those who sit in it or below today, and of the units themselves."""
    below = subtree(unit.path)
    rows = Discipline.objects.filter(
        inside("member__cell__path", below) | (Q(member=None) & inside("cell__path", below))
    )
    return rows.select_related("member__cell", "cell").order_by("-recorded_at", "-id")


def of_member(member_id: UUID) -> QuerySet[Discipline]:
    return Discipline.objects.filter(member=member_id).select_related("cell")


def grounds(unit: Unit, day: date) -> dict[str, str]:
    """The grounds by key, in the reader's language."""
    language = get_language() or "vi"
    return {each.key: each.text.of(language) for each in settings_of(unit, day)["party-discipline.grounds"]}


def levels(unit: Unit, day: date, *, probationary: bool) -> tuple[str, ...]:
    name = "discipline_probationary" if probationary else "discipline_full_member"
    found: tuple[str, ...] = settings_of(unit, day)[f"charter-implementation.{name}"]
    return found


def badge_waits(member_ids: Iterable[UUID], unit: Unit, day: date) -> dict[UUID, date]:
    """By member the first day a badge can be considered again, of those who were disciplined and still wait;
    `date.max` after an expulsion. Two queries."""
    here = settings_of(unit, day)
    months = {point: here[f"party-badges.{point}"] for point in rules.WAITS.values()}
    found: dict[UUID, date] = {}
    rows = Discipline.objects.filter(
        member__in=list(member_ids), status=Discipline.Status.DECIDED, effective_on__isnull=False
    )
    for row in rows:
        if row.member_id is None or row.effective_on is None:
            continue
        until = rules.badge_from(row.level, row.effective_on, months) or date.max
        if day < until:
            found[row.member_id] = max(until, found.get(row.member_id, date.min))
    return found


def were_disciplined(member_ids: Iterable[UUID]) -> set[UUID]:
    """Those with a decision that was not annulled, however old."""
    rows = Discipline.objects.filter(member__in=list(member_ids), status=Discipline.Status.DECIDED)
    return {pk for pk in rows.values_list("member", flat=True) if pk}


def note_looks(rows: Iterable[Discipline], by: Actor, day: date) -> None:
    """Note that somebody read of these members, once a reader, member and day: each sees it."""
    about: dict[str, tuple[Any, dict[str, Any]]] = {}
    for row in rows:
        member = row.member
        if member is None or member.pk == by.member_id:
            continue
        role = next((g.role for g in by.grants if g.allows(Can.SEE_DISCIPLINE, member.cell.path)), "")
        key = f"{LOOKED} {by.account_id} {member.pk} {day}"
        about[key] = (member, {"name": member.full_name, "role": role})
    if about:
        audit.record_each_once(by, LOOKED, about)


def looks_at(member: Member) -> QuerySet[AuditLine]:
    """Who read of a member's discipline, newest first: for the member."""
    return AuditLine.objects.filter(code=LOOKED, object_id=member.pk).order_by("-at", "-id")


@dataclass(frozen=True, slots=True)
class Report:
    """Counts of a period; nobody can be read from them. `by_ground` has a row for each ground that occurs:
    (its words, {level: n}, all of them)."""

    members: int
    by_level: Mapping[str, int]
    by_ground: list[tuple[str, str, Mapping[str, int], int]]  # key, words, by level, together
    probationary: int
    organisations: Mapping[str, int]
    appeals: Mapping[str, int]
    waiting: int

    def of_ground(self, key: str) -> int:
        return next((n for found, _words, _levels, n in self.by_ground if found == key), 0)


def report(unit: Unit, first: date, last: date) -> Report:
    """What took effect from `first` to `last`, both included, in a unit and below. Six queries."""
    below = Discipline.objects.filter(inside("cell__path", subtree(unit.path))).order_by()
    in_effect = below.filter(status=Discipline.Status.DECIDED, effective_on__range=(first, last))
    people = in_effect.filter(member__isnull=False)
    counted: dict[str, dict[str, int]] = {}
    by_level = dict.fromkeys((rules.REPRIMAND, rules.WARNING, rules.DISMISSAL, rules.EXPULSION), 0)
    for ground, level, n in people.values_list("ground", "level").annotate(n=Count("pk")):
        counted.setdefault(ground, {})[level] = n
        by_level[level] = by_level.get(level, 0) + n
    known = grounds(unit, last)
    keys = [*(key for key in known if key in counted), *(key for key in counted if key not in known)]
    appealed = below.filter(appeals__made_on__range=(first, last)).values_list("appeals__state")
    return Report(
        members=sum(by_level.values()),
        by_level=by_level,
        by_ground=[(key, known.get(key, key), counted[key], sum(counted[key].values())) for key in keys],
        probationary=people.filter(was_probationary=True).count(),
        organisations=dict(in_effect.filter(member=None).values_list("level").annotate(n=Count("pk"))),
        appeals=dict(appealed.annotate(n=Count("appeals"))),
        waiting=below.filter(status=Discipline.Status.PROPOSED).count(),
    )
