"""Exempting a member from work and Party activities.

For age or weak health the cell decides; for any other ground its resolution proposes and the committee above
decides. Source: HD 38-HD/BTCTW, section IV.1; "charter-implementation", point `exemption_decided_by_cell`.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor, Can
from sotay.kernel.periods import as_day
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.members import rules
from sotay.members.actions.checks import in_order, locked, not_oneself, still_here
from sotay.members.actions.standing import set_standing
from sotay.members.models import ExemptionProposal, Member, Standing
from sotay.units import decisions
from sotay.units.decisions import Decision
from sotay.units.models import Unit
from sotay.units.settings import settings_of

Status = ExemptionProposal.Status


def decided_by_cell(cell: Unit, ground: str, day: date) -> bool:
    return ground in settings_of(cell, day)["charter-implementation.exemption_decided_by_cell"]


def decides(by: Actor, cell: Unit, ground: str, day: date) -> bool:
    """Whether what the actor records is the decision: the cell's own grounds, or the office above."""
    return by.may_from_above(Can.EDIT_ROSTER, cell.path) or decided_by_cell(cell, ground, day)


@transaction.atomic
def exempt(
    *,
    member: Member,
    by: Actor,
    ground: str,
    from_on: date,
    until_on: date | None = None,
    note: str = "",
) -> Standing | ExemptionProposal:
    """Exempt the member, or propose it where the committee above decides.

    Raises Refusal for oneself, who has left, days in the wrong order, and while a proposal waits.
    """
    if decides(by, member.cell, ground, timezone.localdate()):
        kind = Standing.Kind.EXEMPT
        return set_standing(
            member=member, by=by, kind=kind, from_on=from_on, until_on=until_on, note=note, ground=ground
        )
    member = locked(member)
    not_oneself(member, by)
    still_here(member)
    in_order(from_on, until_on)
    _refuse_twice(member, from_on, until_on)
    row = ExemptionProposal.objects.create(
        commune_id=member.commune_id,
        cell=member.cell,
        member=member,
        ground=ground,
        from_on=from_on,
        until_on=until_on,
        note=tidy(note),
        proposed_at=timezone.now(),
        proposed_by_name=by.name,
    )
    audit.record(by, "member.exemption_proposed", member, name=member.full_name, on=as_day(from_on))
    return row


@transaction.atomic
def approve_exemption(*, proposal: ExemptionProposal, by: Actor, decision: Decision | None) -> Standing:
    """The committee above agrees; the member is exempt from the proposed day."""
    columns = decisions.check(decision).columns()
    row = _waiting(proposal)
    standing = set_standing(
        member=row.member,
        by=by,
        kind=Standing.Kind.EXEMPT,
        from_on=row.from_on,
        until_on=row.until_on,
        note=row.note,
        ground=row.ground,
    )
    for name, value in columns.items():
        setattr(row, name, value)
        setattr(standing, name, value)
    standing.save()
    _answer(row, Status.APPROVED, by)
    return standing


@transaction.atomic
def decline_exemption(*, proposal: ExemptionProposal, by: Actor, because: str) -> None:
    """The committee above does not agree, for a reason that the cell reads."""
    if not tidy(because):
        raise Refusal(_("Say why it is not approved."), field="because")
    row = _waiting(proposal)
    row.because = tidy(because)[:300]
    _answer(row, Status.DECLINED, by)
    audit.record(by, "member.exemption_declined", row.member, name=row.member.full_name)


@transaction.atomic
def withdraw_exemption(*, proposal: ExemptionProposal, by: Actor) -> None:
    """The cell takes its proposal back while nobody has decided on it."""
    row = _waiting(proposal)
    _answer(row, Status.WITHDRAWN, by)
    audit.record(by, "member.exemption_withdrawn", row.member, name=row.member.full_name)


def locked_proposal(proposal: ExemptionProposal) -> ExemptionProposal:
    rows = ExemptionProposal.objects.select_for_update(of=("self",))
    return rows.select_related("member__cell").get(pk=proposal.pk)


def _waiting(proposal: ExemptionProposal) -> ExemptionProposal:
    row = locked_proposal(proposal)
    if row.status != Status.WAITING:
        raise Refusal(
            _("This proposal was dealt with meanwhile: %(status)s.") % {"status": row.get_status_display()}
        )
    return row


def _answer(row: ExemptionProposal, status: str, by: Actor) -> None:
    row.status, row.answered_at, row.answered_by_name = status, timezone.now(), by.name
    row.save()


def _refuse_twice(member: Member, from_on: date, until_on: date | None) -> None:
    if member.exemption_proposals.filter(status=Status.WAITING).exists():
        raise Refusal(_("An exemption is proposed already and waits for the committee above."))
    exempt = member.standings.filter(kind=Standing.Kind.EXEMPT)
    if any(rules.overlaps(row, from_on, until_on) for row in exempt):
        raise Refusal(
            _("This is recorded already for some of these days. End that first, or choose other days."),
            field="from_on",
        )
