"""What a operation will do to a member, in sentences the page shows before the button is pressed."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sotay import regulations
from sotay.kernel.periods import as_day
from sotay.members import rules
from sotay.members.models import Member, Standing
from sotay.members.queries import in_force
from sotay.regulations.working_days import plus_working_days
from sotay.units.settings import setting


def of_transfer(member: Member, day: date) -> list[str]:
    due = plus_working_days(day, setting(member.cell, "charter-implementation.transfer_working_days", day))
    return [
        _("The member leaves the roll of %(cell)s and joins that of the new cell.")
        % {"cell": member.cell.name},
        *_roles_that_end(member, day, only_here=True),
        *_temporary_that_ends(member, day),
        _("Standing, seniority and the record go along; minutes of the past stay with the old cell."),
        _("The paperwork is to be completed by %(day)s.") % {"day": as_day(due)},
    ]


def of_temporary_transfer(member: Member) -> list[str]:
    return [
        _("In %(cell)s the member counts as away: outside the base of votes and of attendance.")
        % {"cell": member.cell.name},
        _("In the other cell, when it is one of ours, the member is on the roll as here for a while."),
        _("Roles in the cell committee at home stay."),
    ]


def of_full_status(member: Member, day: date) -> list[str]:
    found = [_("The member may vote, stand and be elected from that day; probation ends.")]
    months = setting(member.cell, "charter-implementation.probation_months", day)
    due = rules.probation_due(member.admitted_on, months)
    if due is not None:
        text = ngettext(
            "Probation of %(months)s month ends on %(day)s.",
            "Probation of %(months)s months ends on %(day)s.",
            months,
        )
        found.append(text % {"months": months, "day": as_day(due)})
    return found


def of_exemption() -> list[str]:
    return [
        _("Absent, the member is outside the base of attendance and votes; present, they are counted."),
        _("They keep the right to information, to attend conferences and to the Party badge."),
    ]


def of_suspension(member: Member, day: date) -> list[str]:
    return [
        _("The member is not summoned to meetings while suspended; dues go on."),
        *_roles_that_stay(member, day),
    ]


def of_prosecution(member: Member, day: date) -> list[str]:
    return [
        _("The member is not summoned to meetings and is outside the base of votes; dues go on."),
        _("Only those who may see the roster learn why; papers and meeting pages do not say it."),
        *_roles_that_stay(member, day),
    ]


def of_leaving(member: Member, day: date) -> list[str]:
    return [
        _("The member leaves the roll of %(cell)s; the record stays in the register of those who left.")
        % {"cell": member.cell.name},
        *_roles_that_end(member, day, only_here=False),
        *_temporary_that_ends(member, day),
        _("They can no longer log in."),
        _("It can be taken back."),
    ]


def of_coming_back(member: Member) -> list[str]:
    standing = Standing.Kind.FULL if member.full_on else Standing.Kind.PROBATIONARY
    return [
        _("The member is on the roll again from that day, as: %(standing)s.") % {"standing": standing.label},
        _("Roles are given anew, by appointment."),
    ]


def probation_note(member: Member, day: date) -> date | None:
    """When the probation of somebody still probationary ends or ended."""
    if member.full_on is not None or member.left_on is not None:
        return None
    months = setting(member.cell, "charter-implementation.probation_months", day)
    return rules.probation_due(member.admitted_on, months)


_DOUBTS = {
    "very_old": gettext_lazy("By the date of birth the member would be %(said)s years old. Check the year."),
    "very_young": gettext_lazy(
        "By the date of birth the member would be only %(said)s years old. Check the year."
    ),
    "before_party": gettext_lazy(
        "Admitted in %(said)s, before the Party was founded in 1930. Check the date."
    ),
    "young_at_admission": gettext_lazy(
        "Would have been only %(said)s years old on the day of admission. Check both dates."
    ),
}


def doubts(member: Member, day: date) -> list[str]:
    """What is strange about the dates of a record; it blocks nothing."""
    youngest = regulations.on(day).value("charter-implementation.admission_age").low
    found = rules.doubts_of_dates(member.born_on, member.admitted_on, day, youngest)
    return [str(_DOUBTS[doubt.what]) % {"said": doubt.said} for doubt in found]


def _roles_that_end(member: Member, day: date, *, only_here: bool) -> list[str]:
    held = member.appointments.filter(in_force(day)).select_related("unit")
    if only_here:
        held = held.filter(unit=member.cell_id, role__in=rules.FROM_THE_CELL)
    return [
        _("Ends: %(role)s of %(unit)s.") % {"role": row.get_role_display(), "unit": row.unit.name}
        for row in held
    ]


def _roles_that_stay(member: Member, day: date) -> list[str]:
    held = member.appointments.filter(in_force(day)).select_related("unit")
    return [
        _("Goes on until you end it: %(role)s of %(unit)s.")
        % {"role": row.get_role_display(), "unit": row.unit.name}
        for row in held
    ]


def _temporary_that_ends(member: Member, day: date) -> list[str]:
    away = member.standings.filter(in_force(day), kind=Standing.Kind.AWAY)
    return [_("Ends: temporary transfer to %(cell)s.") % {"cell": row.elsewhere} for row in away]
