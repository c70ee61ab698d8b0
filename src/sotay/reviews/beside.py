"""Ways from a member's record to their reviews."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor
from sotay.members.models import Member
from sotay.members.views import WayOn
from sotay.reviews.access import leads


def ways(actor: Actor, member: Member) -> Iterator[WayOn]:
    """For oneself and for who leads the cell: others read no reviews of a member."""
    if member.pk == actor.member_id or leads(actor, member.cell):
        words = _("Reviews and ratings")
        yield WayOn(reverse("reviews:person", args=[member.pk]), words, "award")
