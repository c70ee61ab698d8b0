"""What is said of each problem, file, notice and field. Data: `sentences` fills in and joins."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from sotay.members.roster.notices import NoticeKind
from sotay.members.roster.problems import Problem, UnreadableFile
from sotay.members.roster.spellings import Field

PROBLEMS: dict[Problem, str | Promise] = {
    Problem.NO_NAME: gettext_lazy("There is no name in this row. Fill in the full name."),
    Problem.NAME_UNREADABLE: gettext_lazy(
        "“%(said)s” is not a name. Write family and given name, nothing else."
    ),
    Problem.NAME_GARBLED: gettext_lazy(
        "“%(said)s” is written for an old font (VNI or TCVN3) and could not be converted. Convert the "
        "workbook to "
        "Unicode, for example with Unikey (Ctrl+Shift+F6), and choose it again."
    ),
    Problem.CELL_GARBLED: gettext_lazy(
        "The cell's name “%(said)s” is written for an old font (VNI or TCVN3) and could not be "
        "converted. Convert the "
        "workbook to Unicode, for example with Unikey (Ctrl+Shift+F6), and choose it again."
    ),
    Problem.NOT_CALCULATED: gettext_lazy(
        "There is a formula here that was not calculated. Open the workbook in Excel, save it, and "
        "choose it again."
    ),
    Problem.DATE_ZERO: gettext_lazy(
        "“%(said)s” is a zero or a time of day, not a date, and is left out. Write the date as dd/mm/yyyy."
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
    Problem.SEX_UNKNOWN: gettext_lazy("“%(said)s” is not a sex and is left out. Write Nam or Nữ."),
    Problem.SEX_TWICE: gettext_lazy(
        "Both Nam and Nữ are filled in, so the sex is left out. Leave only one of them."
    ),
    Problem.CARD_MALFORMED: gettext_lazy(
        "“%(said)s” is not a member-card number and is left out. Check the card."
    ),
    Problem.CARD_TWICE: gettext_lazy(
        "Row %(said)s of this file has the same card number. Correct the one that is wrong."
    ),
    Problem.CARD_ELSEWHERE: gettext_lazy(
        "A member outside this unit has the card number %(said)s. Check the card, or ask the level above."
    ),
    Problem.CITIZEN_MALFORMED: gettext_lazy(
        "“%(said)s” is not a citizen ID number (12 digits, 9 on old cards) and is left out."
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
    Problem.NAMESAKE_IN_FILE: gettext_lazy(
        "Row %(said)s of this file has the same name and year of birth. If these are two people, fill in "
        "the day of "
        "birth or the card number of both; if it is one, keep one row."
    ),
    Problem.NAMESAKE_STORED: gettext_lazy(
        "A member of this cell has the same name and year of birth, but was admitted on %(said)s. Fill "
        "in the day of "
        "birth or the card number, so that the two are not taken for each other."
    ),
    Problem.SAYS_LEFT: gettext_lazy(
        "The row says this person has left (“%(said)s”). Take the row out; record the leaving on the "
        "member's page."
    ),
    Problem.LIST_OF_LEFT: gettext_lazy(
        "This list is of people who have left (“%(said)s”). Take it out; record the leaving on each "
        "member's page."
    ),
    Problem.NAMESAKES: gettext_lazy(
        "Has the name and year of birth of row %(said)s, but another date of admission, and is taken for "
        "another person. "
        "Fill in the day of birth or the card number of both."
    ),
    Problem.STATUS_UNKNOWN: gettext_lazy(
        "“%(said)s” is not a standing we know; it is kept as a note. Check how this person stands."
    ),
    Problem.LEFT_ON_UNCLEAR: gettext_lazy(
        "“%(said)s” is the day of a leaving or an exemption, but the row does not say of which. Check "
        "how this person "
        "stands."
    ),
    Problem.STATUS_OF_LIST: gettext_lazy(
        "How this person stands is taken from the title of the list, “%(said)s”. Please check."
    ),
    Problem.FULL_WITHOUT_DATE: gettext_lazy(
        "The list calls this probationary member a full one, but without a date. Fill in the date of "
        "full status."
    ),
    Problem.HERE_FOR_A_WHILE: gettext_lazy(
        "Formally belongs to %(said)s and is not transferred. Record a temporary transfer on the "
        "member's page."
    ),
    Problem.NAME_ADDITION: gettext_lazy("“%(said)s” stands behind the name. Check what it means."),
    Problem.PHONE_REMARK: gettext_lazy("“%(said)s”: check whose telephone number this is."),
    Problem.VERY_OLD: gettext_lazy("Would be %(said)s years old. Check the year of birth."),
    Problem.VERY_YOUNG: gettext_lazy("Would be only %(said)s years old. Check the year of birth."),
    Problem.ADMITTED_BEFORE_PARTY: gettext_lazy(
        "Admitted in %(said)s, before the Party was founded in 1930. Check the date."
    ),
    Problem.PHONE_UNREADABLE: gettext_lazy("The telephone number “%(said)s” cannot be read and is left out."),
    Problem.EMAIL_UNREADABLE: gettext_lazy("The e-mail address “%(said)s” cannot be read and is left out."),
    Problem.YOUNG_AT_ADMISSION: gettext_lazy(
        "Would have been only %(said)s years old on the day of admission. Check both dates."
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
POSTS = frozenset({Problem.POST_NOT_ALLOWED, Problem.POST_TAKEN, Problem.POST_PROBATIONARY})

FILES: dict[UnreadableFile.Why, str | Promise] = {
    UnreadableFile.Why.NOT_A_WORKBOOK: gettext_lazy(
        "This file is not a workbook. Choose an Excel (.xlsx, .xls), OpenDocument (.ods) or CSV file."
    ),
    UnreadableFile.Why.HTML: gettext_lazy(
        "This file is a web page that bears the name of a workbook. Open it in Excel, save it as “Excel "
        "Workbook "
        "(.xlsx)”, and choose that."
    ),
    UnreadableFile.Why.XML: gettext_lazy(
        "This file is in the XML form of Excel 2003. Open it in Excel, save it as “Excel Workbook "
        "(.xlsx)”, and choose "
        "that."
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

NOTICES: dict[NoticeKind, str | Promise] = {
    NoticeKind.HIDDEN_SHEET: ngettext_lazy(
        "The sheet “%(said)s” is hidden: its %(count)s row with a person is not imported. If it belongs "
        "to the list, "
        "show the sheet in Excel, save, and choose the workbook again.",
        "The sheet “%(said)s” is hidden: its %(count)s rows with people are not imported. If they belong "
        "to the list, "
        "show the sheet in Excel, save, and choose the workbook again.",
        "count",
    ),
    NoticeKind.HIDDEN_ROWS: ngettext_lazy(
        "%(count)s row is hidden in the workbook, perhaps by a filter, and is imported with the others: "
        "row %(said)s.",
        "%(count)s rows are hidden in the workbook, perhaps by a filter, and are imported with the "
        "others: rows %(said)s.",
        "count",
    ),
    NoticeKind.HIDDEN_COLUMNS: ngettext_lazy(
        "%(count)s hidden column is read as well: %(said)s.",
        "%(count)s hidden columns are read as well: %(said)s.",
        "count",
    ),
    NoticeKind.HIDDEN_COLUMNS_LEFT: ngettext_lazy(
        "%(count)s hidden column is not read, because one that is shown means the same: %(said)s.",
        "%(count)s hidden columns are not read, because others that are shown mean the same: %(said)s.",
        "count",
    ),
    NoticeKind.CONVERTED: ngettext_lazy(
        "%(count)s text was written in %(said)s and is converted to Unicode. Please look at the name.",
        "%(count)s texts were written in %(said)s and are converted to Unicode. Please look at the names.",
        "count",
    ),
    NoticeKind.STRAYS: ngettext_lazy(
        "%(count)s cell far away from the list is left out.",
        "%(count)s cells far away from the list are left out.",
        "count",
    ),
    NoticeKind.CARRIED: ngettext_lazy(
        "%(count)s cell takes its value from the row above it: merged with it, or a ditto mark.",
        "%(count)s cells take their value from the row above them: merged with it, or a ditto mark.",
        "count",
    ),
    NoticeKind.RENUMBERED: ngettext_lazy(
        "%(count)s mobile number of before 2018 gets the network code it has today.",
        "%(count)s mobile numbers of before 2018 get the network code they have today.",
        "count",
    ),
    NoticeKind.FROM_1904: ngettext_lazy(
        "The workbook counts days from 1904, as old Macintosh computers did; this is taken into account. "
        "Please compare "
        "the birth in %(count)s row with the paper.",
        "The workbook counts days from 1904, as old Macintosh computers did; this is taken into account. "
        "Please compare "
        "some of the births in its %(count)s rows with the paper.",
        "count",
    ),
}

FIELDS: dict[Field, str | Promise] = {
    Field.NAME: gettext_lazy("Full name"),
    Field.FAMILY: gettext_lazy("Full name"),
    Field.BORN: gettext_lazy("Date of birth"),
    Field.SEX: gettext_lazy("Sex"),
    Field.MALE: gettext_lazy("Sex"),
    Field.FEMALE: gettext_lazy("Sex"),
    Field.ETHNICITY: gettext_lazy("Ethnicity"),
    Field.ADMITTED: gettext_lazy("Date of admission"),
    Field.FULL: gettext_lazy("Date of full status"),
    Field.CARD: gettext_lazy("Member-card number"),
    Field.POST: gettext_lazy("Post in the cell"),
    Field.CELL: pgettext_lazy("Party", "Cell"),
    Field.CELL_TYPE: gettext_lazy("Type of cell"),
    Field.PHONE: gettext_lazy("Telephone"),
    Field.EMAIL: gettext_lazy("E-mail"),
    Field.CITIZEN: gettext_lazy("Citizen ID number"),
    Field.ADDRESS: gettext_lazy("Address"),
    Field.OCCUPATION: gettext_lazy("Occupation"),
    Field.NOTE: gettext_lazy("Note"),
    Field.STATUS: pgettext_lazy("of a member", "Standing"),
    Field.LEFT_ON: gettext_lazy("Day of leaving"),
    Field.IS_FULL: gettext_lazy("Date of full status"),
    Field.IS_PROBATIONARY: gettext_lazy("Date of admission"),
}

WHATS: dict[str, str | Promise] = {
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
