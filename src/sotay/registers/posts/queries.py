"""Posts of a member and of a cell, and the counts of rotation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from sotay.kernel.tree import inside, subtree
from sotay.members.models import Member
from sotay.members.queries import in_force
from sotay.registers.posts.models import Post
from sotay.units.models import Kind, Unit


def held_posts(member: Member, day: date) -> QuerySet[Post]:
    return Post.objects.filter(in_force(day), member=member, kind=Post.Kind.HELD)


def of_cell(cell: Unit, *, planned: bool) -> QuerySet[Post]:
    """The posts of those who sit in the cell today, the newest first; planning only when asked for."""
    rows = Post.objects.filter(member__cell=cell).select_related("member", "place_unit")
    return rows if planned else rows.filter(kind=Post.Kind.HELD)


@dataclass(frozen=True, slots=True)
class Report:
    """Counts of a period: communes, those led today by somebody who is not from there, officials rotated,
    and members planned for a post."""

    communes: int
    chiefs: int
    chiefs_not_local: int
    rotated: int
    planned: int


def report(unit: Unit, first: date, last: date) -> Report:
    """Of the places in a unit and below on the last day; rotation from `first` to `last`. Five queries."""
    below = subtree(unit.path)
    communes = Unit.objects.within(below).filter(kind=Kind.COMMUNE).in_use()
    posts = Post.objects.filter(inside("cell__path", below) | inside("place_unit__path", below)).order_by()
    held = posts.filter(in_force(last), kind=Post.Kind.HELD)
    chiefs = held.filter(is_chief=True, place_unit__in=communes)
    rotated = posts.filter(Q(kind=Post.Kind.HELD, came_by=Post.CameBy.ROTATED, from_on__range=(first, last)))
    return Report(
        communes=communes.count(),
        chiefs=chiefs.values("place_unit").distinct().count(),
        chiefs_not_local=chiefs.filter(is_local=False).values("place_unit").distinct().count(),
        rotated=rotated.values("member").distinct().count(),
        planned=posts.filter(in_force(last), kind=Post.Kind.PLANNED).values("member").distinct().count(),
    )
