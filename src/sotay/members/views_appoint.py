"""Appointing people to roles at a unit, and ending that."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest
from sotay.kernel.text import tidy
from sotay.members import actions, forms, queries, versions
from sotay.members.access import access_appointment, roles_to_hand_out
from sotay.members.actions.appointing import holder_name
from sotay.members.models import Member
from sotay.units.access import access_unit
from sotay.units.models import Unit
from sotay.units.operations import Operation, carry_out

SHOWN = 30
T = TypeVar("T")
_MEMBER, _ACCOUNT = "member", "account"


def appoint(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Choose a role and a person; `?q=` finds people beyond the unit's own members."""
    unit = access_unit(request.actor, pk, Can.APPOINT)
    roles = roles_to_hand_out(request.actor, unit)
    if not roles:
        raise Http404
    words = tidy(request.GET.get("q", ""))[:100]
    people = [*_members(request, unit, words), *_accounts(words)]
    form = forms.Appoint(request.POST or None, roles=roles, people=people)
    form.made_from(versions.posts(request.actor, unit))
    operation = Operation(
        title=_("Appoint somebody at %(unit)s") % {"unit": unit.name},
        button=_("Appoint"),
        back=unit.get_absolute_url(),
        back_words=unit.name,
        done=_("The appointment is recorded."),
        effects=[
            _("The person can do what the role allows as soon as its first day has come."),
            _("When its last day has passed, or you end it, they no longer can."),
        ],
        about=unit,
    )

    def do() -> None:
        given = form.cleaned_data
        actions.appoint(
            by=request.actor,
            unit=unit,
            role=given["role"],
            note=given["note"],
            replace=given.get("replace", False),
            member=_chosen(given["person"], _MEMBER, _member),
            account=_chosen(given["person"], _ACCOUNT, _account),
            **form.days(),
        )

    more = {"q": words, "of_cell": unit.is_cell}
    return carry_out(request, operation, form, do, template="members/appoint.html", more=more)


def end_appointment(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access_appointment(request.actor, pk)
    form = forms.End(request.POST or None).made_from(versions.appointment(request.actor, row))
    said = {"name": holder_name(row), "role": row.get_role_display()}
    operation = Operation(
        title=_("End the appointment of %(name)s as %(role)s") % said,
        button=_("End the appointment"),
        back=row.unit.get_absolute_url(),
        back_words=row.unit.name,
        done=_("The end of the appointment is recorded."),
        effects=[_("After that day they can no longer do what the role allows.")],
        about=row.unit,
    )
    return carry_out(
        request,
        operation,
        form,
        lambda: actions.end_appointment(appointment=row, by=request.actor, on=form.first_day_after()),
    )


def _members(request: ActorRequest, unit: Unit, words: str) -> list[tuple[str, str]]:
    """Choices: the unit's own members, or those in the appointer's sight who match the words."""
    if not words and not unit.is_cell:
        return []
    own = None if words else unit
    found = queries.search(request.actor, words, own, day=timezone.localdate()).current()
    people = queries.tell_apart(found[: SHOWN if words else 4 * SHOWN])
    return [(f"{_MEMBER}:{row.pk}", _person_line(row, unit)) for row in people]


def _person_line(member: Member, unit: Unit) -> str:
    card = f" · {member.member_card_no}" if member.member_card_no else ""
    cell = f" · {member.cell.name}" if member.cell_id != unit.pk else ""
    return f"{member.shown}{card}{cell}"


def _accounts(words: str) -> list[tuple[str, str]]:
    """Accounts of people in no cell are found by their whole user name only, so that none can be listed."""
    if not words:
        return []
    account = _account(username=words.lower())
    return [(f"{_ACCOUNT}:{account.pk}", str(account))] if account else []


def _account(**known_by: object) -> AbstractBaseUser | None:
    found: AbstractBaseUser | None = (
        get_user_model()._default_manager.filter(member=None, is_active=True, **known_by).first()
    )
    return found


def _member(**known_by: object) -> Member | None:
    return Member.objects.filter(**known_by).first()


def _chosen(choice: str, kind: str, find: Callable[..., T]) -> T | None:
    """Who a choice of the form stands for when it is of that kind; the form offered only those in sight."""
    said, _sep, pk = choice.partition(":")
    return find(pk=pk) if said == kind else None
