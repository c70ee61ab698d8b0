"""What the forms of inspections are made from, so that none decides by an old page (`kernel.versions`)."""

from __future__ import annotations

from sotay.audit.queries import last_change
from sotay.inspections import actions, paper_actions, record_set
from sotay.inspections.models import Demand, Inspection, PlannedRound, RecordedPaper, Round, YearPlan
from sotay.kernel.actor import Actor
from sotay.kernel.versions import Edited, Values
from sotay.papers.queries import digest_to_sign
from sotay.units.models import Unit

ABOUT = (
    *("kind", "title", "year", "quarter", "decision_number", "decided_on", "signed_by"),
    "report_by",
)


def about(reader: Actor, row: Round) -> Edited[Round]:
    """What a draft says of itself, field by field."""

    def values(row: Round) -> Values:
        return {**{name: getattr(row, name) for name in ABOUT}, "state": row.status}

    return Edited(row, values, lock=actions.locked_round, changed=last_change(reader, row.pk))


def round_(reader: Actor, row: Round) -> Edited[Round]:
    """A round with its team and its cells."""

    def values(row: Round) -> Values:
        team = row.team.order_by("pk").values_list("member", "leads")
        cells = row.inspections.order_by("pk").values_list("pk", flat=True)
        return {"state": [row.status, *(getattr(row, name) for name in ABOUT), *team, *cells]}

    return Edited(row, values, lock=actions.locked_round, changed=last_change(reader, row.pk))


def self_report(reader: Actor, row: Inspection) -> Edited[Inspection]:
    def values(row: Inspection) -> Values:
        kept = {f"q_{key}": text for key, text in row.answers.values_list("key", "text")}
        return {"state": [row.reported_at, row.concluded_at], **kept}

    return Edited(row, values, lock=actions.locked, changed=last_change(reader, row.pk))


def record(reader: Actor, row: Inspection) -> Edited[Inspection]:
    """What the team wrote, its demands among it."""

    def values(row: Inspection) -> Values:
        names = ("verified_on", "strengths", "weaknesses", "conclusion")
        demands: dict[str, object] = {}
        for number, text, due_on in row.demands.values_list("number", "text", "due_on"):
            demands |= {f"demand_{number}": text, f"due_{number}": due_on}
        return {**{name: getattr(row, name) for name in names}, **demands, "state": row.concluded_at}

    return Edited(row, values, lock=actions.locked, changed=last_change(reader, row.pk))


def conclusion(reader: Actor, row: Inspection) -> Edited[Inspection]:
    """What is published."""

    def values(row: Inspection) -> Values:
        return {"state": [row.concluded_at, row.published_at]}

    return Edited(row, values, lock=actions.locked, changed=last_change(reader, row.pk))


def demand(reader: Actor, row: Demand) -> Edited[Demand]:
    def values(row: Demand) -> Values:
        return {"state": [row.status, row.events.count(), str(row.due_on)]}

    return Edited(row, values, lock=actions.locked_demand, changed=last_change(reader, row.pk))


def file(reader: Actor, row: Inspection) -> Edited[Inspection]:
    """Which papers are made and issued, by which set."""

    def values(row: Inspection) -> Values:
        made = row.papers.order_by("key").values_list("key", "issued_at")
        return {"state": [row.short, *made]}

    return Edited(row, values, lock=actions.locked, changed=last_change(reader, row.pk))


def paper(reader: Actor, row: RecordedPaper) -> Edited[RecordedPaper]:
    """The whole text and whether it is issued."""

    def values(row: RecordedPaper) -> Values:
        return {"state": [row.issued_at, digest_to_sign(record_set.issued_of(row))]}

    return Edited(row, values, lock=paper_actions.locked, changed=last_change(reader, row.pk))


def section(reader: Actor, row: RecordedPaper, key: str) -> Edited[RecordedPaper]:
    def values(row: RecordedPaper) -> Values:
        parts = record_set.sections_of(record_set.issued_of(row))
        return {"text": next((part.text for part in parts if part.key == key), "")}

    return Edited(row, values, lock=paper_actions.locked, changed=last_change(reader, row.pk))


def programme(reader: Actor, unit: Unit, year: int) -> Edited[Unit]:
    """The lines of a year's programme. None yet is a version too."""

    def lock(unit: Unit) -> Unit:
        return Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)

    def values(unit: Unit) -> Values:
        plan = YearPlan.objects.filter(unit=unit, year=year).first()
        lines = PlannedRound.objects.filter(plan=plan).order_by("pk") if plan else ()
        return {"state": [[each.pk, each.rounds.count()] for each in lines]}

    return Edited(unit, values, lock=lock)
