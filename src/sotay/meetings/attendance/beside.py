"""What attendance puts on pages of the floors below."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor
from sotay.members.models import Member
from sotay.members.views import WayOn


def beside_member(_actor: Actor, member: Member) -> Iterator[WayOn]:
    yield WayOn(reverse("meetings:attendance", args=[member.pk]), _("Attendance"), "calendar-check")
