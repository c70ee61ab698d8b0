"""Who asks, for programs. Mounted at /api/v1/me."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from sotay.kernel.actor import Role
from sotay.kernel.api import Reading, Scope, actor_of, says

router = Reading(Scope.ME, "Who you are here, and the roles you hold today.")


class RoleOut(Schema):
    """A role held today, at a unit."""

    role: str = says("Code of the role.", Role.SECRETARY.value)
    role_words: str = says("The role in the reader's language.", "Bí thư")
    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000001")
    unit_name: str = says("What the unit is called.", "Chi bộ tổ dân phố Hòa Bình")
    unit_kind: str = says("Kind of the unit.", "cell")


class MeOut(Schema):
    """The person a token or session stands for."""

    account: UUID = says("Id of the account.", "018f0000-0000-7000-8000-000000000002")
    member: UUID | None = says(
        "Id of the member; null for somebody in no cell.", "018f0000-0000-7000-8000-000000000003"
    )
    name: str = says("Full name.", "Lê Thị Thu")
    roles: list[RoleOut] = says(
        "Roles held today, from which every right comes.",
        [
            {
                "role": "secretary",
                "role_words": "Bí thư",
                "unit": "018f0000-0000-7000-8000-000000000001",
                "unit_name": "Chi bộ tổ dân phố Hòa Bình",
                "unit_kind": "cell",
            }
        ],
    )


@router.get("", response=MeOut, summary="Who you are")
def me(request: HttpRequest) -> dict[str, Any]:
    """The person the token was made by, with the roles they hold today."""
    actor = actor_of(request)
    return {
        "account": actor.account_id,
        "member": actor.member_id,
        "name": actor.name,
        "roles": [
            {
                "role": grant.role,
                "role_words": str(Role(grant.role).label),
                "unit": grant.unit_id,
                "unit_name": grant.name,
                "unit_kind": grant.kind,
            }
            for grant in actor.grants
        ],
    }
