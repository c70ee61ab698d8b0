"""Reading meetings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.periods import Month
from sotay.kernel.rows import get_or_none
from sotay.kernel.tree import Range, inside
from sotay.meetings import states
from sotay.meetings.documents import parts as paper_parts
from sotay.meetings.documents.annex import Amendment
from sotay.meetings.log import chain, rules
from sotay.meetings.log.fold import Entry, fold
from sotay.meetings.log.state import State
from sotay.meetings.models import Invitation, Meeting
from sotay.meetings.rules_in_force import below_threshold, points_of, rules_in_force
from sotay.meetings.short_votes import short_before
from sotay.members import queries as members
from sotay.members.models import CellMembership, Member
from sotay.members.queries import in_force
from sotay.papers import about
from sotay.papers.layout import Layout
from sotay.papers.models import IssuedPaper
from sotay.papers.queries import layout_for
from sotay.regulations import on as rules_on
from sotay.units import queries as units
from sotay.units.models import CellType, Unit
from sotay.units.rules import committee_of
from sotay.votes.rules import Matter

PAPER_KINDS = ("BB", "NQ", "KL")


def log_of(meeting: Meeting) -> list[Entry]:
    return [row.entry() for row in meeting.log.all()]


def load_state(meeting: Meeting) -> State:
    """What the log means, read from its beginning: for proofs. Pages and actions ask `cached_state`."""
    return fold(log_of(meeting))


def cached_state(meeting: Meeting) -> State:
    """As `load_state`, from the nearest state that is known (`states`): a whole room asks for it at once."""
    return states.state(meeting)


def version_of(stage: str, log_version: int) -> str:
    """What changes whenever anything of an open meeting does, as an ETag."""
    return f'"{stage}-{log_version}"'


def version_for(member: UUID | None, pk: UUID, day: date) -> str | None:
    """The version of a meeting of the cell the member sits in; None for anybody else. One query.

    What it lets in, `access.may` lets in by the role of member.
    """
    if member is None:
        return None
    sits = CellMembership.objects.filter(
        in_force(day), Q(cell=OuterRef("cell")) | Q(cell=OuterRef("partner"))
    )
    here = sits.filter(Q(member__left_on=None) | Q(member__left_on__gt=day), member=member)
    asked = Meeting.objects.filter(Exists(here), pk=pk).exclude(kind=Meeting.Kind.COMMITTEE)
    found = asked.order_by().values_list("stage", "log_version").first()
    return version_of(*found) if found else None


def broken_logs() -> Iterator[str]:
    """Meetings whose log is not what was recorded, for `sotay check`. One meeting is read at a time."""
    begun = Q(log_version__gt=0) | Q(opened_at__isnull=False)
    whole = Meeting.objects.filter(begun).select_related("cell").order_by("pk")
    for meeting in whole.iterator(chunk_size=500):
        if not meeting.log_head:
            yield f"{meeting.cell.name}, {meeting}: the log is gone"
        rows = ((row.row(), row.link) for row in meeting.log.order_by("seq"))
        for fault in chain.faults(rows, meeting.log_head, meeting.seal):
            yield f"{meeting.cell.name}, {meeting}: {fault}"
        if meeting.is_sealed and not meeting.seal:
            yield f"{meeting.cell.name}, {meeting}: the minutes are signed, but the seal is gone"


def seen_by(actor: Actor) -> QuerySet[Meeting]:
    """Meetings of cells the actor may see into, and those in hand they are invited to, newest first.

    CellMembership in a cell opens its meetings but not those of its committee (see `access.may`).
    """
    inside = _of_cells_in(actor.reach(Can.SEE_MEETING)) & ~Q(kind=Meeting.Kind.COMMITTEE)
    inside |= _of_cells_in(actor.without(Role.MEMBER).reach(Can.SEE_MEETING))
    if actor.member_id:
        invited = Invitation.objects.filter(member=actor.member_id).values("meeting")
        inside |= Q(pk__in=invited) & ~Q(stage__in=[Meeting.Stage.REPORTED, Meeting.Stage.CANCELLED])
    found = Meeting.objects.filter(inside).select_related("cell", "partner", "figures")
    return found.order_by("-planned_at", "cell__name_sort")


def _of_cells_in(parts: list[Range]) -> Q:
    return inside("cell__path", *parts) | inside("partner__path", *parts)


def of_cell(cell: Unit) -> QuerySet[Meeting]:
    """Every meeting of a cell, those it holds jointly with another included."""
    return Meeting.objects.filter(Q(cell=cell) | Q(partner=cell)).order_by("pk")


def of_committees(cells: Iterable[Unit]) -> QuerySet[Meeting, UUID]:
    """Ids of the committee meetings of the cells, whose papers are not for everybody who sits there."""
    return Meeting.objects.filter(cell__in=list(cells), kind=Meeting.Kind.COMMITTEE).values_list(
        "pk", flat=True
    )


def set_up_in(cells: Iterable[Unit], month: Month) -> set[UUID]:
    """Ids of those of the cells that have a regular meeting in the month. One query."""
    regular = Meeting.objects.filter(cell__in=list(cells), month=month, kind=Meeting.Kind.REGULAR)
    return set(regular.exclude(stage=Meeting.Stage.CANCELLED).values_list("cell", flat=True))


def papers_of(meeting: Meeting) -> list[IssuedPaper]:
    """The minutes first, then the resolution or conclusion; of two cells, those of the other after them."""
    cells = [meeting.cell_id, meeting.partner_id] if meeting.partner_id else [meeting.cell_id]
    found = IssuedPaper.objects.filter(cell__in=cells, about_id=meeting.pk, kind__in=PAPER_KINDS)
    found = found.select_related("cell").prefetch_related("signatures")
    return sorted(found, key=lambda paper: (cells.index(paper.cell_id), PAPER_KINDS.index(paper.kind)))


def meeting_of(paper: IssuedPaper) -> about.Matter | None:
    """Where the meeting of a paper is seen, for the paper's page to lead back to."""
    meeting = get_or_none(Meeting.objects, paper.about_id) if paper.kind in PAPER_KINDS else None
    if meeting is None:
        return None
    matter = about.Matter(reverse("meetings:step", args=[meeting.pk, "after"]), str(meeting))
    added = amendments_of(meeting) if paper.kind == "BB" and meeting.is_sealed else []
    if not added:
        return matter
    return matter._replace(added=tuple(added), annex=reverse("meetings:amendments", args=[meeting.pk]))


def amendments_of(meeting: Meeting) -> list[Amendment]:
    """What was added after the minutes were signed, in order of time, with the name of who added it."""
    rows = list(meeting.log.filter(act="amended").order_by("device_at", "pk"))
    names = dict(Member.objects.filter(pk__in={row.member_id for row in rows}).values_list("pk", "full_name"))
    items = {str(item.id): item.title for item in cached_state(meeting).items} if rows else {}
    return [
        Amendment(
            row.data["text"],
            row.device_at,
            names.get(row.member_id, "") if row.member_id else "",
            items.get(row.data.get("item", ""), ""),
        )
        for row in rows
    ]


_TITLES = {
    Meeting.Kind.REGULAR: "sinh hoạt chi bộ thường kỳ",
    Meeting.Kind.THEMATIC: "sinh hoạt chuyên đề",
    Meeting.Kind.COMMITTEE: "họp chi ủy",
    Meeting.Kind.GROUP: "sinh hoạt tổ đảng",
    Meeting.Kind.JOINT: "sinh hoạt chung",
    Meeting.Kind.CONFERENCE: "hội nghị đảng viên",
    Meeting.Kind.EXTRAORDINARY: "sinh hoạt chi bộ bất thường",
}


_BODIES: dict[str, str] = {
    Meeting.Kind.COMMITTEE: paper_parts.COMMITTEE,
    Meeting.Kind.GROUP: paper_parts.GROUP,
    Meeting.Kind.JOINT: paper_parts.BOTH_CELLS,
}
OF_A_UNIT = "họp đảng ủy"
_SITTINGS: dict[str, str] = {Meeting.Kind.COMMITTEE: "cuộc họp", Meeting.Kind.CONFERENCE: "hội nghị"}
_FRONTS: dict[str, str] = {CellType.RESIDENTIAL: "Ban công tác Mặt trận và các đoàn thể"}


def title_of(meeting: Meeting, layout: Layout) -> str:
    """What the meeting is called in its papers: its kind with its theme, its group or its partner."""
    if meeting.is_of_unit_committee:
        return layout.spell(OF_A_UNIT)
    title = layout.spell(_TITLES[Meeting.Kind(meeting.kind)])
    if meeting.is_joint and meeting.partner:
        return f"{title} với {meeting.partner.name}"
    if meeting.kind == Meeting.Kind.GROUP and meeting.group:
        return f"sinh hoạt {meeting.group.name[:1].lower()}{meeting.group.name[1:]}"
    if meeting.theme and meeting.is_regular:
        return f"{title} kết hợp chuyên đề “{meeting.theme}”"
    return f"{title} “{meeting.theme}”" if meeting.theme else title


def _body_of(meeting: Meeting) -> str:
    """Who meets."""
    if meeting.is_of_unit_committee:
        return paper_parts.UNIT_COMMITTEE
    return _BODIES.get(meeting.kind, paper_parts.CELL)


def facts_of(meeting: Meeting, state: State | None = None) -> paper_parts.Facts:
    """What the minutes need besides the log. The month's words are official ones, always Vietnamese.

    With `state` also which votes of it fell short before, in earlier meetings.
    """
    day = timezone.localdate(meeting.opened_at or meeting.planned_at)
    overseers, layout = members.overseers_of(meeting.cell_id, day), layout_for(meeting.cell, day)
    name, parent = units.known_on(meeting.cell, day)
    superior = units.known_on(parent, day).name if parent else ""
    return paper_parts.Facts(
        cell=committee_of(name) if meeting.is_of_unit_committee else name,
        superior=superior,
        committee=layout.spell(committee_of(superior)),
        fronts=_FRONTS.get(meeting.cell.cell_type or CellType.RESIDENTIAL, "Các đoàn thể"),
        month=meeting.month,
        title=title_of(meeting, layout),
        day=day,
        meeting_rules=rules_in_force(meeting),
        layout=layout,
        overseer=overseers[0].full_name if overseers else "",
        body=_body_of(meeting),
        sitting=_SITTINGS.get(meeting.kind, "buổi sinh hoạt"),
        of_the_month=meeting.kind in {Meeting.Kind.REGULAR, Meeting.Kind.COMMITTEE},
        finished_within_days=rules_on(day).value("cell-meeting.finished_within_days"),
        below={matter.value: below_threshold(meeting, matter) for matter in Matter},
        usual_mode=rules.ONLINE if meeting.mode == Meeting.Mode.ONLINE else rules.HALL,
        short_before=short_before(meeting, state) if state else {},
        sent_up_after=points_of(meeting)["charter-implementation.votes_before_sent_up"],
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """How those invited answered."""

    will: list[Invitation] = field(default_factory=list)
    cannot: list[Invitation] = field(default_factory=list)
    silent: list[Invitation] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.will) + len(self.cannot) + len(self.silent)


def name_people(meeting: Meeting, others: Iterable[Member | None] = ()) -> None:
    """Give the officers of a meeting and others shown with them the names that tell them from their namesakes
    in the cell. One query.
    """
    people = (meeting.chair, meeting.minute_taker, meeting.partner_chair, *others)
    cells = [cell.pk for cell in meeting.cells]
    members.tell_apart(filter(None, people), among=members.namesakes_in(cells))


def told_apart(invitations: Iterable[Invitation]) -> list[Invitation]:
    """The invitations with the names of their members as they are shown beside each other."""
    found = list(invitations)
    members.tell_apart(each.member for each in found)
    return found


def answers(meeting: Meeting) -> Answers:
    found = Answers()
    shelf = {"will": found.will, "cannot": found.cannot, "": found.silent}
    for invitation in told_apart(meeting.invitations.select_related("member")):
        shelf[invitation.answer].append(invitation)
    return found


def invitation_of(meeting: Meeting, actor: Actor) -> Invitation | None:
    if actor.member_id is None:
        return None
    return meeting.invitations.filter(member=actor.member_id).select_related("meeting").first()


def excuses(meeting: Meeting) -> dict[UUID, str]:
    """Why those cannot come who said so, by member."""
    cannot = meeting.invitations.filter(answer=Invitation.Answer.CANNOT)
    return dict(cannot.values_list("member_id", "reason"))


def figures_of(meeting: Meeting, state: State) -> rules.Figures:
    return rules.figures(state, rules_in_force(meeting))
