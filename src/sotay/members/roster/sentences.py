"""The sentences of an import, in the reader's language."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotay.kernel.actor import Role
from sotay.kernel.periods import PartialDate
from sotay.members.models import Sex, Standing
from sotay.members.roster.entries import Change, Entry, NewStanding
from sotay.members.roster.notices import Choice, Notice, Question
from sotay.members.roster.problems import Finding, UnreadableFile
from sotay.members.roster.spellings import Field
from sotay.members.roster.wording import FIELDS, FILES, NOTICES, POSTS, PROBLEMS, WHATS


def sentence(finding: Finding) -> str:
    """What is wrong and what to do, as one sentence or two."""
    said = str(Role(finding.said).label) if finding.problem in POSTS else finding.said
    return str(PROBLEMS[finding.problem]) % {"said": said}


def reason(entry: Entry) -> str:
    """All that is to be corrected in a row, the column named before all but the first."""
    first, *others = [*entry.reading.refusals, *entry.reading.to_complete]
    return " ".join([sentence(first), *(_with_column(finding) for finding in others)])


def notice(one: Notice) -> str:
    return str(NOTICES[one.kind] % {"count": one.count, "said": one.said})


def field_name(field: Field) -> str:
    """What a column of this field holds."""
    return str(FIELDS[field])


def question(one: Question) -> str:
    return ngettext(
        "Several columns may hold: %(field)s. They differ in %(rows)s row. Which one is right?",
        "Several columns may hold: %(field)s. They differ in %(rows)s rows. Which one is right?",
        one.rows,
    ) % {"field": field_name(one.field), "rows": one.rows}


def choice(one: Choice) -> str:
    """A column by its title and its letter in Excel."""
    words = (
        _("“%(title)s” (column %(letter)s, hidden)")
        if one.is_hidden
        else _("“%(title)s” (column %(letter)s)")
    )
    return words % {"title": one.title, "letter": one.letter}


def file_sentence(wrong: UnreadableFile) -> str:
    return str(FILES[wrong.why])


def what(change: Change) -> str:
    """The name of what changes."""
    return str(WHATS[change.what])


def shown(change: Change, value: object) -> str:
    """A value of a change, as people read it; '' for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, PartialDate):
        return value.label()
    if isinstance(value, NewStanding):
        return standing_words(value)
    if isinstance(value, date):
        return _("until %(day)s") % {"day": _last_day(value)}
    if change.what == "sex":
        return str(Sex(str(value)).label)
    return str(Role(str(value)).label) if change.what == "role" else str(value)


def base(kind: str) -> str:
    """'Full member' or 'Probationary member'."""
    return str(Standing.Kind(kind).label)


def standing_words(new: NewStanding) -> str:
    label = str(Standing.Kind(new.kind).label)
    if new.until_on is None:
        return label
    return _("%(standing)s until %(day)s") % {"standing": label, "day": _last_day(new.until_on)}


def _last_day(until_on: date) -> str:
    """The last day something holds; stored is the first one it no longer does."""
    return f"{until_on - timedelta(days=1):%d/%m/%Y}"


def _with_column(finding: Finding) -> str:
    return f"{finding.column}: {sentence(finding)}" if finding.column else sentence(finding)
