"""A meeting packed for the national handbook (Sổ tay đảng viên điện tử): its fields, papers and documents.

What the handbook holds of a meeting is known from the press alone: who is invited, the documents, the
attendance, and that documents are posted a day before and papers within two days after (DOMAIN 1.2 and 1.3).
Its forms, the names of its fields and a way to hand anything in by program were never published, so the pack
is made for a person who uploads it, and UNKNOWN says so in it.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Container, Iterator
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone, translation

from sotay.integration import posting
from sotay.integration.models import HandbookPosting
from sotay.integration.plain import plain_text
from sotay.kernel.actor import Actor
from sotay.kernel.text import search_key
from sotay.library.access import readable_by as readable_documents
from sotay.library.models import Document
from sotay.meetings import pack as meeting_packs
from sotay.meetings import queries as meetings
from sotay.meetings.access import access_meeting, can_read
from sotay.meetings.log.state import State
from sotay.meetings.models import Meeting
from sotay.meetings.pack import Sheet
from sotay.papers import queries as papers
from sotay.papers.api import kept_print, made
from sotay.papers.models import IssuedPaper
from sotay.papers.printing import printed

Phase = HandbookPosting.Phase
FORMAT = "sotay-handbook-1"
ENDINGS = ("pdf", "docx", "txt")
MOST_BYTES = 50 * 1024 * 1024
"""Of documents in one pack; beyond it they are listed without their files."""
_IN_MEMORY = 4 * 1024 * 1024
UNKNOWN = (
    "Mẫu nhập liệu và tên các trường của Sổ tay đảng viên điện tử chưa được công bố.",
    "Chưa tìm thấy cổng kết nối (API) của Sổ tay đảng viên điện tử: gói này để đồng chí tự tải lên.",
    "Chưa rõ Sổ tay đảng viên điện tử nhận loại tệp nào và dung lượng tối đa bao nhiêu.",
    "Chưa rõ có phải khai danh sách dự họp theo số thẻ đảng viên hay không; gói này chỉ ghi họ tên.",
)
"""Kept in Vietnamese like every word of the pack: it leaves the house as an office's file."""


def access_pack(actor: Actor, pk: UUID) -> Meeting:
    """A meeting whose words the actor may read, and that was not cancelled."""
    meeting = access_meeting(actor, pk)
    if meeting.stage == Meeting.Stage.CANCELLED or not can_read(actor, meeting):
        raise Http404
    return meeting


def pack_of(meeting: Meeting, actor: Actor, phase: str = "") -> dict[str, Any]:
    """The pack's `meeting.json`; with a phase, only the papers and documents of before or of after it."""
    with translation.override("vi"):
        state = meetings.cached_state(meeting) if meeting.opened_at else State()
        wanted = _phases(phase)
        return {
            "format": FORMAT,
            "made_at": timezone.now(),
            "meeting": _meeting(meeting),
            "deadlines": _deadlines(meeting),
            "postings": [_posting(row) for row in meeting.handbook_postings.all()],
            "agenda": _agenda(meeting),
            "attendance": _attendance(meeting, state),
            "attendees": _attendees(meeting, state),
            "sheets": [
                _sheet(place, of, title)
                for of in wanted
                for place, title in enumerate(_titles(meeting, of), 1)
            ],
            "papers": [_paper(row) for row in _papers(meeting, wanted)],
            "documents": [_document(row) for row in _documents(meeting, actor, wanted)],
            "unknown": list(UNKNOWN),
        }


def _meeting(meeting: Meeting) -> dict[str, Any]:
    cell = meeting.cell
    columns = ("kind", "place", "mode", "theme", "planned_at", "opened_at", "closed_at", "reported_at")
    return {
        "id": meeting.pk,
        "title": str(meeting),
        "kind_words": meeting.get_kind_display(),
        "status": meeting.stage,
        "month": str(meeting.month),
        "cell": {"id": cell.pk, "code": cell.code, "name": cell.name},
        "superior": cell.parent.name if cell.parent else "",
        "chair": meeting.chair.full_name if meeting.chair else "",
        "minute_taker": meeting.minute_taker.full_name if meeting.minute_taker else "",
        **{name: getattr(meeting, name) for name in columns},
    }


def _deadlines(meeting: Meeting) -> dict[str, date]:
    """By when documents and papers are to be posted. Source: HD 42-HD/BTCTW (DOMAIN 1.3)."""
    return {
        "documents_by": posting.until(meeting, Phase.BEFORE),
        "papers_by": posting.until(meeting, Phase.AFTER),
    }


def _phases(phase: str) -> tuple[str, ...]:
    return (phase,) if phase else tuple(Phase.values)


def _posting(row: HandbookPosting) -> dict[str, Any]:
    return {"phase": row.phase, "posted_on": row.posted_on}


def _agenda(meeting: Meeting) -> list[dict[str, Any]]:
    return [
        {
            "title": item.title,
            "minutes": item.minutes,
            "presenter": item.presenter.full_name if item.presenter else "",
        }
        for item in meeting.agenda.select_related("presenter")
    ]


def _attendance(meeting: Meeting, state: State) -> dict[str, int]:
    names = ("base", "present", "excused", "unexcused", "exempt")
    if not meeting.opened_at:
        return dict.fromkeys(names, 0)
    counted = meetings.figures_of(meeting, state).attendance
    return {name: getattr(counted, name) for name in names}


def _attendees(meeting: Meeting, state: State) -> list[dict[str, str]]:
    """Who is invited while it is prepared, who was called once it was opened; no reason of an absence."""
    if meeting.opened_at:
        marks = ((seat.name, state.mark(seat.member)) for seat in state.seats)
        return [{"name": name, "mark": mark.mark if mark else ""} for name, mark in marks]
    invited = meeting.invitations.select_related("member")
    return [{"name": row.member.full_name, "mark": ""} for row in invited]


def _sheets(meeting: Meeting, actor: Actor, phase: str) -> list[Sheet]:
    """What is drawn besides the papers that are kept: invitation, agenda, words; afterwards the annex."""
    if phase == Phase.BEFORE:
        return meeting_packs.ahead(meeting, actor)
    return meeting_packs.annexes(meeting) if meeting.is_over else []


def _titles(meeting: Meeting, phase: str) -> list[str]:
    """Of what `_sheets` draws."""
    if phase == Phase.BEFORE:
        return meeting_packs.ahead_titles(meeting)
    return meeting_packs.annex_titles(meeting) if meeting.is_over else []


def _sheet(place: int, phase: str, title: str) -> dict[str, Any]:
    files = [_sheet_file(place, title, ending) for ending in ENDINGS]
    return {"title": title, "phase": phase, "files": files}


def _sheet_file(place: int, title: str, ending: str) -> str:
    """'van-ban/01-giay-moi.pdf'."""
    return f"van-ban/{place:02d}-{_plain(title.partition(':')[0])}.{ending}"


def _papers(meeting: Meeting, wanted: Container[str]) -> list[IssuedPaper]:
    return meetings.papers_of(meeting) if Phase.AFTER in wanted else []


def _paper(row: IssuedPaper) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "kind_words": str(row.kind_name),
        "title": row.title,
        "number": row.number_text,
        "status": row.state,
        "issued_at": row.frozen_at,
        "sha256_of_pdf": row.pdf_sha256,
        "files": [f"van-ban/{papers.filename(row, ending)}" for ending in ENDINGS],
    }


def _documents(meeting: Meeting, actor: Actor, wanted: Container[str]) -> QuerySet[Document]:
    if Phase.BEFORE not in wanted:
        return Document.objects.none()
    before = meeting.papers.values("document")
    return Document.objects.filter(readable_documents(actor), pk__in=before, purged_at=None).order_by("pk")


def _document(row: Document) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title,
        "file": f"tai-lieu/{_name_of(row)}",
        "media_type": row.media_type,
        "bytes": row.size,
        "sha256": row.sha256,
    }


def _name_of(row: Document) -> str:
    """Plain letters, and its own however others are called."""
    stem, dot, ending = row.file_name.rpartition(".")
    kept = "".join(sign for sign in ending.lower() if sign.isascii() and sign.isalnum())[:8]
    return f"{_plain(stem) or 'tai-lieu'}-{row.pk.hex[-6:]}{dot}{kept}"


def _plain(words: str) -> str:
    """'bao-cao-thang-11': letters, digits and single hyphens, at most 60."""
    plain = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in search_key(words))
    return "-".join(plain.split())[:60].strip("-")


def zipped(meeting: Meeting, actor: Actor, phase: str = "") -> IO[bytes]:
    """The pack as a ZIP file, ready to be read. Raises FileIsMissing, CannotPrint."""
    file: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    told, wanted = pack_of(meeting, actor, phase), _phases(phase)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        for of in wanted:
            for place, sheet in enumerate(_sheets(meeting, actor, of), 1):
                for ending in ENDINGS:
                    pack.writestr(_sheet_file(place, sheet.title, ending), _drawn(sheet, ending))
        for paper in _papers(meeting, wanted):
            for ending, content in _faces(paper):
                pack.writestr(f"van-ban/{papers.filename(paper, ending)}", content())
        left = MOST_BYTES
        for row, line in zip(_documents(meeting, actor, wanted), told["documents"], strict=True):
            left -= row.size
            line["is_in_pack"] = left >= 0 and _write(pack, row, line["file"])
        pack.writestr("meeting.json", json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
        pack.writestr("DOC-TRUOC.txt", _read_me(told, wanted))
    file.seek(0)
    return file


def _drawn(sheet: Sheet, ending: str) -> bytes:
    if ending == "txt":
        return plain_text(sheet.paper).encode()
    return printed(ending, sheet.paper, sheet.layout)


def _faces(row: IssuedPaper) -> Iterator[tuple[str, Callable[[], bytes]]]:
    yield "pdf", lambda: kept_print(row) if row.is_frozen else made(row, "pdf")
    yield "docx", lambda: made(row, "docx")
    yield "txt", lambda: plain_text(papers.shown(row)).encode()


def _write(pack: zipfile.ZipFile, row: Document, name: str) -> bool:
    try:
        with row.file.open("rb") as source, pack.open(name, "w") as target:
            for chunk in source.chunks():
                target.write(chunk)
    except FileNotFoundError:
        return False
    return True


def _read_me(told: dict[str, Any], wanted: Container[str]) -> str:
    meeting, deadlines = told["meeting"], told["deadlines"]
    lines = [
        f"{meeting['title']}, {meeting['cell']['name']}",
        "",
        "Gói này để đưa lên Sổ tay đảng viên điện tử:",
        *_by_when(deadlines, wanted),
        "Các thông tin đã biết nằm trong tệp meeting.json. Văn bản chưa ban hành có ghi chữ dự thảo.",
        "",
        "Những điều chưa rõ:",
        *(f"- {each}" for each in told["unknown"]),
        *(f"- Tệp không có trong gói: {row['title']}" for row in told["documents"] if not row["is_in_pack"]),
    ]
    return "\n".join(lines) + "\n"


def _by_when(deadlines: dict[str, date], wanted: Container[str]) -> Iterator[str]:
    if Phase.BEFORE in wanted:
        yield (
            "- giấy mời, chương trình (thư mục van-ban) và tài liệu (thư mục tai-lieu): trước hết ngày"
            f" {deadlines['documents_by']:%d/%m/%Y};"
        )
    if Phase.AFTER in wanted:
        yield (
            "- biên bản, nghị quyết hoặc kết luận (thư mục van-ban): trước hết ngày"
            f" {deadlines['papers_by']:%d/%m/%Y}."
        )


_OF_PHASE = {"": "", Phase.BEFORE: "-truoc", Phase.AFTER: "-sau"}


def name_of(meeting: Meeting, phase: str = "") -> str:
    """'so-tay-2026-12-38-168-001-truoc.zip'."""
    return f"so-tay-{meeting.month}-{_plain(meeting.cell.code)}{_OF_PHASE[phase]}.zip"
