"""Reading opinions: what one may write about, one's own, and all of a meeting by item."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from sotay.kernel.actor import Actor, Role
from sotay.meetings.agenda_sources import questions_for
from sotay.meetings.models import AgendaItem, Meeting
from sotay.opinions import rules
from sotay.opinions.models import Opinion, UnnamedOpinion
from sotay.units.settings import setting

LISTED = 20


@dataclass(frozen=True, slots=True)
class Subject:
    """What an opinion can be about: a question that was sent, or an item of the agenda."""

    id: UUID
    words: str
    is_question: bool = False


def subjects(meeting: Meeting) -> list[Subject]:
    """The questions first, then what the meeting discusses, without its opening and closing."""
    asked = [Subject(question.id, question.text, True) for question in questions_for(meeting)]
    items = meeting.agenda.filter(step=AgendaItem.Step.CONDUCT)
    return [*asked, *(Subject(item.pk, item.title) for item in items)]


@dataclass(slots=True)
class Section:
    """The opinions about one thing."""

    words: str  # '' for those about something else
    is_question: bool = False
    named: list[Opinion] = field(default_factory=list)
    unnamed: list[UnnamedOpinion] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.named) + len(self.unnamed)


def sections(meeting: Meeting, *, with_unnamed: bool) -> list[Section]:
    """What was written, in the order of the agenda, then what left it, by its own words; the rest last."""
    found: dict[object, Section] = {
        each.id: Section(each.words, each.is_question) for each in subjects(meeting)
    }

    def section_of(row: Opinion | UnnamedOpinion) -> Section:
        key = row.subject_id if row.subject_id in found else row.about
        return found.setdefault(key, Section(row.about))

    for row in Opinion.objects.filter(meeting=meeting).select_related("member"):
        section_of(row).named.append(row)
    for unnamed in UnnamedOpinion.objects.filter(meeting=meeting) if with_unnamed else ():
        section_of(unnamed).unnamed.append(unnamed)
    return sorted((each for each in found.values() if each.count), key=lambda each: not each.words)


def unnamed_from(meeting: Meeting) -> int:
    """How many days before the meeting unnamed opinions are shown."""
    days: int = setting(meeting.cell, "cell-meeting.unnamed_opinions_shown_days", timezone.localdate())
    return days


def shown_words(meeting: Meeting) -> str:
    """When unnamed opinions are shown, in words."""
    n = unnamed_from(meeting)
    words = ngettext(
        "Opinions without a name are shown to the chair %(n)s day before the meeting, all at once.",
        "Opinions without a name are shown to the chair %(n)s days before the meeting, all at once.",
        n,
    )
    return words % {"n": n}


def unnamed_are_shown(meeting: Meeting) -> bool:
    return rules.unnamed_are_shown(
        timezone.localdate(),
        timezone.localdate(meeting.planned_at),
        unnamed_from(meeting),
        has_begun=meeting.stage != Meeting.Stage.PREPARING,
    )


def own(member_id: UUID, meeting: Meeting) -> QuerySet[Opinion]:
    return Opinion.objects.filter(member=member_id, meeting=meeting)


def meetings_ahead(actor: Actor) -> list[Meeting]:
    """Meetings being prepared that the actor sits in or is invited to, the next one first. One query."""
    if actor.member_id is None:
        return []
    cells = [grant.unit_id for grant in actor.holds(Role.MEMBER)]
    kinds = Q(kind__in=OF_THE_WHOLE_CELL)
    mine = kinds & (Q(cell__in=cells) | Q(partner__in=cells))
    mine |= Q(invitations__member=actor.member_id, invitations__as_overseer=False)
    found = Meeting.objects.filter(mine, stage=Meeting.Stage.PREPARING)
    return list(found.select_related("cell", "partner").order_by("planned_at").distinct()[:LISTED])


OF_THE_WHOLE_CELL = [
    kind for kind in Meeting.Kind.values if kind not in {Meeting.Kind.COMMITTEE, Meeting.Kind.GROUP}
]


def written_by(member_id: UUID | None) -> QuerySet[Opinion]:
    """A member's named opinions, the newest first."""
    rows = Opinion.objects.filter(member=member_id) if member_id else Opinion.objects.none()
    return rows.select_related("meeting__cell").order_by("-written_at", "-id")


def with_something_to_read(meetings: Iterable[Meeting], member_id: UUID) -> set[UUID]:
    """Of these meetings those with papers or a text to read, about which the member has written nothing with
    their name. One query.
    """
    rows = Meeting.objects.filter(pk__in=[meeting.pk for meeting in meetings])
    rows = rows.filter(Q(papers__isnull=False) | Q(agenda__text__gt=""))
    written = Opinion.objects.filter(member=member_id).values("meeting")
    return set(rows.exclude(pk__in=written).order_by().values_list("pk", flat=True))
