"""`sotay import-roster`: the import without a browser."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotay.kernel.actor import SYSTEM
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.members.roster import sentences, workbook
from sotay.members.roster.apply import import_roster
from sotay.members.roster.entries import Entry, Plan, RowStatus
from sotay.members.roster.existing import Rights
from sotay.members.roster.problems import Finding, UnreadableFile
from sotay.members.roster.read import Sheet
from sotay.units import actions as units
from sotay.units.models import Kind, Unit

_NOT_RUN = 1
_LONGEST_CODE, _LONGEST_NAME = 40, 200
_FITS = frozenset({Kind.PROVINCE, Kind.COMMUNE, Kind.COMMITTEE, Kind.CELL})


def run(
    file: Path | str,
    unit_code: str,
    *,
    create_unit: str | None = None,
    create_cells: bool = False,
    dry_run: bool = False,
    json: bool = False,
    out: TextIO | None = None,
) -> int:
    """Import `file` into the unit with `unit_code` and print what happened.

    Answers 0 when the import ran, also with refused rows, else 1 with one line on stderr.
    """
    try:
        sheets = workbook.sheets(workbook.read(Path(file)))
        plan = _import(unit_code, sheets, create_unit or "", create_cells, dry_run)
    except UnreadableFile as wrong:
        return _fail(f"{file}: {sentences.file_sentence(wrong)}")
    except Refusal as refusal:
        return _fail(str(refusal))
    (_print_json if json else _print_text)(plan, out or sys.stdout)
    return 0


@transaction.atomic
def _import(code: str, sheets: list[Sheet], create_unit: str, create_cells: bool, dry_run: bool) -> Plan:
    """A dry run is the import itself, taken back: what it says is what would happen."""
    unit = _unit(code, create_unit)
    rights = Rights(create_cells=create_cells, appoint=True)
    plan = import_roster(by=SYSTEM, unit=unit, sheets=sheets, rights=rights)
    if dry_run:
        transaction.set_rollback(True)
    return plan


def _unit(code: str, create: str) -> Unit:
    """The unit with a code; with a name, a new ward below the only province, or else on its own."""
    found = Unit.objects.filter(code=code).first()
    if found is None and create:
        _refuse_unless_it_fits(code, create)
        provinces = Unit.objects.in_use().filter(parent=None, kind=Kind.PROVINCE)[:2]
        parent = provinces[0] if len(provinces) == 1 else None
        found = units.add(by=SYSTEM, parent=parent, kind=Kind.COMMUNE, name=create, code=code)
    if found is None:
        raise Refusal(
            _("There is no unit with the code %(code)s. Check it, or name the new ward with --create-unit.")
            % {"code": code}
        )
    if found.kind not in _FITS or found.closed_on is not None:
        raise Refusal(
            _("%(name)s cannot have members imported. Choose a ward, commune or cell that is open.")
            % {"name": found.name}
        )
    return found


def _refuse_unless_it_fits(code: str, name: str) -> None:
    """As the page refuses it: SQLite would take a ward without a name, PostgreSQL has words of its own."""
    if not (0 < len(tidy(code)) <= _LONGEST_CODE and 0 < len(tidy(name)) <= _LONGEST_NAME):
        raise Refusal(_("Give the new ward a code of 1 to 40 signs and a name of 1 to 200."))


def _print_json(plan: Plan, out: TextIO) -> None:
    good = [entry for entry in plan.entries if entry.status is not RowStatus.REFUSED]
    body = {
        **_counts(plan, RowStatus.ADDED, RowStatus.CHANGED, RowStatus.UNCHANGED),
        "refused": [
            _row(entry, entry.reading.refusals[0].column, sentences.reason(entry))
            for entry in plan.of(RowStatus.REFUSED)
        ],
        "to_complete": [_finding(entry, one) for entry in good for one in entry.reading.to_complete],
        "warnings": [_finding(entry, one) for entry in good for one in entry.reading.warnings],
        "notices": [sentences.notice(one) for one in plan.notices],
        "questions": [
            {"question": sentences.question(one), "columns": [sentences.choice(each) for each in one.choices]}
            for one in plan.questions
        ],
    }
    out.write(jsonlib.dumps(body, ensure_ascii=False) + "\n")


def _counts(plan: Plan, *statuses: RowStatus) -> dict[str, int]:
    return {str(status): plan.count(status) for status in statuses}


def _finding(entry: Entry, finding: Finding) -> dict[str, str | int]:
    return _row(entry, finding.column, sentences.sentence(finding))


def _row(entry: Entry, column: str, reason: str) -> dict[str, str | int]:
    line = entry.reading.line
    return {"sheet": line.sheet, "row": line.row, "column": column, "reason": reason}


def _print_text(plan: Plan, out: TextIO) -> None:
    out.write(
        _("%(added)s added, %(changed)s changed, %(unchanged)s unchanged, %(refused)s refused.")
        % _counts(plan, *RowStatus)
        + "\n"
    )
    refused = [_row(e, e.reading.refusals[0].column, sentences.reason(e)) for e in plan.of(RowStatus.REFUSED)]
    _print_rows(refused, out)
    good = [entry for entry in plan.entries if entry.status is not RowStatus.REFUSED]
    missing = [_finding(entry, one) for entry in good for one in entry.reading.to_complete]
    if missing:
        out.write(_("To complete (these people went in without it):") + "\n")
        _print_rows(missing, out)
    looked_at = [_finding(entry, one) for entry in good for one in entry.reading.warnings]
    if looked_at:
        words = ngettext("%(n)s thing to look at:", "%(n)s things to look at:", len(looked_at))
        out.write(words % {"n": len(looked_at)} + "\n")
        _print_rows(looked_at, out)
    for one in plan.notices:
        out.write(sentences.notice(one) + "\n")
    for question in plan.questions:
        columns = "; ".join(sentences.choice(each) for each in question.choices)
        taken = _("Taken: the first of %(columns)s.") % {"columns": columns}
        out.write(f"{sentences.question(question)} {taken}\n")


def _print_rows(rows: Iterable[dict[str, str | int]], out: TextIO) -> None:
    for row in rows:
        place = _("%(sheet)s, row %(row)s") % row
        out.write("  " + ": ".join(filter(None, [place, str(row["column"]), str(row["reason"])])) + "\n")


def _fail(line: str) -> int:
    sys.stderr.write(f"sotay import-roster: {line}\n")
    return _NOT_RUN
