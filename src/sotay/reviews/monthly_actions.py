"""The month in three lines: what a member writes, what the cell says of it, and the member's answer."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.navigation import LEADERS
from sotay.kernel.periods import Month
from sotay.members.models import Member
from sotay.members.queries import holder_ids
from sotay.notify import actions as notify
from sotay.reviews import refusals
from sotay.reviews.models import MonthlyReview
from sotay.units.settings import setting

MONTHLY = "review.monthly"


@transaction.atomic
def write(
    *, member: Member, month: Month, by: Actor, did: str, fell_short: str, ahead: str, proposed: str
) -> MonthlyReview:
    """Keep a member's three lines and the level they propose; until the cell has rated the month.

    Somebody else who writes does it for the member, which is kept. Raises NotMonthly, NotThisMonth,
    NothingWritten, MonthIsRated.
    """
    row = _locked(member, month)
    lines = {"did": did.strip(), "fell_short": fell_short.strip(), "ahead": ahead.strip()}
    if row.level:
        raise refusals.MonthIsRated
    if not any(lines.values()):
        raise refusals.NothingWritten("did")
    is_new = row.written_at is None
    helped = by.member_id != member.pk
    for name, text in lines.items():
        setattr(row, name, text)
    row.proposed, row.written_at = proposed, timezone.now()
    row.helped_by_name = by.name if helped else ""
    row.save()
    assisted = member.pk if helped else None
    audit.record(
        by, "review.month_written", row, assisted=assisted, name=member.full_name, month=month.label()
    )
    if is_new and not helped:
        _tell_leaders(by, row, "review.month_written")
    return row


@transaction.atomic
def take_back(*, review: MonthlyReview, by: Actor) -> None:
    """Delete what was written of a month that the cell has not rated. Raises MonthIsRated."""
    row = _locked(review.member, review.month)
    if row.level:
        raise refusals.MonthIsRated
    audit.record(by, "review.month_taken_back", row, name=row.member.full_name, month=row.month.label())
    row.delete()


@transaction.atomic
def rate(*, member: Member, month: Month, by: Actor, comment: str, level: str) -> MonthlyReview:
    """The cell's comment and level for a member's month; an empty level takes it back.

    Raises NotMonthly, NotThisMonth.
    """
    row = _locked(member, month)
    row.comment, row.level = comment.strip(), level
    row.rated_at, row.rated_by_name = (timezone.now(), by.name) if level else (None, "")
    row.save()
    code = "review.month_rated" if level else "review.month_unrated"
    audit.record(by, code, row, name=member.full_name, month=month.label())
    url = reverse("reviews:month", args=[member.pk, str(month)])
    if level:
        notify.tell([member.pk], "review.month_rated", url, by=by, month=month.label())
    return row


@transaction.atomic
def answer(*, review: MonthlyReview, by: Actor, text: str) -> MonthlyReview:
    """The member's word on what the cell said; empty takes it back. Raises NothingToAnswer."""
    row = _locked(review.member, review.month)
    if not row.level:
        raise refusals.NothingToAnswer
    row.answer = text.strip()
    row.answered_at = timezone.now() if row.answer else None
    row.save(update_fields=["answer", "answered_at"])
    assisted = row.member_id if by.member_id != row.member_id else None
    name, month = row.member.full_name, row.month.label()
    audit.record(by, "review.month_answered", row, assisted=assisted, name=name, month=month)
    _tell_leaders(by, row, "review.month_answered")
    return row


def _locked(member: Member, month: Month) -> MonthlyReview:
    """The month's row, or a new one; of two devices at once the second waits for the first."""
    held = (
        Member.objects.select_for_update(no_key=True, of=("self",)).select_related("cell").get(pk=member.pk)
    )
    today = timezone.localdate()
    if month > Month.of(today):
        raise refusals.NotThisMonth
    row = MonthlyReview.objects.filter(cell=held.cell, member=held, month=month).first()
    if row is None and not setting(held.cell, MONTHLY, today):
        raise refusals.NotMonthly
    return row or MonthlyReview(commune_id=held.cell.commune_id, cell=held.cell, member=held, month=month)


def _tell_leaders(by: Actor, row: MonthlyReview, code: str) -> None:
    leaders = holder_ids([row.cell_id], *LEADERS, day=timezone.localdate())
    url = reverse("reviews:cell_month", args=[row.cell_id, str(row.month)])
    notify.tell(leaders, code, url, by=by, name=row.member.full_name, month=row.month.label())
