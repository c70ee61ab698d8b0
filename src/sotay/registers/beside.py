"""The ways from a member's record, and from the list of members, to the books."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor, Can
from sotay.members.models import Member
from sotay.members.views import WayOn
from sotay.units.models import Unit


def of_member(actor: Actor, member: Member) -> Iterator[WayOn]:
    if actor.member_id == member.pk:
        yield WayOn(reverse("registers:home"), _("My books"), "book-open")
        return
    if actor.may(Can.SEE_ROSTER, member.cell.path):
        yield WayOn(reverse("registers:cell", args=[member.cell_id]), _("Books of the cell"), "book-open")
    if actor.may(Can.EDIT_ROSTER, member.cell.path):
        yield WayOn(reverse("registers:badge_propose", args=[member.pk]), _("Propose a badge"), "award")
        yield WayOn(reverse("registers:post_add", args=[member.pk]), _("Enter a post"), "briefcase")
    if actor.may(Can.SEE_DISCIPLINE, member.cell.path):
        yield WayOn(reverse("registers:discipline_add", args=[member.pk]), _("Discipline"), "gavel")


def of_members(actor: Actor, cell: Unit | None) -> Iterator[WayOn]:
    """Beside the list of members: the books of the cell it shows, else the page that leads on."""
    url = reverse("registers:cell", args=[cell.pk]) if cell else reverse("registers:home")
    yield WayOn(url, _("Books"), "book-open")
