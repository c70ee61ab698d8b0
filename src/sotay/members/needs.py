"""What members need of somebody now: exemptions that cells proposed wait for an office's decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor, Role
from sotay.kernel.needs import Need, Urgency
from sotay.kernel.tree import inside, subtree
from sotay.members.models import ExemptionProposal

MOST = 20


def needs_of(actor: Actor, day: date) -> Iterator[Need]:
    """One for each proposal, the oldest first. Nobody else is asked, and nothing is read for them."""
    offices = actor.holds(Role.WARD_OFFICE)
    if not offices:
        return
    below = inside("cell__path", *(subtree(grant.path) for grant in offices))
    rows = ExemptionProposal.objects.filter(below, status=ExemptionProposal.Status.WAITING)
    for row in rows.select_related("member", "cell")[:MOST]:
        title = _("A cell proposes to exempt a member: %(name)s") % {"name": row.member.full_name}
        says = _("Record what the committee decided; the member is exempt only then.")
        url = reverse("members:decide_exemption", args=[row.pk])
        yield Need(
            *("exemption", Urgency.SOON, title, says, _("Record the decision"), url),
            matter=("exemption", row.pk),
            unit=row.cell.name,
        )
