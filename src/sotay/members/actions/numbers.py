"""Numbers that two members are recorded with.

That somebody is a Party member is sensitive by law, so a number is compared only with members whose records
the actor may see. Among the others it may stand a second time: the person is recorded all the same, nothing
is said of it, and the pair is kept for those who may see both records (`queries.clashes`). For the same
reason the database has no unique constraint on numbers: its refusal would tell what the sentence keeps back.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.kernel.actor import SYSTEM, Actor
from sotay.kernel.refusal import Refusal
from sotay.members import rules
from sotay.members.models import Member, MemberQuerySet, NumberClash
from sotay.members.queries import in_sight

_AT_A_TIME = 500
"""Members compared in one query; databases bound what one statement may carry."""


def refuse_seen(member: Member, by: Actor) -> None:
    """Raises Refusal for a number that somebody holds whom the actor may see."""
    seen = Member.objects.all() if by is SYSTEM else in_sight(by, timezone.localdate())
    for field, sentence in (
        ("member_card_no", _("Another member has this card number. Check the number on the card.")),
        ("citizen_id", _("Another member has this citizen ID number. Check the number on the card.")),
    ):
        number = getattr(member, field)
        if number and _holders(seen, field, [number]).exclude(pk=member.pk).exists():
            raise Refusal(sentence, field=field)


def note_clashes(members: Iterable[Member]) -> None:
    """Keep every pair of current members in which one of these shares a number with somebody."""
    members = list(members)
    for field in rules.NUMBERS:
        own = [member for member in members if getattr(member, field)]
        for start in range(0, len(own), _AT_A_TIME):
            _note(field, own[start : start + _AT_A_TIME])


def _note(field: str, members: list[Member]) -> None:
    numbers = [getattr(member, field) for member in members]
    others: dict[str, list[UUID]] = {}
    communes: dict[UUID, UUID] = {}
    holders = _holders(Member.objects.all(), field, numbers).values_list("pk", "commune_id", field)
    for pk, commune, number in holders:
        others.setdefault(rules.bare(number), []).append(pk)
        communes[pk] = commune
    pairs = {
        tuple(sorted([member.pk, other]))
        for member in members
        for other in others.get(rules.bare(getattr(member, field)), ())
        if other != member.pk and member.pk in communes
    }
    now = timezone.now()
    NumberClash.objects.bulk_create(
        [
            NumberClash(commune_id=communes[one], field=field, first_id=one, second_id=two, noted_at=now)
            for one, two in sorted(pairs)
        ],
        ignore_conflicts=True,
    )


def _holders(among: MemberQuerySet, field: str, numbers: Iterable[str]) -> MemberQuerySet:
    """Those of the members, still here, who hold any of the numbers, with or without the zeros in front."""
    spelled = {form for number in numbers for form in rules.spellings(number)}
    return among.current().filter(**{f"{field}__in": sorted(spelled)})
