"""Writing opinions before a meeting, changing and taking them back, and marking what was raised.

Nothing here may keep who wrote an unnamed opinion: no audit line, no notice, no time.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from sotay import regulations
from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.refusal import Refusal
from sotay.meetings.locking import locked
from sotay.meetings.models import Meeting
from sotay.members.models import Member
from sotay.notify import actions as notify
from sotay.opinions import queries, rules
from sotay.opinions.models import Opinion, Survey, UnnamedOpinion

MANY = 200
"""Opinions of so many meetings are deleted in one run of the clock; the next run goes on."""


@transaction.atomic
def write(
    *, meeting: Meeting, by: Actor, member: Member, subject: UUID | None, text: str, key: UUID
) -> Opinion:
    """Keep an opinion with its writer's name; the same `key` again changes nothing. Of another member than
    `by` it was written down for them, and they are told.

    Raises Refusal once the meeting has begun.
    """
    about = _about(_before_it_begins(meeting), subject)
    pk = uuid5(meeting.pk, f"{member.pk} {key}")
    if (row := Opinion.objects.filter(pk=pk).first()) is not None:
        return row
    helped = member.pk != by.member_id
    row = Opinion.objects.create(
        id=pk,
        commune_id=meeting.commune_id,
        cell_id=meeting.cell_id,
        meeting=meeting,
        member=member,
        subject_id=subject,
        about=about,
        text=text.strip(),
        written_at=timezone.now(),
        helped_by_name=by.name if helped else "",
    )
    audit.record(
        by, "opinion.written", row, assisted=member.pk if helped else None, month=meeting.month.label()
    )
    if helped:
        url = reverse("opinions:write", args=[meeting.pk])
        notify.tell([member.pk], "opinion.written_for", url, by=by, who=by.name, month=meeting.month.label())
    return row


@sensitive_variables()
@transaction.atomic
def write_unnamed(*, meeting: Meeting, subject: UUID | None, text: str, key: UUID) -> None:
    """Keep an opinion without a name; the same `key` again changes nothing.

    All rows of the meeting are written anew in the order of their ids, which are drawn by chance.
    """
    about = _about(_before_it_begins(meeting), subject)
    pk = uuid5(meeting.pk, str(key))
    rows = {row.pk: row for row in UnnamedOpinion.objects.filter(meeting=meeting)}
    if pk in rows:
        return
    if len(rows) >= rules.MOST_UNNAMED:
        raise Refusal(_("This meeting takes no more opinions without a name. Write with your name."))
    rows[pk] = UnnamedOpinion(
        id=pk,
        commune_id=meeting.commune_id,
        cell_id=meeting.cell_id,
        meeting=meeting,
        subject_id=subject,
        about=about,
        text=text.strip(),
    )
    UnnamedOpinion.objects.filter(meeting=meeting).delete()
    UnnamedOpinion.objects.bulk_create(rows[pk] for pk in sorted(rows))


@transaction.atomic
def change(*, opinion: Opinion, by: Actor, subject: UUID | None, text: str) -> Opinion:
    """Write it anew. Raises Refusal once the meeting has begun."""
    meeting = _before_it_begins(opinion.meeting)
    row = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    row.about = row.about if subject == row.subject_id else _about(meeting, subject)
    row.subject_id, row.text = subject, text.strip()
    row.save()
    audit.record(by, "opinion.changed", row, assisted=_assisted(row, by), month=meeting.month.label())
    return row


@transaction.atomic
def take_back(*, opinion: Opinion, by: Actor) -> None:
    """Delete it. Raises Refusal once the meeting has begun."""
    meeting = _before_it_begins(opinion.meeting)
    audit.record(
        by, "opinion.taken_back", opinion, assisted=_assisted(opinion, by), month=meeting.month.label()
    )
    opinion.delete()


@transaction.atomic
def mark_raised(*, opinion: Opinion | UnnamedOpinion, by: Actor, raised: bool) -> None:
    """Say that an opinion was raised at the meeting, or take that back. Raises Refusal before it begins."""
    row = type(opinion).objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    if opinion.meeting.stage in {Meeting.Stage.PREPARING, Meeting.Stage.CANCELLED}:
        raise Refusal(_("The meeting has not begun yet."))
    if row.raised == raised:
        return
    row.raised = raised
    row.save(update_fields=["raised"])
    code = "opinion.raised" if raised else "opinion.not_raised"
    audit.record(by, code, row, month=opinion.meeting.month.label())


def forget(now: datetime) -> int:
    """Delete opinions of meetings, and surveys, that lie further back than they are kept; how many."""
    day = timezone.localdate(now)
    since = rules.kept_since(day, regulations.on(day).value("cell-meeting.opinions_kept_months"))
    done = 0
    for table in (Opinion, UnnamedOpinion):
        old = table.objects.filter(meeting__planned_at__date__lt=since).order_by()
        for meeting in list(old.values_list("meeting", flat=True).distinct()[:MANY]):
            with transaction.atomic():
                deleted, _each = table.objects.filter(meeting=meeting).delete()
                done += deleted
    ended = Survey.objects.filter(ends_on__lt=since).order_by("ends_on").values_list("pk", flat=True)
    for survey in list(ended[:MANY]):
        with transaction.atomic():
            Survey.objects.filter(pk=survey).delete()
        done += 1
    return done


def _before_it_begins(meeting: Meeting) -> Meeting:
    """The meeting, held until the transaction ends. Raises Refusal once it has begun."""
    row = locked(meeting)
    if row.stage != Meeting.Stage.PREPARING:
        raise Refusal(_("The meeting has begun, so nothing more is taken here. Say it at the meeting."))
    return row


def _about(meeting: Meeting, subject: UUID | None) -> str:
    """The words of what it is about. Raises Refusal for what is no longer asked."""
    if subject is None:
        return ""
    found = next((each.words for each in queries.subjects(meeting) if each.id == subject), None)
    if found is None:
        raise Refusal(_("That item is no longer on the agenda. Choose again."), field="subject")
    return found


def _assisted(opinion: Opinion, by: Actor) -> UUID | None:
    return opinion.member_id if opinion.member_id != by.member_id else None
