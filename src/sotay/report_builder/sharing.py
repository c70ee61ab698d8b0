"""Whom a report can be shared with: units below or above its own, and roles at it that see its figures."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sotay.kernel import actor
from sotay.kernel.actor import Can, Role
from sotay.kernel.navigation import OFFICES
from sotay.report_builder.models import ABOVE, BELOW
from sotay.units.models import Kind, Unit

_OFFICE_OF: dict[str, Role] = {Kind.CENTRE: Role.CENTRE_OFFICE, Kind.PROVINCE: Role.PROVINCE_OFFICE}
"""The office of a unit above the wards and communes."""


def audiences(unit: Unit) -> list[tuple[str, str | Promise]]:
    """The audiences of a report of this unit, with their words."""
    allowed = actor.HERE if unit.is_cell else actor.BELOW
    own = _OFFICE_OF.get(unit.kind, Role.WARD_OFFICE)
    roles = [
        role
        for role in Role
        if (role == own or role not in OFFICES) and Can.SEE_FIGURES in allowed.get(role, ())
    ]
    words = _("At this unit: %(role)s")
    found: list[tuple[str, str | Promise]] = [(role.value, words % {"role": role.label}) for role in roles]
    if not unit.is_cell:
        found.append((BELOW, _("Units below, each for its own figures")))
    found.append((ABOVE, _("Units above")))
    return found


def sees_figures_below(role: str) -> bool:
    return Can.SEE_FIGURES in actor.BELOW.get(role, ())


def sees_figures(role: str) -> bool:
    return sees_figures_below(role) or Can.SEE_FIGURES in actor.HERE.get(role, ())
