"""Asking people to come, telling them what changed, and what they answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.meetings import figures
from sotay.meetings.locking import lock_while_preparing
from sotay.meetings.log.fields import words
from sotay.meetings.models import Invitation, Meeting
from sotay.meetings.preparation import seating
from sotay.members import queries as members
from sotay.members.models import Member
from sotay.notify import actions as notify
from sotay.notify.queries import Reached, how_reached
from sotay.units.models import Unit


@transaction.atomic
def invite(*, meeting: Meeting, by: Actor) -> int:
    """Ask everybody who takes part and the overseers to come; how many were asked now.

    Asking again reaches only those added since. Source: HD 42-HD/BTCTW, II.2.2, step 1.
    """
    lock_while_preparing(meeting)
    day, now = timezone.localdate(meeting.planned_at), timezone.now()
    asked = set(meeting.invitations.values_list("member_id", flat=True))
    fresh = [
        _invitation(meeting, place.cell, place.row.member, now, overseer=False)
        for place in seating.places(meeting, day)
        if place.comes and place.row.member.pk not in asked
    ]
    seated = asked | {invitation.member_id for invitation in fresh}
    for cell, member in _overseers(meeting, day):
        if member.pk not in seated:
            fresh.append(_invitation(meeting, cell, member, now, overseer=True))
            seated.add(member.pk)
    Invitation.objects.bulk_create(fresh)
    tell_invited(meeting, "meeting.invited", by, [invitation.member_id for invitation in fresh])
    meeting.invited_at = meeting.invited_at or now
    meeting.save()
    audit.record(by, "meeting.invited", meeting, title=str(meeting), n=len(fresh))
    figures.keep(meeting)
    return len(fresh)


def _overseers(meeting: Meeting, day: date) -> list[tuple[Unit, Member]]:
    """They attend the cell and its committee (S001); a group meets among itself."""
    if meeting.kind == Meeting.Kind.GROUP:
        return []
    return [(cell, member) for cell in meeting.cells for member in members.overseers_of(cell.pk, day)]


def _invitation(meeting: Meeting, cell: Unit, member: Member, now: datetime, *, overseer: bool) -> Invitation:
    return Invitation(
        commune_id=cell.commune_id,
        cell=cell,
        meeting=meeting,
        member=member,
        as_overseer=overseer,
        sent_at=now,
    )


def tell_invited(meeting: Meeting, code: str, by: Actor, only: Iterable[UUID] | None = None) -> None:
    """Tell those invited, or only some of them, but not who did it."""
    members_asked = meeting.invitations.values_list("member_id", flat=True) if only is None else only
    notify.tell(members_asked, code, meeting.get_absolute_url(), by=by, **words_of(meeting))


def words_of(meeting: Meeting) -> dict[str, object]:
    """What a notice of a meeting says of it."""
    join = reverse("meetings:join", args=[meeting.pk]) if meeting.video_link else ""
    return {"title": meeting, "at": _spoken(meeting), "place": meeting.where, "join": join}


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody invited who has to be called. `reached` is how else, shown to who may see their
    record.
    """

    invitation: Invitation
    reached: Reached
    is_known: bool  # the reader may see their record

    @property
    def member(self) -> Member:
        return self.reached.member


def to_call(meeting: Meeting, reader: Actor) -> list[Call]:
    """Those who have neither answered nor opened the invitation; first whom nothing else reaches."""
    silent = meeting.invitations.filter(answer=Invitation.Answer.NONE, opened_at=None)
    rows = {row.member_id: row for row in silent.select_related("member__cell")}
    people = members.tell_apart(row.member for row in rows.values())
    found = [
        Call(rows[each.member.pk], each, reader.may(Can.SEE_ROSTER, each.member.cell.path))
        for each in how_reached(people)
    ]
    return sorted(found, key=lambda call: not call.reached.calls)


def to_say(meeting: Meeting) -> str:
    """What is said on the telephone, in Vietnamese: it is read aloud to a member."""
    with override("vi"):
        return str(_("You are invited: %(title)s, %(at)s, %(place)s")) % words_of(meeting)


def tell_partner(meeting: Meeting, by: Actor) -> None:
    """The leaders of the other cell learn of it at once: they prepare and conduct it as well."""
    if meeting.partner is None:
        return
    roles = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
    leading = members.holder_ids([meeting.partner.pk], *roles, day=timezone.localdate())
    url, at = meeting.get_absolute_url(), _spoken(meeting)
    notify.tell(leading, "meeting.joint", url, by=by, cell=meeting.cell.name, at=at)


def _spoken(meeting: Meeting) -> str:
    return timezone.localtime(meeting.planned_at).strftime("%H:%M, %d/%m/%Y")


@transaction.atomic
def answer(
    *, invitation: Invitation, by: Actor, will_come: bool, reason: str = "", statement: str = ""
) -> Invitation:
    """Answer an invitation, for oneself or, by the secretary, for a member without a phone.

    Whoever cannot come may leave a `statement` that is read out in the meeting.
    """
    lock_while_preparing(invitation.meeting)
    if not will_come and not reason.strip():
        raise Refusal(_("Say why you cannot come, so that it counts as excused."), field="reason")
    invitation.answer = Invitation.Answer.WILL if will_come else Invitation.Answer.CANNOT
    invitation.reason = "" if will_come else tidy(reason)
    invitation.statement = "" if will_come else words(statement)
    invitation.answered_at = timezone.now()
    invitation.save(update_fields=["answer", "reason", "statement", "answered_at"])
    _note_answer(invitation, by, will_come)
    return invitation


def _note_answer(invitation: Invitation, by: Actor, will_come: bool) -> None:
    meeting, member = invitation.meeting, invitation.member
    if by.member_id == member.pk:
        audit.record(by, "invitation.will" if will_come else "invitation.cannot", meeting)
        return
    audit.record(
        by,
        "invitation.will_for" if will_come else "invitation.cannot_for",
        meeting,
        assisted=member.pk,
        name=member.full_name,
    )


def mark_read(*, invitation: Invitation) -> None:
    """The member opened the agenda. Kept once, without an audit line: it says nothing of what was done."""
    if invitation.opened_at is None:
        Invitation.objects.filter(pk=invitation.pk, opened_at=None).update(opened_at=timezone.now())
