"""What oversight needs of somebody now: leaders answer, overseers write and read what was answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor, Role
from sotay.kernel.navigation import LEADERS
from sotay.kernel.needs import Need, Urgency
from sotay.oversight import queries
from sotay.oversight.models import Recommendation
from sotay.units.queries import units_at


def needs_of(actor: Actor, day: date) -> Iterator[Need]:
    led = {unit.pk: unit for unit in units_at(actor, *LEADERS)}
    if led:
        waiting: dict[UUID, list[Recommendation]] = defaultdict(list)
        for row in queries.to_answer(led):
            waiting[row.cell_id].append(row)
        for pk, rows in waiting.items():
            title = _("Recommendations of the overseer to answer: %(n)s") % {"n": len(rows)}
            says = _("Say what is done and by when, or why not. Until then they come back in each agenda.")
            one = len({row.observation_id for row in rows}) == 1
            url = rows[0].observation.get_absolute_url() if one else reverse("oversight:cell", args=[pk])
            matter = ("recommendations", pk)
            unit, button = led[pk].organ, _("Read and answer")
            yield Need("recommendations", Urgency.SOON, title, says, button, url, matter, unit=unit)
    if actor.holds(Role.OVERSEER):
        yield from _of_overseer(actor)


def _of_overseer(actor: Actor) -> Iterator[Need]:
    fresh: dict[UUID, list[Recommendation]] = defaultdict(list)
    for row in queries.answers_to_read(actor):
        fresh[row.observation_id].append(row)
    for pk, rows in fresh.items():
        title = _("Answers to your recommendations: %(n)s") % {"n": len(rows)}
        url = rows[0].observation.get_absolute_url()
        button, matter = _("Read the answers"), ("recommendations_answered", pk)
        yield Need(
            "answers", Urgency.SOON, title, rows[0].cell.name, button, url, matter, unit=rows[0].cell.name
        )
    for each in queries.to_write(actor):
        title = _("Finish and send your observation") if each.begun else _("Leave your observation")
        says = _("%(meeting)s of %(cell)s") % {"meeting": each.meeting, "cell": each.cell.name}
        url, matter = reverse("oversight:observe", args=[each.meeting.pk]), ("observe", each.meeting.pk)
        yield Need("observe", Urgency.LATER, title, says, _("Write"), url, matter, unit=each.cell.name)
