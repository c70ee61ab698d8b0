"""Members, for programs. Mounted at /api/v1/members.

Reading through a program is reading: a record that is opened and a list that is taken are noted for the
members to see, as on the pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Schema

from sotay.kernel.actor import Can
from sotay.kernel.api import Page, Paging, Query, Reading, Scope, actor_of, page, says
from sotay.members import queries, viewing
from sotay.members.access import access_member
from sotay.members.models import Member
from sotay.units.access import access_cell
from sotay.units.queries import reachable

router = Reading(Scope.MEMBERS, "Members of the cells whose roll you may see. Who looked is told to them.")


class MemberOut(Schema):
    """A line of the list of members."""

    id: UUID = says("Id of the member.", "018f0000-0000-7000-8000-000000000003")
    full_name: str = says("Full name.", "Lê Thị Thu")
    cell: UUID = says("Id of the cell they formally sit in.", "018f0000-0000-7000-8000-000000000001")
    cell_name: str = says("Its name.", "Chi bộ tổ dân phố Hòa Bình")
    member_card_no: str = says("Number of the Party card; may be empty.", "01000001")
    phone: str = says("Telephone; may be empty.", "0912345678")
    standings: list[str] = says("What they are today: full, probationary, exempt, away ...", ["full"])
    role: str = says("The first role they hold; empty for none.", "secretary")


class StandingOut(Schema):
    """A standing, from a day up to but not including another."""

    kind: str = says("full, probationary, exempt, away, here, suspended, prosecuted or left.", "full")
    from_on: date = says("The first day.", "1991-05-01")
    until_on: date | None = says("The day it ended; null while it holds.", None)
    decision_no: str = says("Number of the decision behind it, where there is one.", "12-QĐ/ĐU")


class MembershipOut(Schema):
    """A stretch of time in a cell."""

    cell: UUID = says("Id of the cell.", "018f0000-0000-7000-8000-000000000001")
    cell_name: str = says("Its name.", "Chi bộ tổ dân phố Hòa Bình")
    kind: str = says("formal or temporary.", "formal")
    from_on: date = says("The first day.", "2010-01-01")
    until_on: date | None = says("The day it ended; null while it lasts.", None)


class RoleHeldOut(Schema):
    """A role the member held or holds."""

    role: str = says("Code of the role.", "secretary")
    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000001")
    from_on: date = says("The first day.", "2022-03-01")
    until_on: date | None = says("The day it ended; null while it lasts.", None)


class MemberDetailOut(MemberOut):
    """A record. What only the member's own cell keeps is null for a cell where they are a guest."""

    born_on: str | None = says("Date of birth: YYYY, YYYY-MM or YYYY-MM-DD.", "1960-05-01")
    sex: str = says("male, female or empty.", "female")
    admitted_on: str | None = says("Date of admission, as far as it is known.", "1990-05-01")
    full_on: str | None = says("Date of full status, as far as it is known.", "1991-05-01")
    left_on: date | None = says("The day they left; null for a member.", None)
    ethnicity: str | None = says("Ethnicity.", "Kinh")
    citizen_id: str | None = says("Citizen ID number.", "038060000001")
    email: str | None = says("E-mail address.", "thu@example.vn")
    address: str | None = says("Address.", "Số 5, tổ dân phố Hòa Bình")
    occupation: str | None = says("Occupation.", "Giáo viên nghỉ hưu")
    group: UUID | None = says("Id of the Party group they are in.", None)
    roles: list[RoleHeldOut] = says("Roles held, newest first.", [])
    standings_held: list[StandingOut] = says("Standings since the beginning, newest first.", [])
    memberships: list[MembershipOut] = says("Cells since the beginning, newest first.", [])


class MemberFilter(Schema):
    """Which members."""

    cell: UUID | None = says("Only those of this cell's roll, guests too.", None, None)
    q: str = says("Words of name, card or telephone, with or without marks.", "", "", max_length=100)


def _lines(members: Iterable[Member], day: date) -> list[dict[str, Any]]:
    return [
        {
            "id": row.member.pk,
            "full_name": row.member.full_name,
            "cell": row.member.cell_id,
            "cell_name": row.member.cell.name,
            "member_card_no": row.member.member_card_no,
            "phone": row.member.phone,
            "standings": _standings(row),
            "role": row.role,
        }
        for row in queries.list_rows(members, day)
    ]


def _standings(row: queries.ListRow) -> list[str]:
    kinds = ("full", "probationary", "exempt", "away", "here", "suspended", "prosecuted", "left")
    return [kind for kind in kinds if getattr(row.status, kind)]


@router.get("", response=Page[MemberOut], summary="List members")
def members(request: HttpRequest, paging: Query[Paging], asked: Query[MemberFilter]) -> dict[str, Any]:
    """Current members of the cells whose roll you may see. That it was read is noted once a day."""
    actor, day = actor_of(request), timezone.localdate()
    if not actor.reach(Can.SEE_ROSTER):
        raise Http404
    cell = access_cell(actor, asked.cell, Can.SEE_ROSTER) if asked.cell else None
    rows = queries.search(actor, asked.q, cell, day=day).current()
    first = cell or reachable(actor, Can.SEE_ROSTER).cells().select_related("parent").first()
    found = page(request, rows, paging, lambda some: _lines(some, day))
    if first is not None:
        viewing.note_list(cell or first.parent, actor, len(found["items"]))
    return found


@router.get("/{uuid:pk}", response=MemberDetailOut, summary="One record")
def member(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One record, as its page shows it to you. That you opened it is noted for the member to see."""
    actor, day = actor_of(request), timezone.localdate()
    found = access_member(actor, pk)
    viewing.note_record(found, actor)
    at_home = found.pk == actor.member_id or actor.may(Can.SEE_ROSTER, found.cell.path)
    return {
        **_lines([found], day)[0],
        **{
            name: str(value) if (value := getattr(found, name)) else None
            for name in ("born_on", "admitted_on", "full_on")
        },
        "sex": found.sex,
        "left_on": found.left_on,
        "roles": [
            {"role": row.role, "unit": row.unit_id, "from_on": row.from_on, "until_on": row.until_on}
            for row in found.appointments.that_held().order_by("-from_on", "-id")
        ],
        **(_kept_at_home(found) if at_home else _NOT_TOLD),
    }


_OWN = ("ethnicity", "citizen_id", "email", "address", "occupation")
_NOT_TOLD: dict[str, Any] = {
    **dict.fromkeys((*_OWN, "group")),
    "standings_held": [],
    "memberships": [],
}


def _kept_at_home(found: Member) -> dict[str, Any]:
    standings = found.standings.order_by("-from_on", "-pk")
    memberships = found.memberships.select_related("cell").order_by("-from_on", "-pk")
    return {
        **{name: getattr(found, name) for name in _OWN},
        "group": found.group_id,
        "standings_held": list(standings.values("kind", "from_on", "until_on", "decision_no")),
        "memberships": [
            {
                "cell": row.cell_id,
                "cell_name": row.cell.name,
                "kind": row.kind,
                "from_on": row.from_on,
                "until_on": row.until_on,
            }
            for row in memberships
        ],
    }
