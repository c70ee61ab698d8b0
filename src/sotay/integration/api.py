"""Packs for other systems: a meeting for the national handbook, and numbers for the forms of Hà Nội.

Mounted at /api/v1/meetings and /api/v1/forms.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import Path as InPath
from ninja import Schema

from sotay.integration import ha_noi, handbook
from sotay.kernel.actor import Can
from sotay.kernel.api import MONTH, Reading, Scope, a_file, actor_of, month_of, says
from sotay.kernel.http import NOT_KEPT
from sotay.units.access import access_unit

handbooks = Reading(Scope.MEETINGS, "Meetings you may see: when and where, agenda, attendance, papers.")
forms = Reading(Scope.FIGURES, "Figures of cells and units, month by month, as boards show them.")

ZIP = "application/zip"


class HandbookMeetingOut(Schema):
    """The meeting of a pack."""

    id: UUID = says("Id of the meeting.", "018f0000-0000-7000-8000-000000000006")
    title: str = says("What it is called.", "Sinh hoạt thường kỳ tháng 12/2026")
    kind: str = says("Kind of meeting.", "regular")
    kind_words: str = says("The kind in Vietnamese.", "Sinh hoạt thường kỳ")
    status: str = says("Where it stands.", "reported")
    month: str = says("The month it is of.", "2026-12")
    cell: dict[str, Any] = says("Id, code and name of the cell.", {"code": "38.168.001"})
    superior: str = says("The unit it lies in.", "Đảng bộ phường Bình Minh")
    chair: str = says("Who chairs.", "Lê Thị Thu")
    minute_taker: str = says("Who takes the minutes.", "Phạm Văn Lâm")
    place: str = says("Where.", "Nhà văn hóa")
    mode: str = says("in_person, online or mixed.", "in_person")
    theme: str = says("Its theme; may be empty.", "")
    planned_at: datetime = says("When it is planned for.", "2026-12-03T12:30:00Z")
    opened_at: datetime | None = says("When it was opened.", "2026-12-03T12:31:00Z")
    closed_at: datetime | None = says("When it was closed.", "2026-12-03T14:02:00Z")
    reported_at: datetime | None = says("When it was reported.", "2026-12-03T14:06:00Z")


class DeadlinesOut(Schema):
    """By when things are to be posted."""

    documents_by: date = says("Documents to read before.", "2026-12-02")
    papers_by: date = says("Minutes, resolution or conclusion.", "2026-12-05")


class HandbookItemOut(Schema):
    """A point of the agenda."""

    title: str = says("What it is about.", "Đánh giá kết quả tháng 11")
    minutes: int = says("Minutes planned.", 20)
    presenter: str = says("Who presents it; may be empty.", "Lê Thị Thu")


class AttendeeOut(Schema):
    """Somebody invited or called."""

    name: str = says("Full name.", "Nguyễn Văn An")
    mark: str = says("present, excused, unexcused; empty while not marked.", "present")


class HandbookPaperOut(Schema):
    """A paper of the pack."""

    id: UUID = says("Id of the paper.", "018f0000-0000-7000-8000-000000000005")
    kind: str = says("Code of its kind.", "NQ")
    kind_words: str = says("The kind in Vietnamese.", "Nghị quyết")
    title: str = says("Its title.", "Nghị quyết sinh hoạt chi bộ")
    number: str = says("Its number; empty for a draft.", "Số 05-NQ/CB")
    status: str = says("draft, comment, agreed or frozen, that is issued.", "frozen")
    issued_at: datetime | None = says("When it was issued.", "2026-12-03T14:05:00Z")
    sha256_of_pdf: str = says("SHA-256 of the PDF; empty for a draft.", "9f86d081884c7d65")
    files: list[str] = says("Its files in the ZIP.", ["van-ban/nq-05-thang-12-2026.pdf"])


class HandbookDocumentOut(Schema):
    """A document of the pack."""

    id: UUID = says("Id of the document.", "018f0000-0000-7000-8000-000000000007")
    title: str = says("Its title.", "Báo cáo tháng 11")
    file: str = says("Its file in the ZIP.", "tai-lieu/bao-cao-00000a.pdf")
    media_type: str = says("What kind of file it is.", "application/pdf")
    bytes: int = says("How large it is.", 48123)
    sha256: str = says("SHA-256 of the file.", "9f86d081884c7d65")


class HandbookSheetOut(Schema):
    """What is drawn for the pack besides the papers that are kept: invitation, agenda, annex."""

    title: str = says("Its title.", "Giấy mời")
    phase: str = says("before or after the meeting.", "before")
    files: list[str] = says("Its files in the ZIP.", ["van-ban/01-giay-moi.pdf"])


class PostingOut(Schema):
    """Somebody noted that a phase was posted to the handbook."""

    phase: str = says("before or after the meeting.", "before")
    posted_on: date = says("On which day.", "2026-12-02")


class HandbookOut(Schema):
    """A meeting packed for the national handbook, as far as its fields are known."""

    format: str = says("Version of this pack.", handbook.FORMAT)
    made_at: datetime = says("When it was made.", "2026-12-03T14:10:00Z")
    meeting: HandbookMeetingOut = says("The meeting.", None)
    deadlines: DeadlinesOut = says("By when what is posted (HD 42-HD/BTCTW).", None)
    postings: list[PostingOut] = says("What was noted as posted.", [])
    agenda: list[HandbookItemOut] = says("The agenda.", [])
    attendance: dict[str, int] = says("Counts by the rules of the day.", {"base": 24, "present": 22})
    attendees: list[AttendeeOut] = says("Who was called; before the opening who is invited.", [])
    sheets: list[HandbookSheetOut] = says("Invitation, agenda, words to be presented; annex.", [])
    papers: list[HandbookPaperOut] = says("Minutes, resolution or conclusion.", [])
    documents: list[HandbookDocumentOut] = says("Documents to read before.", [])
    unknown: list[str] = says("What is not known of the handbook.", list(handbook.UNKNOWN))


class SizesOut(Schema):
    """Form 1C."""

    cells: int = says("Cells in use.", 60)
    members: int = says("Members who formally sit in them.", 1475)
    by_size: dict[str, int] = says("Cells by number of members.", {"3_5": 4, "6_9": 10})
    groups: int = says("Party groups.", 12)


class SchemeCountOut(Schema):
    """A line of form 3."""

    scheme: str = says("The scheme.", "Chi bộ bốn tốt")
    year: int = says("The year.", 2026)
    cells: int = says("Cells in use.", 60)
    implementing: int = says("Cells that implement it.", 25)
    recognised: int = says("Cells that were recognised.", 10)


class BigCellsOut(Schema):
    """Cells of a size, and of them those that have Party groups."""

    cells: int = says("Cells of the size.", 3)
    with_groups: int = says("Of them with Party groups.", 2)


class OnlineOut(Schema):
    """Form 4B: online meetings of the month."""

    online_meetings: int = says("Online or partly so.", 2)
    by_reason: dict[str, int] = says(
        "By the reason chosen; keys of regulation point cell-meeting.online_reasons.", {"far_workers": 1}
    )


class FilledFormOut(Schema):
    """A form of the set, as far as records fill it in."""

    form: str = says("Its id.", "hn-1c")
    number: str = says("Its number.", "Biểu 1C")
    title: str = says("Its title in Vietnamese.", "Chi bộ theo số lượng đảng viên; tổ đảng")
    wording: str = says("Which wording of it.", "hn-1c@2026-03-16")
    since: date = says("Counted from this day, the first of the year.", "2026-01-01")
    until: date = says("As of this day.", "2026-12-31")
    numbers: dict[str, int | None] = says(
        'By "row.column"; null for a small number you may not see.', {"total.number": 60}
    )
    by_hand: list[str] = says("Cells that no record fills, entered by a person.", [])


class HaNoiOut(Schema):
    """What can be filled in of the forms of Hà Nội (16/3/2026)."""

    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000004")
    unit_name: str = says("Its name.", "Đảng bộ phường Bình Minh")
    month: str = says("The month of the meetings.", "2026-12")
    as_of: date = says("The day of the sizes.", "2026-12-31")
    form_1c: SizesOut = says("Cells by size.", None)
    form_3: list[SchemeCountOut] = says("Schemes of the year.", [])
    form_4b: OnlineOut = says("Online meetings.", None)
    form_4c: dict[str, BigCellsOut] = says("Big cells and their groups.", {})
    forms: list[FilledFormOut] = says("Every form of the set that is in force.", [])
    unknown: list[str] = says("What is lacking, form by form.", list(ha_noi.UNKNOWN))


class FormsAsked(Schema):
    """Of which unit and month."""

    pk: UUID = says("A unit whose figures you may see.", "018f0000-0000-7000-8000-000000000004")
    month: str = says("Month.", "2026-12", pattern=MONTH)


@handbooks.get("/{uuid:pk}/handbook", response=HandbookOut, summary="A meeting for the handbook")
def handbook_pack(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """The known fields of the national handbook, for who may read what was said; in Vietnamese."""
    actor = actor_of(request)
    return handbook.pack_of(handbook.access_pack(actor, pk), actor)


@handbooks.get("/{uuid:pk}/handbook.zip", summary="The same with its files", openapi_extra=a_file(ZIP))
def handbook_zip(request: HttpRequest, pk: UUID) -> FileResponse:
    """The fields with the papers as PDF, DOCX and plain text and the documents, to upload by hand."""
    actor = actor_of(request)
    return zip_answer(handbook.access_pack(actor, pk), actor)


def zip_answer(meeting: Any, actor: Any, phase: str = "") -> FileResponse:
    """`phase`: "before" or "after"; both without one."""
    file, name = handbook.zipped(meeting, actor, phase), handbook.name_of(meeting, phase)
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=ZIP)
    answer.headers["Cache-Control"] = NOT_KEPT
    return answer


@forms.get("/ha-noi/{uuid:pk}/{month}", response=HaNoiOut, summary="Numbers for the forms of Hà Nội")
def ha_noi_forms(request: HttpRequest, asked: InPath[FormsAsked]) -> dict[str, Any]:
    """Every form of the set as far as it is counted, and what of it is not known. Small numbers are null for
    who sees no names."""
    actor = actor_of(request)
    unit = access_unit(actor, asked.pk, Can.SEE_FIGURES)
    return ha_noi.forms_of(unit, month_of(asked.month), actor)
