"""The sentences of an import, in the reader's language."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sotay.kernel.actor import Role
from sotay.kernel.periods import PartialDate
from sotay.members.models import Sex, Standing
from sotay.members.roster.plan import Change, Entry, NewStanding
from sotay.members.roster.problems import Finding, Problem, UnreadableFile

_PROBLEMS: dict[Problem, str | Promise] = {
    Problem.NO_NAME: gettext_lazy("There is no name in this row. Fill in the full name."),
    Problem.NAME_UNREADABLE: gettext_lazy(
        "“%(said)s” is not a name. Write family and given name, nothing else."
    ),
    Problem.DATE_IMPOSSIBLE: gettext_lazy(
        "“%(said)s” is not in the calendar. Write the right date as dd/mm/yyyy."
    ),
    Problem.DATE_UNREADABLE: gettext_lazy(
        "“%(said)s” cannot be read as a date. Write it as dd/mm/yyyy, mm/yyyy or yyyy."
    ),
    Problem.DATE_AMBIGUOUS: gettext_lazy(
        "“%(said)s” can be read as more than one date. Write it as dd/mm/yyyy."
    ),
    Problem.DATE_TOO_OLD: gettext_lazy("“%(said)s” is too long ago. Check the year."),
    Problem.DATE_IN_FUTURE: gettext_lazy("“%(said)s” has not come yet. Check the date."),
    Problem.ADMITTED_BEFORE_BIRTH: gettext_lazy(
        "The date of admission, %(said)s, is before the birth. Check both dates."
    ),
    Problem.FULL_BEFORE_ADMISSION: gettext_lazy(
        "The date of full status, %(said)s, is before the admission. Check both dates."
    ),
    Problem.SEX_UNKNOWN: gettext_lazy("“%(said)s” is not a sex. Write Nam or Nữ."),
    Problem.SEX_TWICE: gettext_lazy("Both Nam and Nữ are filled in. Leave only one of them."),
    Problem.CARD_MALFORMED: gettext_lazy("“%(said)s” is not a member-card number. Check the card."),
    Problem.CARD_TWICE: gettext_lazy(
        "Row %(said)s of this file has the same card number. Correct the one that is wrong."
    ),
    Problem.CARD_ELSEWHERE: gettext_lazy(
        "A member outside this unit has the card number %(said)s. Check the card, or ask the level above."
    ),
    Problem.CITIZEN_MALFORMED: gettext_lazy(
        "“%(said)s” is not a citizen ID number: that has 12 digits (9 on old cards)."
    ),
    Problem.CITIZEN_TWICE: gettext_lazy(
        "Row %(said)s of this file has the same citizen ID number. Correct the one that is wrong."
    ),
    Problem.CITIZEN_ELSEWHERE: gettext_lazy(
        "A member outside this unit has this citizen ID number. Check it, or ask the level above."
    ),
    Problem.ROW_TWICE: gettext_lazy(
        "Row %(said)s of this file is about the same person. Keep one of the two."
    ),
    Problem.TWO_PEOPLE: gettext_lazy(
        "This number belongs to %(said)s in this unit. Check the name and the number."
    ),
    Problem.UNCERTAIN: gettext_lazy(
        "Several members of this cell are called %(said)s. Fill in the card number or the birth date."
    ),
    Problem.CELL_UNKNOWN: gettext_lazy(
        "There is no cell called “%(said)s” in this unit. Correct the name, or let missing cells be created."
    ),
    Problem.CELL_AMBIGUOUS: gettext_lazy(
        "Several cells can be meant by “%(said)s”. Write the full name or the code."
    ),
    Problem.CELL_MISSING: gettext_lazy(
        "The row does not say which cell the member belongs to. Fill in the cell."
    ),
    Problem.CELL_OTHER: gettext_lazy(
        "The row belongs to “%(said)s”, not to the cell you are importing into."
    ),
    Problem.HAS_LEFT: gettext_lazy(
        "This member left on %(said)s. If they are back, record that on their page first."
    ),
    Problem.NOTE_SAYS_LEFT: gettext_lazy(
        "The note says this person has left (“%(said)s”). Take the row out; record the leaving on the "
        "member's page."
    ),
    Problem.PHONE_UNREADABLE: gettext_lazy("The telephone number “%(said)s” cannot be read and is left out."),
    Problem.EMAIL_UNREADABLE: gettext_lazy("The e-mail address “%(said)s” cannot be read and is left out."),
    Problem.YOUNG_AT_ADMISSION: gettext_lazy(
        "Not yet 18 years old on the day of admission, %(said)s. Please check."
    ),
    Problem.TAKEN_AS_PROBATIONARY: gettext_lazy(
        "No date of full status: taken as a probationary member. Please check."
    ),
    Problem.POST_NOT_ALLOWED: gettext_lazy(
        "The post “%(said)s” is not recorded: the ward or commune office appoints."
    ),
    Problem.POST_TAKEN: gettext_lazy(
        "The post “%(said)s” is not recorded: somebody else holds it. End that appointment first."
    ),
    Problem.POST_PROBATIONARY: gettext_lazy(
        "The post “%(said)s” is not recorded: a probationary member cannot hold it."
    ),
    Problem.TOO_LONG: gettext_lazy("The text is too long and is cut: “%(said)s…”."),
}
_POSTS = frozenset({Problem.POST_NOT_ALLOWED, Problem.POST_TAKEN, Problem.POST_PROBATIONARY})

_FILES: dict[UnreadableFile.Why, str | Promise] = {
    UnreadableFile.Why.NOT_A_WORKBOOK: gettext_lazy(
        "This file is not a workbook. Choose an Excel (.xlsx, .xls) or OpenDocument (.ods) file."
    ),
    UnreadableFile.Why.ENCRYPTED: gettext_lazy(
        "This workbook is protected with a password. Save it without one and choose it again."
    ),
    UnreadableFile.Why.TOO_BIG: gettext_lazy(
        "This file is larger than 20 MB. Keep only the roster in it and choose it again."
    ),
    UnreadableFile.Why.TOO_MUCH_INSIDE: gettext_lazy(
        "There is too much in this workbook. Copy the roster alone into a new workbook and choose that."
    ),
    UnreadableFile.Why.DAMAGED: gettext_lazy(
        "This workbook is damaged and cannot be opened. Open it in Excel, save it again, and choose it again."
    ),
    UnreadableFile.Why.EMPTY: gettext_lazy("This workbook is empty. Choose the one with the roster."),
    UnreadableFile.Why.HIDDEN: gettext_lazy(
        "The sheets shown in this workbook are empty; others are hidden. Show them in Excel, save, and "
        "choose it again."
    ),
    UnreadableFile.Why.NO_HEADER: gettext_lazy(
        "No list of members was found. There must be a header row with “Họ và tên” and at least one more "
        "column such as “Ngày sinh” or “Số thẻ đảng viên”."
    ),
    UnreadableFile.Why.NO_FILE: gettext_lazy("There is no such file, or it cannot be read."),
}

_WHATS: dict[str, str | Promise] = {
    "full_name": gettext_lazy("Full name"),
    "born_on": gettext_lazy("Date of birth"),
    "sex": gettext_lazy("Sex"),
    "ethnicity": gettext_lazy("Ethnicity"),
    "admitted_on": gettext_lazy("Date of admission"),
    "full_on": gettext_lazy("Date of full status"),
    "member_card_no": gettext_lazy("Member-card number"),
    "citizen_id": gettext_lazy("Citizen ID number"),
    "phone": gettext_lazy("Telephone"),
    "email": gettext_lazy("E-mail"),
    "address": gettext_lazy("Address"),
    "occupation": gettext_lazy("Occupation"),
    "note": gettext_lazy("Note"),
    "cell": gettext_lazy("Transferred to another cell"),
    "standing": pgettext_lazy("of a member", "Standing"),
    "role": gettext_lazy("Post in the cell"),
}


def sentence(finding: Finding) -> str:
    """What is wrong and what to do, as one sentence or two."""
    said = str(Role(finding.said).label) if finding.problem in _POSTS else finding.said
    return str(_PROBLEMS[finding.problem]) % {"said": said}


def reason(entry: Entry) -> str:
    """Everything that keeps a row out, the column named before all but the first."""
    first, *others = entry.reading.refusals
    return " ".join([sentence(first), *(_with_column(finding) for finding in others)])


def file_sentence(wrong: UnreadableFile) -> str:
    return str(_FILES[wrong.why])


def what(change: Change) -> str:
    """The name of what changes."""
    return str(_WHATS[change.what])


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
