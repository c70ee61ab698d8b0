"""The door to members."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from sotay.kernel.actor import Actor, Can
from sotay.members.models import Member


def access_member(actor: Actor, pk: UUID, need: Can = Can.SEE_ROSTER) -> Member:
    """The member, when the actor may do `need` in their cell; everybody may see their own record."""
    member = Member.objects.select_related("cell").filter(pk=pk).first()
    own = need is Can.SEE_ROSTER and pk == actor.member_id
    if member is None or not (own or actor.may(need, member.cell.path)):
        raise Http404
    return member
