"""What the books hold of one member, as they read it themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sotay.kernel.periods import Month
from sotay.registers.discipline.models import Discipline
from sotay.registers.dues import queries as dues
from sotay.registers.dues.models import DuesPayment, DuesTerms
from sotay.registers.honours.models import Badge, Commendation
from sotay.registers.posts.models import Post
from sotay.registers.training.models import Attendance

NEWEST = 24


@dataclass(frozen=True, slots=True)
class OwnBooks:
    """The reader's own lines of every book, the newest first."""

    payments: list[DuesPayment]
    terms: DuesTerms | None
    badges: list[Badge]
    commendations: list[Commendation]
    disciplines: list[Discipline]
    posts: list[Post]
    courses: list[Attendance]


def of(member_id: UUID, day: date) -> OwnBooks:
    """Seven queries."""
    return OwnBooks(
        payments=dues.months_of(member_id),
        terms=dues.terms_of([member_id], Month.of(day)).get(member_id),
        badges=list(Badge.objects.filter(member=member_id).order_by("-years")),
        commendations=list(Commendation.objects.filter(member=member_id)[:NEWEST]),
        disciplines=list(Discipline.objects.filter(member=member_id)[:NEWEST]),
        posts=list(Post.objects.filter(member=member_id)[:NEWEST]),
        courses=list(
            Attendance.objects.filter(member=member_id)
            .select_related("course")
            .order_by("-course__from_on")[:NEWEST]
        ),
    )
