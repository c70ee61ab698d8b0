"""What Today asks an office for: forms that the unit above called for, until they are sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotay.kernel.actor import Actor
from sotay.kernel.navigation import OFFICES
from sotay.kernel.needs import Need, Urgency
from sotay.kernel.periods import as_day
from sotay.kernel.tree import ancestors
from sotay.statistics import queries
from sotay.statistics.models import FormCall
from sotay.statistics.official import FILLED_BY
from sotay.statistics.words import period_words
from sotay.units.models import Unit
from sotay.units.queries import units_at

ASKED_FOR = 400
"""Days after which a call that was never answered is no longer shown."""


def needs_of(actor: Actor, day: date) -> Iterator[Need]:
    """One need a unit and call. One query; one more when something was called for."""
    units = [unit for unit in units_at(actor, *OFFICES) if unit.kind in FILLED_BY]
    above = {path for unit in units for path in ancestors(unit.path)}
    if not above:
        return
    since = date.fromordinal(day.toordinal() - ASKED_FOR)
    calls = list(
        FormCall.objects.filter(unit__path__in=above, due_on__gte=since)
        .select_related("unit")
        .order_by("due_on", "pk")
    )
    if not calls:
        return
    sent = queries.sent_in([unit.pk for unit in units], {each.period for each in calls})
    for each in calls:
        for unit in units:
            if each.unit.path in ancestors(unit.path):
                missing = [form for form in each.forms if (unit.pk, each.period, form) not in sent]
                if missing:
                    yield _need(unit, each, len(missing), day)


def _need(unit: Unit, call: FormCall, missing: int, day: date) -> Need:
    said = {"n": missing, "of": len(call.forms), "day": as_day(call.due_on), "who": call.unit.organ}
    late = day > call.due_on
    sentence = (
        ngettext(
            "%(who)s asks for it by %(day)s; %(n)s form of %(of)s is not sent yet.",
            "%(who)s asks for them by %(day)s; %(n)s forms of %(of)s are not sent yet.",
            missing,
        )
        % said
    )
    return Need(
        "statistics",
        Urgency.OWED if late else Urgency.SOON,
        _("Forms of statistics, %(period)s") % {"period": period_words(call.of)},
        sentence,
        _("Open the forms"),
        f"{reverse('statistics:forms', args=[unit.pk])}?period={call.period}",
        matter=("statistics", unit.pk, call.period),
        due=call.due_on,
        unit=unit.organ,
    )
