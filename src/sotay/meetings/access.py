"""The door to meetings."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from sotay.kernel.actor import ABOVE_CELLS, Actor, Can, Grant, Role
from sotay.kernel.reading import Scope
from sotay.kernel.rows import get_or_none
from sotay.kernel.tree import inside
from sotay.meetings.models import AgendaItem, Invitation, MatterSetAside, Meeting, MeetingPaper
from sotay.units.access import access_unit
from sotay.units.models import Unit


def access_meeting(actor: Actor, pk: UUID, need: Can = Can.SEE_MEETING) -> Meeting:
    """The meeting, when the actor may do `need` in it; Http404 when not."""
    meeting = get_or_none(Meeting.objects.select_related("cell__parent"), pk)
    if meeting is None or not may(actor, meeting, need):
        raise Http404
    return meeting


def access_to_attach(actor: Actor, pk: UUID) -> Meeting:
    """A meeting whose papers the actor adds to: who prepares it, and who conducts it in the hall."""
    meeting = access_meeting(actor, pk)
    if not (may(actor, meeting, Can.PREPARE) or may(actor, meeting, Can.CONDUCT)):
        raise Http404
    return meeting


def access_to_set_up(actor: Actor, pk: UUID) -> Unit:
    """A unit whose meetings the actor prepares: a cell, or a unit above cells whose committee meets."""
    unit = access_unit(actor, pk, Can.PREPARE)
    if not (unit.is_cell or may_set_up(actor, unit)):
        raise Http404
    return unit


def may_set_up(actor: Actor, unit: Unit) -> bool:
    """Whether the actor sets up meetings of the committee of a unit above cells."""
    return unit.kind in ABOVE_CELLS and actor.may(Can.PREPARE, unit.path)


def may(actor: Actor, meeting: Meeting, need: Can) -> bool:
    """A joint meeting is of both its cells alike. Of a committee's, sitting in the cell opens nothing:
    its members, the overseer and the offices above see it.

    Its chair and minute-taker conduct it whatever else they hold, and whoever is invited sees it: until
    it is reported. Afterwards it is for those of the cell alone, so who has gone elsewhere takes nothing
    along.
    """
    if any(_by_role(grant, meeting, need) for grant in actor.grants):
        return True
    if need is Can.SEE_MEETING:
        return meeting.is_in_hand and (_is_officer(actor, meeting) or _is_invited(actor, meeting))
    if need is Can.CONDUCT and _is_officer(actor, meeting):
        return meeting.is_in_hand or may(actor, meeting, Can.SEE_MEETING)
    return False


def _by_role(grant: Grant, meeting: Meeting, need: Can) -> bool:
    if meeting.kind == Meeting.Kind.COMMITTEE and grant.role == Role.MEMBER:
        return False
    return any(grant.allows(need, cell.path) for cell in meeting.cells)


def can_open(actor: Actor, pk: UUID | None) -> bool:
    """Whether a link to the meeting would open for the actor: for what came of it and names it."""
    meeting = get_or_none(Meeting.objects.select_related("cell", "partner"), pk) if pk else None
    return meeting is not None and may(actor, meeting, Can.SEE_MEETING)


def can_read(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor may read what was said: those of the cell, its overseer and inspectors always;
    whoever is invited until the meeting is reported; the office above once it is.
    """
    if meeting.stage == Meeting.Stage.REPORTED and may(actor, meeting, Can.SEE_MEETING):
        return True
    if may(actor, meeting, Can.CONDUCT):
        return True
    not_as_office = (grant for grant in actor.grants if grant.role != Role.WARD_OFFICE)
    by_role = any(_by_role(grant, meeting, Can.SEE_MEETING) for grant in not_as_office)
    return by_role or (meeting.is_in_hand and _is_invited(actor, meeting))


def readable_q(actor: Actor) -> Q:
    """Rows with a `cell` and a `meeting_id` that came of what the actor may read, for a list of them.

    What came of no meeting waits for no report. What came of a committee's is not for everybody who sits in
    the cell.
    """
    office, member = Role.WARD_OFFICE, Role.MEMBER
    meeting = Meeting.objects.filter(pk=OuterRef("meeting_id"))
    by_post = inside("cell__path", *actor.without(office, member).reach(Can.SEE_MEETING))
    sitting = inside("cell__path", *actor.only(member).reach(Can.SEE_MEETING))
    above = inside("cell__path", *actor.only(office).reach(Can.SEE_MEETING))
    of_committee = meeting.filter(kind=Meeting.Kind.COMMITTEE)
    waits = meeting.exclude(stage=Meeting.Stage.REPORTED)
    return by_post | (sitting & Q(~Exists(of_committee))) | (above & Q(~Exists(waits)))


def can_join(actor: Actor, meeting: Meeting) -> bool:
    """Who is shown the link to an online meeting: whoever is to be there, not everybody who may look in."""
    waits = meeting.stage in {Meeting.Stage.PREPARING, Meeting.Stage.OPEN}
    if not (waits and meeting.video_link):
        return False
    return _is_invited(actor, meeting) or may(actor, meeting, Can.CONDUCT)


def seen_by(actor: Actor) -> Q:
    """Rows of `Meeting` that the actor sees: what `may` answers of one, for a list."""
    member, posts = actor.only(Role.MEMBER), actor.without(Role.MEMBER)
    by_role = _of(posts, Can.SEE_MEETING) | (_of(member, Can.SEE_MEETING) & ~Q(kind=Meeting.Kind.COMMITTEE))
    return by_role | (IN_HAND & (_officer(actor) | _invited(actor)))


def read_by(actor: Actor) -> Q:
    """Rows of `Meeting` whose words the actor may read: what `can_read` answers of one, for a list."""
    member, above = actor.only(Role.MEMBER), actor.without(Role.MEMBER, Role.WARD_OFFICE)
    by_role = _of(above, Can.SEE_MEETING) | (_of(member, Can.SEE_MEETING) & ~Q(kind=Meeting.Kind.COMMITTEE))
    conducts = _of(actor.without(Role.MEMBER), Can.CONDUCT) | (_officer(actor) & (IN_HAND | seen_by(actor)))
    reported = Q(stage=Meeting.Stage.REPORTED) & seen_by(actor)
    return reported | conducts | by_role | (IN_HAND & _invited(actor))


IN_HAND = ~Q(stage__in=(Meeting.Stage.REPORTED, Meeting.Stage.CANCELLED))
NOBODY = Q(pk__in=[])


def _of(actor: Actor, need: Can) -> Q:
    """Meetings of a cell where the actor's roles meet the need; a joint one is of both its cells."""
    parts = actor.reach(need)
    return inside("cell__path", *parts) | inside("partner__path", *parts)


def _officer(actor: Actor) -> Q:
    who = actor.member_id
    return Q(chair=who) | Q(minute_taker=who) | Q(partner_chair=who) if who else NOBODY


def _invited(actor: Actor) -> Q:
    mine = Invitation.objects.filter(meeting=OuterRef("pk"), member=actor.member_id)
    return Q(Exists(mine)) if actor.member_id else NOBODY


def papers(actor: Actor) -> Scope:
    """Minutes and resolution, drafted or signed, wait for the report as what was said does. Each of two cells
    that met together reads the record of the other.
    """
    about = Meeting.objects.filter(pk=OuterRef("about_id"))
    together = about.filter(seen_by(actor), kind=Meeting.Kind.JOINT)
    here = inside("cell__path", *actor.reach(Can.SEE_MEETING)) | Q(Exists(together))
    return Scope(known=Q(Exists(about)), readable=here & Q(Exists(about.filter(read_by(actor)))))


def documents(actor: Actor) -> Scope:
    """A document is for those who may see the meeting it was given for, also after it was taken away from it,
    and any other it was put before since.
    """
    before = Meeting.objects.filter(Q(papers__document=OuterRef("pk")) | Q(pk=OuterRef("about_id")))
    given = Q(about_id__isnull=False) | Q(Exists(MeetingPaper.objects.filter(document=OuterRef("pk"))))
    return Scope(known=given, readable=Q(Exists(before.filter(seen_by(actor)))))


def _is_officer(actor: Actor, meeting: Meeting) -> bool:
    officers = {meeting.chair_id, meeting.minute_taker_id, meeting.partner_chair_id}
    return actor.member_id is not None and actor.member_id in officers


def _is_invited(actor: Actor, meeting: Meeting) -> bool:
    return actor.member_id is not None and meeting.invitations.filter(member=actor.member_id).exists()


def access_item(actor: Actor, pk: UUID, need: Can = Can.PREPARE) -> AgendaItem:
    item = get_or_none(AgendaItem.objects.select_related("meeting__cell", "meeting__partner"), pk)
    if item is None or not may(actor, item.meeting, need):
        raise Http404
    return item


def access_set_aside(actor: Actor, pk: UUID, need: Can = Can.PREPARE) -> MatterSetAside:
    matter = get_or_none(
        MatterSetAside.objects.select_related("cell", "meeting__cell", "meeting__partner"), pk
    )
    if matter is None or not may(actor, matter.meeting, need):
        raise Http404
    return matter


def access_paper(actor: Actor, pk: UUID, need: Can = Can.PREPARE) -> MeetingPaper:
    paper = get_or_none(
        MeetingPaper.objects.select_related("meeting__cell", "meeting__partner", "document"), pk
    )
    if paper is None or not may(actor, paper.meeting, need):
        raise Http404
    return paper


def access_invitation(actor: Actor, pk: UUID) -> Invitation:
    """One's own invitation, or, for those who prepare the meeting, that of a member they help."""
    invitation = get_or_none(
        Invitation.objects.select_related("meeting__cell", "meeting__partner", "member"), pk
    )
    if invitation is None:
        raise Http404
    if invitation.member_id != actor.member_id and not may(actor, invitation.meeting, Can.PREPARE):
        raise Http404
    return invitation
