"""What rewriting a paper starts from, so that nothing newer is written over (`kernel.versions`).

Signing has a stricter version of its own: the digest of the whole text that was read (`actions.sign`).
"""

from __future__ import annotations

from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.versions import Edited, Values
from sotay.papers import actions, compositions, queries
from sotay.papers.models import Composition, IssuedPaper, UnitKind
from sotay.papers.own_forms import initial_of
from sotay.units.models import Unit


def part(reader: Actor, paper: IssuedPaper, key: str) -> Edited[IssuedPaper]:
    """The words of one part, a person's or the composed ones."""

    def values(paper: IssuedPaper) -> Values:
        found = next((part for part in queries.editable_parts(paper) if part.key == key), None)
        return {"text": found.text if found else paper.edits.get(key, "")}

    return Edited(paper, values, lock=actions.locked, changed=last_change(reader, paper.pk, codes=_CODES))


def composition(reader: Actor, row: Composition) -> Edited[Composition]:
    """What was filled in of a paper the unit writes itself."""

    def values(row: Composition) -> Values:
        names = ("abstract", "addressee", "opening", "recipients", "day", "sections")
        return initial_of({name: getattr(row, name) for name in names})

    def lock(row: Composition) -> Composition:
        rows = Composition.objects.select_for_update(of=("self",)).select_related("cell__parent")
        return rows.get(pk=row.pk)

    paper = compositions.paper_of(row)
    return Edited(row, values, lock=lock, changed=last_change(reader, paper.pk, codes=_CODES))


def whole(reader: Actor, paper: IssuedPaper) -> Edited[IssuedPaper]:
    """Moving, signing, throwing away: the text and how far it has come."""

    def values(row: IssuedPaper) -> Values:
        return {"state": [row.state, queries.digest_to_sign(row)]}

    return Edited(paper, values, lock=actions.locked, changed=last_change(reader, paper.pk))


def kind(reader: Actor, unit: Unit, code: str) -> Edited[Unit]:
    """What a unit set for a kind of paper."""

    def values(unit: Unit) -> Values:
        row = UnitKind.objects.filter(cell=unit, kind=code).first()
        return {"recipients": row.recipients if row else ""}

    def lock(unit: Unit) -> Unit:
        return Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)

    return Edited(unit, values, lock=lock, changed=last_change(reader, unit.pk))


_CODES = ("paper.edited", "paper.reverted", "paper.recomposed")
