"""Entering a post, ending it, taking a mistake out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.periods import as_day
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.members.models import Member
from sotay.registers.posts.models import Post
from sotay.registers.refusals import NotYetComeDay
from sotay.units.models import Unit


class LastBeforeFirst(Refusal):
    def __init__(self, first: date) -> None:
        sentence = _("The post began on %(day)s. Choose a later day.")
        super().__init__(sentence % {"day": as_day(first)}, field="until_on")


class PlaceNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Choose the ward or commune that is led, and whether it is the member's own."),
            field="is_local",
        )


@transaction.atomic
def enter(
    *,
    member: Member,
    by: Actor,
    kind: str,
    side: str,
    title: str,
    place: str,
    from_on: date,
    until_on: date | None = None,
    place_unit: Unit | None = None,
    is_chief: bool = False,
    is_local: bool | None = None,
    came_by: str = Post.CameBy.ELECTED,
    term: str = "",
    decision_no: str = "",
) -> Post:
    """Enter a post somebody holds, or is planned for. A chief takes the place and whether it is their own."""
    planned = kind == Post.Kind.PLANNED
    if until_on is not None and until_on <= from_on:
        raise LastBeforeFirst(from_on)
    if not planned and from_on > timezone.localdate():
        raise NotYetComeDay("from_on")
    if is_chief and not planned and is_local is None:
        raise PlaceNeeded
    chief: dict[str, Any] = {"is_chief": is_chief, "is_local": is_local} if not planned else {}
    row = Post.objects.create(
        commune_id=member.commune_id,
        cell=member.cell,
        member=member,
        kind=kind,
        side=side,
        title=tidy(title)[:120],
        place=tidy(place)[:160],
        place_unit=place_unit,
        came_by=came_by,
        term=tidy(term)[:40] if planned else "",
        decision_no=tidy(decision_no)[:60],
        from_on=from_on,
        until_on=until_on,
        **chief,
    )
    audit.record(by, "post.entered", row, name=member.full_name)
    return row


@transaction.atomic
def end(*, post: Post, by: Actor, until_on: date) -> Post:
    """`until_on` is the first day it is no longer held."""
    row = Post.objects.select_for_update(of=("self",)).select_related("member").get(pk=post.pk)
    if until_on <= row.from_on:
        raise LastBeforeFirst(row.from_on)
    row.until_on = until_on
    row.save()
    audit.record(by, "post.ended", row, name=row.member.full_name, day=as_day(until_on))
    return row


@transaction.atomic
def take_out(*, post: Post, by: Actor) -> None:
    audit.record(by, "post.taken_out", post, name=post.member.full_name)
    post.delete()
