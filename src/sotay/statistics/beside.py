"""The way from the list of members to their counts."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor, Can
from sotay.members.views import WayOn
from sotay.units.models import Unit


def of_members(actor: Actor, cell: Unit | None) -> Iterator[WayOn]:
    if actor.reach(Can.SEE_FIGURES):
        url = reverse("statistics:unit", args=[cell.pk]) if cell else reverse("statistics:home")
        yield WayOn(url, _("Statistics of members"), "chart-column")
