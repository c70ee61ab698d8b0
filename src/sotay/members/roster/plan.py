"""Comparing the rows with what is stored: added, changed, unchanged or refused. Pure.

Empty cells never erase anything. Nobody outside the unit is touched or told of.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sotay.kernel.periods import PartialDate
from sotay.kernel.text import search_key
from sotay.members.roster import match
from sotay.members.roster.cells import text
from sotay.members.roster.entries import Change, Entry, NewStanding, Plan, RowStatus
from sotay.members.roster.existing import ExistingMember, ExistingRoster, Rights, bare
from sotay.members.roster.facts import Facts, Reading
from sotay.members.roster.match import Index, row_reference
from sotay.members.roster.naming import Cell
from sotay.members.roster.phrases import Meaning
from sotay.members.roster.posts import fill_posts
from sotay.members.roster.problems import Problem
from sotay.members.roster.spellings import Field
from sotay.members.rules import FACTS

_PASSING = frozenset({"exempt", "away", "suspended", "prosecuted"})
"""Standings a note can give to somebody who is a member already."""


def make(readings: Sequence[Reading], existing: ExistingRoster, today: date, rights: Rights) -> Plan:
    """Decide on every row."""
    index = Index(existing, readings)
    cells = match.cells_of(readings, existing, rights, index)
    match.refuse_repeats(readings)
    entries = [_entry(reading, cells[n], index, today) for n, reading in enumerate(readings)]
    fill_posts(entries, existing, rights)
    for entry in entries:
        entry.status = _status(entry)
    return Plan(entries)


def _status(entry: Entry) -> RowStatus:
    if entry.reading.refusals:
        return RowStatus.REFUSED
    if entry.member is None:
        return RowStatus.ADDED
    return RowStatus.CHANGED if entry.changes else RowStatus.UNCHANGED


# --- what happens ------------------------------------------------------------------------------------

_ABOUT_THE_CELL = frozenset(
    {Problem.CELL_UNKNOWN, Problem.CELL_OTHER, Problem.CELL_MISSING, Problem.CELL_AMBIGUOUS}
)


def _entry(reading: Reading, cell: Cell | None, index: Index, today: date) -> Entry:
    entry = Entry(reading, RowStatus.REFUSED, cell)
    if not reading.facts.full_name:
        return entry
    guest = index.guest(reading, cell)
    if guest is not None:
        entry.member, entry.cell = guest, None
        reading.refusals = [one for one in reading.refusals if one.problem not in _ABOUT_THE_CELL]
        reading.warnings, reading.to_complete = [], []
        _check_once(entry, None, index)
        return entry
    if cell is None:
        return entry
    entry.member = member = index.find(reading, cell)
    if member is not None:
        _leave_out_what_is_on_record(reading, member)
    if _has_left(reading, member):
        return entry
    _check_numbers(reading, member, index.existing)
    _check_once(entry, cell, index)
    if member is None and reading.facts.long_probation:
        reading.warn(Problem.TAKEN_AS_PROBATIONARY, Field.FULL)
    entry.standings = _standings(reading.facts, member, today)
    if member is not None:
        entry.changes = _changes(entry, member, cell, index)
        _warn_of_other_standing(reading, member)
    return entry


def _leave_out_what_is_on_record(reading: Reading, member: ExistingMember) -> None:
    """What the record says in the same words is no news: neither to complete, nor to look at, nor
    a standing."""
    facts = reading.facts
    if facts.note_said and facts.note_said == member.values["note"]:
        facts.note, facts.note_meanings = None, ()
    phone = member.values["phone"]
    if phone and phone in (facts.phone, text(reading.line.value(Field.PHONE))):
        reading.renumbered = False
    reading.to_complete = [
        one for one in reading.to_complete if not one.about or one.raw != _as_text(member.values[one.about])
    ]
    reading.warnings = [
        one
        for one in reading.warnings
        if not one.about
        or getattr(facts, one.about) is None
        or getattr(facts, one.about) != member.values[one.about]
    ]


def _as_text(stored: object) -> str:
    return stored.label() if isinstance(stored, PartialDate) else str(stored or "")


def _has_left(reading: Reading, member: ExistingMember | None) -> bool:
    """Whether row or record say the person has left. Refused, unless both say so."""
    facts = reading.facts
    gone = facts.left
    if gone is None and any(meaning.kind == "left" for meaning in facts.note_meanings):
        gone = Problem.SAYS_LEFT, Field.NOTE, facts.note_said
    if member is not None and member.left_on is not None:
        if gone is None:
            reading.refuse(Problem.HAS_LEFT, None, member.left_on.strftime("%d/%m/%Y"))
        return True
    if gone is not None:
        reading.refuse(*gone)
    return gone is not None


def _warn_of_other_standing(reading: Reading, member: ExistingMember) -> None:
    """A word that would make somebody full is not enough to: the day is needed."""
    says_full = any(meaning.kind == "full" for meaning in reading.facts.status_meanings)
    if says_full and not reading.facts.full_on and "full" not in member.standings:
        reading.warn(Problem.FULL_WITHOUT_DATE, Field.STATUS)


def _check_numbers(reading: Reading, member: ExistingMember | None, existing: ExistingRoster) -> None:
    """Numbers of people outside the unit are refused, without a word about who they are."""
    card, citizen = reading.facts.member_card_no or "", reading.facts.citizen_id or ""
    own_card = member is not None and bare(member.card) == bare(card)
    if bare(card) in existing.cards_elsewhere and not own_card:
        reading.refuse(Problem.CARD_ELSEWHERE, Field.CARD, card)
    if citizen in existing.citizens_elsewhere and not (member is not None and member.citizen == citizen):
        reading.refuse(Problem.CITIZEN_ELSEWHERE, Field.CITIZEN)


def _check_once(entry: Entry, cell: Cell | None, index: Index) -> None:
    """Two rows about one person: the later is refused."""
    reading = entry.reading
    if entry.member is not None:
        first = index.taken.setdefault(entry.member.id, reading)
        if first is not reading and not reading.refusals:
            reading.refuse(Problem.ROW_TWICE, Field.NAME, row_reference(first, reading))
    elif cell is not None:
        match.refuse_if_met_before(reading, cell, index)


_FIELD_OF = {
    "full_name": Field.NAME, "ethnicity": Field.ETHNICITY, "member_card_no": Field.CARD,
    "citizen_id": Field.CITIZEN, "phone": Field.PHONE, "email": Field.EMAIL, "address": Field.ADDRESS,
    "occupation": Field.OCCUPATION, "note": Field.NOTE,
}  # fmt: skip


def _changes(entry: Entry, member: ExistingMember, cell: Cell, index: Index) -> list[Change]:
    facts, line = entry.facts, entry.reading.line
    changes = [
        Change(what, member.values[what], getattr(facts, what))
        for what in FACTS
        if _says_more(what, getattr(facts, what), member.values[what], facts)
        and not (what in _FIELD_OF and text(line.value(_FIELD_OF[what])) == member.values[what])
    ]
    if cell.id != member.cell_id:
        home = index.cells.get(member.cell_id)
        if home and any(meaning.kind == "here" for meaning in facts.meanings):
            entry.cell = home
            entry.reading.warn(Problem.HERE_FOR_A_WHILE, None, home.name)
        else:
            changes.append(Change("cell", home.name if home else "", cell.name))
    changes += [
        Change("standing", member.standings.get(new.kind) if new.was_in_force else None, new)
        for new in entry.standings
    ]
    return changes


def _says_more(what: str, said: object, stored: object, facts: Facts) -> bool:
    """Whether the file's value should take the place of the stored one."""
    if not said or said == stored:
        return False
    if not stored:
        return True
    if what == "email":
        return str(said).casefold() != str(stored).casefold()
    if what == "full_name":
        same = facts.name_fold == search_key(str(stored))
        unmarked = str(said).isascii() and same
        return not unmarked and not (facts.shouted and str(said).casefold() == str(stored).casefold())
    if isinstance(said, PartialDate):
        return not str(stored).startswith(str(said))  # a bare year does not blur a known day
    return not (what == "member_card_no" and bare(str(said)) == bare(str(stored)))


def _standings(facts: Facts, member: ExistingMember | None, today: date) -> list[NewStanding]:
    """What the notes add to how a member stands, and full status when probation has ended."""
    found = [_from_note(meaning, member) for meaning in facts.meanings if _holds(meaning, member, today)]
    if member is not None and facts.full_on and "full" not in member.standings:
        found.append(NewStanding("full", None))
    return [standing for standing in found if standing is not None]


def _holds(meaning: Meaning, member: ExistingMember | None, today: date) -> bool:
    """A note about a time that is over says nothing about today; 'here' is only for somebody new."""
    current = meaning.until is None or meaning.until >= today
    return current and (meaning.kind in _PASSING or (meaning.kind == "here" and member is None))


def _from_note(meaning: Meaning, member: ExistingMember | None) -> NewStanding | None:
    until_on = meaning.until + timedelta(days=1) if meaning.until else None
    in_force = member.standings if member else {}
    if meaning.kind not in in_force:
        return NewStanding(meaning.kind, until_on, meaning.elsewhere)
    if until_on is None or until_on == in_force[meaning.kind]:
        return None
    return NewStanding(meaning.kind, until_on, meaning.elsewhere, was_in_force=True)
