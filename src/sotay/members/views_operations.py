"""What happens to a member: one page each, with a form, what will follow, and one button."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest
from sotay.members import actions, effects, forms, queries, versions
from sotay.members.access import (
    access_exemption,
    access_exemption_to_decide,
    access_member,
    access_standing,
)
from sotay.members.models import ExemptionProposal, Member, Standing
from sotay.members.views import cells_kept, cells_to_send_to
from sotay.units.operations import Operation, carry_out
from sotay.units.settings import settings_of


def transfer(request: ActorRequest, pk: UUID) -> HttpResponse:
    member = access_member(request.actor, pk, Can.EDIT_ROSTER)
    form = forms.Transfer(request.POST or None, cells=cells_to_send_to(request, member))
    form.made_from(versions.status(request.actor, member))
    operation = _operation(
        member,
        title=_("Transfer to another cell"),
        button=_("Transfer the member"),
        done=_("The transfer is recorded."),
        effects=effects.of_transfer(member, timezone.localdate()),
        intro=_("For a cell outside this system, use “Left” instead."),
    )
    return carry_out(
        request,
        operation,
        form,
        lambda: actions.transfer(member=member, by=request.actor, **form.cleaned_data),
        undo_at=lambda: _undo_at(request, "undo_transfer", member),
    )


@require_POST
def undo_transfer(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Take back the latest transfer: back to the cell before, on the day it was made."""
    member = access_member(request.actor, pk, Can.EDIT_ROSTER)
    came = queries.latest_transfer(member)
    if came is not None and not request.actor.may(Can.EDIT_ROSTER, came.cell.path):
        raise Http404
    edited = versions.status(request.actor, member)
    edited.carry_out(request, lambda: actions.take_back_transfer(member=member, by=request.actor))
    undo.offer(request, _("The transfer is taken back, and the roles that ended with it are held again."))
    return redirect(member)


def transfer_temporarily(request: ActorRequest, pk: UUID) -> HttpResponse:
    member = access_member(request.actor, pk, Can.EDIT_ROSTER)
    form = forms.TemporaryTransfer(request.POST or None, cells=cells_to_send_to(request, member))
    form.made_from(versions.status(request.actor, member))
    operation = _operation(
        member,
        title=_("Temporary transfer"),
        button=_("Record the temporary transfer"),
        done=_("The temporary transfer is recorded."),
        effects=effects.of_temporary_transfer(member),
    )

    def do() -> None:
        given = form.cleaned_data
        actions.transfer_temporarily(
            member=member,
            by=request.actor,
            to_cell=given.get("to_cell"),
            elsewhere=given["elsewhere"],
            note=given["note"],
            **form.days(),
        )

    return carry_out(request, operation, form, do)


def full_status(request: ActorRequest, pk: UUID) -> HttpResponse:
    member, day = access_member(request.actor, pk, Can.EDIT_ROSTER), timezone.localdate()
    due = effects.probation_note(member, day)
    form = forms.FullStatus(request.POST or None, initial={"from_on": due if due and due <= day else None})
    form.made_from(versions.status(request.actor, member))
    operation = _operation(
        member,
        title=_("Recognise as a full member"),
        button=_("Record full status"),
        done=_("Full status is recorded."),
        effects=effects.of_full_status(member, day),
    )
    return carry_out(
        request,
        operation,
        form,
        lambda: actions.set_standing(
            member=member, by=request.actor, kind=Standing.Kind.FULL, **form.cleaned_data
        ),
    )


def exempt(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Exempt a member, or propose it: by whom it is decided depends on why."""
    member, day = access_member(request.actor, pk, Can.EDIT_ROSTER), timezone.localdate()
    own = settings_of(member.cell, day)["charter-implementation.exemption_decided_by_cell"]
    decides = request.actor.may_from_above(Can.EDIT_ROSTER, member.cell.path)
    form = forms.Exempt(request.POST or None, own=own, decides=decides)
    form.made_from(versions.status(request.actor, member))
    asked = request.POST.get("ground", "")
    recorded = decides or asked in own
    operation = _operation(
        member,
        title=_("Exempt from work and Party activities"),
        button=_("Record the exemption") if decides else _("Record the cell's resolution"),
        done=_("The exemption is recorded, as the cell decided.")
        if recorded
        else _("Proposed. The member is exempt once the committee above has approved it."),
        effects=effects.of_exemption(),
        intro=""
        if decides
        else _(
            "For old age or weak health the cell decides, and reports it up. For any other reason its "
            "resolution proposes the exemption, and the committee above decides."
        ),
    )

    def do() -> object:
        given = form.cleaned_data
        return actions.exempt(
            member=member, by=request.actor, ground=given["ground"], note=given["note"], **form.days()
        )

    return carry_out(request, operation, form, do)


def decide_exemption(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What the committee above decided on an exemption that a cell proposed."""
    row = access_exemption_to_decide(request.actor, pk)
    if row.status != ExemptionProposal.Status.WAITING and request.method != "POST":
        return redirect(row.member)
    form = forms.DecideExemption(request.POST or None).made_from(versions.exemption(request.actor, row))
    until = f" – {row.until_on - timedelta(days=1):%d/%m/%Y}" if row.until_on else ""
    operation = _operation(
        row.member,
        title=_("Decide on the proposed exemption"),
        button=_("Record the decision"),
        done=_("The decision is recorded. The cell sees it on the member's record."),
        effects=effects.of_exemption(),
        intro=_("%(ground)s, from %(day)s. Proposed by %(name)s. %(note)s")
        % {
            "ground": row.get_ground_display(),
            "day": f"{row.from_on:%d/%m/%Y}{until}",
            "name": row.proposed_by_name,
            "note": row.note,
        },
    )

    def do() -> object:
        if form.cleaned_data["approved"] == "yes":
            return actions.approve_exemption(proposal=row, by=request.actor, decision=form.decision())
        because = form.cleaned_data["because"]
        return actions.decline_exemption(proposal=row, by=request.actor, because=because)

    return carry_out(request, operation, form, do)


@require_POST
def withdraw_exemption(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Take back a proposal that nobody has decided on."""
    row = access_exemption(request.actor, pk)
    edited = versions.exemption(request.actor, row)
    edited.carry_out(request, lambda: actions.withdraw_exemption(proposal=row, by=request.actor))
    undo.offer(request, _("The proposal is withdrawn."))
    return redirect(row.member)


def suspend(request: ActorRequest, pk: UUID) -> HttpResponse:
    member = access_member(request.actor, pk, Can.EDIT_ROSTER)
    decides = request.actor.may_from_above(Can.EDIT_ROSTER, member.cell.path)
    operation = _operation(
        member,
        title=_("Suspend from Party activities"),
        button=_("Record the suspension"),
        done=_("The suspension is recorded."),
        effects=effects.of_suspension(member, timezone.localdate()),
        intro="" if decides else _("Decided by the level above the cell and recorded by its office."),
    )
    if not actions.suspension_decided_above(member.cell, timezone.localdate()):
        return _give(request, member, Standing.Kind.SUSPENDED, operation)
    form = forms.Suspend(request.POST or None)
    form.made_from(versions.status(request.actor, member))
    return carry_out(
        request,
        operation,
        form,
        lambda: actions.set_standing(
            member=member,
            by=request.actor,
            kind=Standing.Kind.SUSPENDED,
            note=form.cleaned_data["note"],
            decision=form.decision(),
            **form.days(),
        ),
    )


def prosecute(request: ActorRequest, pk: UUID) -> HttpResponse:
    member = access_member(request.actor, pk, Can.EDIT_ROSTER)
    operation = _operation(
        member,
        title=_("Prosecuted, charged or detained"),
        button=_("Record it"),
        done=_("It is recorded."),
        effects=effects.of_prosecution(member, timezone.localdate()),
        intro=_("When the body that suspends or prosecutes has told the Party organisation."),
    )
    return _give(request, member, Standing.Kind.PROSECUTED, operation)


def end_standing(request: ActorRequest, pk: UUID) -> HttpResponse:
    standing = access_standing(request.actor, pk)
    form = forms.End(request.POST or None).made_from(versions.standing(request.actor, standing))
    operation = _operation(
        standing.member,
        title=_("End: %(standing)s") % {"standing": standing.get_kind_display()},
        button=_("Record the end"),
        done=_("The end is recorded."),
    )
    return carry_out(
        request,
        operation,
        form,
        lambda: actions.end_standing(standing=standing, by=request.actor, on=form.first_day_after()),
    )


def leave(request: ActorRequest, pk: UUID) -> HttpResponse:
    member = access_member(request.actor, pk, Can.EDIT_ROSTER)
    decided = actions.decided_causes(member.cell, timezone.localdate())
    decides = request.actor.may_from_above(Can.EDIT_ROSTER, member.cell.path)
    form = forms.Leave(request.POST or None, decided=decided, decides=decides).made_from(
        versions.status(request.actor, member)
    )
    operation = _operation(
        member,
        title=_("Record that the member left"),
        button=_("Record the leaving"),
        done=_("The leaving is recorded."),
        effects=effects.of_leaving(member, timezone.localdate()),
        intro="" if decides else _leaving_decided_above(decided),
    )
    return carry_out(
        request,
        operation,
        form,
        lambda: actions.leave(
            member=member,
            by=request.actor,
            on=form.cleaned_data["on"],
            cause=form.cleaned_data["cause"],
            note=form.cleaned_data["note"],
            decision=form.decision() if form.cleaned_data["cause"] in decided else None,
        ),
        undo_at=lambda: _undo_at(request, "undo_leave", member),
    )


def _leaving_decided_above(decided: Collection[str]) -> str:
    words = _("Decided by the level above the cell and recorded by its office: %(causes)s.")
    return words % {"causes": forms.in_words(decided)} if decided else ""


@require_POST
def undo_leave(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The leaving was a mistake: take it back as if it had never been."""
    member = access_member(request.actor, pk, Can.EDIT_ROSTER)
    edited = versions.status(request.actor, member)
    edited.carry_out(request, lambda: actions.come_back(member=member, by=request.actor))
    undo.offer(request, _("The leaving is taken back, and the roles that ended with it are held again."))
    return redirect(member)


def come_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    member = access_member(request.actor, pk, Can.EDIT_ROSTER)
    form = forms.ComeBack(request.POST or None, cells=cells_kept(request), cell=member.cell)
    form.made_from(versions.status(request.actor, member))
    operation = _operation(
        member,
        title=_("Record that the member came back"),
        button=_("Record the return"),
        done=_("The return is recorded."),
        effects=effects.of_coming_back(member),
    )
    return carry_out(
        request,
        operation,
        form,
        lambda: actions.come_back(member=member, by=request.actor, **form.cleaned_data),
    )


def _undo_at(request: ActorRequest, name: str, member: Member) -> str:
    """Takes back what was just done, and nothing that somebody does after it."""
    member = access_member(request.actor, member.pk)
    return undo.only_as_seen(
        reverse(f"members:{name}", args=[member.pk]), versions.status(request.actor, member)
    )


def _give(request: ActorRequest, member: Member, kind: str, operation: Operation) -> HttpResponse:
    form = forms.GiveStanding(request.POST or None).made_from(versions.status(request.actor, member))
    return carry_out(
        request,
        operation,
        form,
        lambda: actions.set_standing(
            member=member, by=request.actor, kind=kind, note=form.cleaned_data["note"], **form.days()
        ),
    )


def _operation(
    member: Member, *, title: str, button: str, done: str, effects: list[str] | None = None, intro: str = ""
) -> Operation:
    return Operation(
        title=f"{title}: {member.full_name}",
        button=button,
        back=member.get_absolute_url(),
        back_words=member.full_name,
        done=done,
        effects=effects or [],
        intro=intro,
        about=member.cell,
    )
