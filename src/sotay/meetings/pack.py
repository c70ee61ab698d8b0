"""A meeting's pack: everything of it that one reader may read, as one PDF with an outline.

Before the meeting: invitation, agenda, what will be presented, the papers to read. After it also minutes and
resolution or conclusion, issued or as drafts, and what was added after signing. It is made for each reader
when asked for and kept nowhere, so nothing has to be purged from it. What it costs is bounded: a number of
pages, bytes and files, and for each file that was attached the limits of `papers.joining`. Whatever does not
go in stands on the page of contents with the reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Actor
from sotay.kernel.http import PDF
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import search_key
from sotay.library.access import readable_by as readable_documents
from sotay.library.models import Document
from sotay.meetings import offline, queries
from sotay.meetings.access import can_read
from sotay.meetings.amendments import annex_of
from sotay.meetings.documents import before, pack
from sotay.meetings.documents.pack import Line
from sotay.meetings.documents.parts import Clock, Facts
from sotay.meetings.models import Meeting
from sotay.papers import joining
from sotay.papers.access import readable_by as readable_papers
from sotay.papers.layout import Layout
from sotay.papers.models import IssuedPaper
from sotay.papers.printing import printed
from sotay.papers.queries import layout_of, shown
from sotay.papers.structure import Paper, digest

MOST_PAGES = 400
MOST_BYTES = 30 * 1024 * 1024
MOST_FILES = 40
"""Of attached files looked into for one pack, each in a child of its own."""
_VERSION = "1"
INVITATION, AGENDA, WORDS = "Giấy mời", "Chương trình", "Nội dung trình bày"
ANNEX = "Phụ lục biên bản: bổ sung, đính chính sau khi ký"


class PackIsTooMuch(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The papers of this meeting cannot be joined into one file. Open them one by one on its page.")
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper that is drawn for the pack; `kept` when its print is, as that of an issued paper."""

    chapter: str
    title: str
    paper: Paper
    layout: Layout
    kept: IssuedPaper | None = None
    is_draft: bool = False

    @property
    def mark(self) -> str:
        return self.kept.pdf_sha256 if self.kept else digest(self.paper)


@dataclass(slots=True)
class Pack:
    """What goes into a pack, in its order: sheets, then documents, then the papers of after."""

    meeting: Meeting
    facts: Facts
    ahead: list[Sheet] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    after: list[Sheet] = field(default_factory=list)

    @property
    def etag(self) -> str:
        """Of everything that is in it: the same pack need not be made again for who has it."""
        marks = [_VERSION, str(MOST_PAGES), str(MOST_BYTES), repr(self.facts.layout), self.facts.title]
        marks += [f"{each.title}:{each.is_draft}:{each.mark}" for each in (*self.ahead, *self.after)]
        marks += [f"{each.title}:{each.file_name}:{each.sha256}" for each in self.documents]
        return f'"{hashlib.sha256(chr(10).join(marks).encode()).hexdigest()}"'


def pack_of(meeting: Meeting, actor: Actor) -> Pack:
    """What of the meeting the actor may read, who may see the meeting. Nothing is drawn yet."""
    facts = queries.facts_of(meeting)
    return Pack(
        meeting,
        facts,
        ahead=list(_ahead(meeting, actor, facts)),
        documents=list(_documents(meeting, actor)),
        after=list(_after(meeting, actor)) if meeting.is_over and can_read(actor, meeting) else [],
    )


def ahead(meeting: Meeting, actor: Actor) -> list[Sheet]:
    """Invitation, agenda and what will be presented, for whoever may see the meeting."""
    return list(_ahead(meeting, actor, queries.facts_of(meeting)))


def annexes(meeting: Meeting) -> list[Sheet]:
    """What was added to signed minutes, for whoever may read those; none while nothing was."""
    return [Sheet(pack.AFTER, title, *annex_of(meeting)) for title in annex_titles(meeting)]


def ahead_titles(meeting: Meeting) -> list[str]:
    """What `ahead` draws, by its titles alone. One query."""
    return [INVITATION, AGENDA, *([WORDS] if meeting.agenda.exclude(text="").exists() else [])]


def annex_titles(meeting: Meeting) -> list[str]:
    """What `annexes` draws, by its titles alone. One query."""
    return [ANNEX] if meeting.is_sealed and meeting.log.filter(act="amended").exists() else []


def _ahead(meeting: Meeting, actor: Actor, facts: Facts) -> Iterator[Sheet]:
    state = offline.state_to_draw(meeting, actor)
    clock = Clock(timezone.get_current_timezone())
    for title, compose in ((INVITATION, before.invitation), (AGENDA, before.agenda)):
        paper = compose(state, facts, clock, meeting.planned_at)
        yield Sheet(pack.AHEAD, title, paper, facts.layout)
    texts = [
        (item.title, item.presenter.full_name if item.presenter else "", item.text)
        for item in meeting.agenda.exclude(text="").select_related("presenter")
    ]
    if texts:
        yield Sheet(pack.AHEAD, WORDS, pack.words(texts, facts), facts.layout)


def _documents(meeting: Meeting, actor: Actor) -> Iterator[Document]:
    """Documents put before the meeting, in the order of the agenda; those of no item first."""
    readable = Document.objects.filter(readable_documents(actor), purged_at=None)
    rows = meeting.papers.filter(document__in=readable).select_related("document", "item")
    seen = set()
    for row in sorted(rows, key=lambda row: (row.item.position if row.item else -1, row.pk)):
        if row.document_id not in seen:
            seen.add(row.document_id)
            yield row.document


def _after(meeting: Meeting, actor: Actor) -> Iterator[Sheet]:
    papers = queries.papers_of(meeting)
    readable = set(
        IssuedPaper.objects.filter(
            readable_papers(actor), Q(pk__in=[paper.pk for paper in papers])
        ).values_list("pk", flat=True)
    )
    for row in papers:
        if row.pk not in readable:
            continue
        title = f"{row.number_text} {row.title}".strip() if row.is_frozen else f"{row.title} (dự thảo)"
        kept = row if row.is_frozen else None
        yield Sheet(pack.AFTER, title, shown(row), layout_of(row), kept, is_draft=not row.is_frozen)
    yield from annexes(meeting)


def drawn(told: Pack) -> bytes:
    """The pack as a PDF. Raises CannotPrint and PackIsTooMuch."""
    made = _Making()
    for sheet in told.ahead:
        made.sheet(sheet)
    after = _Making()  # first of all: attached files get the room that our own papers leave
    for sheet in told.after:
        after.sheet(sheet)
    made.reserve(after)
    for document in told.documents:
        made.document(document)
    lines, parts = made.lines + after.lines, made.parts + after.parts
    opening = _contents(lines, told.facts)
    first = joining.Part("Mục lục", opening)
    try:
        return joining.joined([first, *parts], f"{pack.TITLE}: {told.facts.title} {told.facts.in_month()}")
    except joining.CannotJoin:
        raise PackIsTooMuch from None


def _contents(lines: list[Line], facts: Facts) -> bytes:
    """Its own length moves the pages it names, so it is drawn again when it is longer than was thought."""
    pages = 1
    while True:
        made = printed("pdf", pack.contents(lines, facts, pages), facts.layout)
        found = joining.pages_of(made)
        if found == pages:
            return made
        pages = found


class _Making:
    """The parts of a pack as they are made, with the line of contents of each."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.parts: list[joining.Part] = []
        self.pages_left, self.bytes_left, self.files_left = MOST_PAGES, MOST_BYTES, MOST_FILES

    def reserve(self, others: _Making) -> None:
        self.pages_left -= MOST_PAGES - others.pages_left
        self.bytes_left -= MOST_BYTES - others.bytes_left

    def sheet(self, sheet: Sheet) -> None:
        """Our own papers always go in."""
        content = _print(sheet)
        if content is None:
            self.lines.append(Line(sheet.chapter, sheet.title, pack.MISSING))
        else:
            self._add(sheet.chapter, sheet.title, content, joining.pages_of(content))

    def document(self, document: Document) -> None:
        """A file somebody attached: its pages, or why not."""
        title, note = document.title, ""
        if document.media_type != PDF:
            note = pack.OTHER_KIND
        elif self.pages_left <= 0 or self.files_left <= 0 or document.size > self.bytes_left:
            note = _too_much()
        else:
            note = self._look_through(document)
        if note:
            named = "" if search_key(document.file_name) == search_key(title) else f" [{document.file_name}]"
            self.lines.append(Line(pack.DOCUMENTS, title + named, note))

    def _look_through(self, document: Document) -> str:
        """Add the pages of a PDF; what is to be said when that does not go."""
        self.files_left -= 1
        try:
            with document.file.open("rb") as file:
                bare = joining.looked_through(BytesIO(file.read()), self.pages_left)
        except FileNotFoundError:
            return pack.MISSING
        except joining.Locked:
            return pack.LOCKED
        except joining.CannotJoin:
            return pack.BROKEN
        except joining.TooLong:
            return _too_much()
        if len(bare.content) > self.bytes_left:
            return _too_much()
        self._add(pack.DOCUMENTS, document.title, bare.content, bare.pages)
        return ""

    def _add(self, chapter: str, title: str, content: bytes, pages: int) -> None:
        self.lines.append(Line(chapter, title, pages=pages))
        self.parts.append(joining.Part(title, content, chapter))
        self.pages_left -= pages
        self.bytes_left -= len(content)


def _too_much() -> str:
    return pack.TOO_MUCH.format(pages=MOST_PAGES, megabytes=MOST_BYTES // (1024 * 1024))


def _print(sheet: Sheet) -> bytes | None:
    """The print of a paper; None when that of an issued one is gone or is not what was issued."""
    if sheet.kept is None:
        return printed("pdf", sheet.paper, sheet.layout, draft=sheet.is_draft)
    try:
        content = bytes(sheet.kept.pdf.read())
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sheet.kept.pdf_sha256 else None


def name_of(meeting: Meeting) -> str:
    """'bo-tai-lieu-thang-12-2026-chi-bo-to-dan-pho-hoa-binh.pdf': plain letters, for every phone."""
    words = "".join(
        sign if sign.isascii() and sign.isalnum() else " " for sign in search_key(meeting.cell.name)
    ).split()
    month = f"thang-{meeting.month.number:02d}-{meeting.month.year}"
    return "-".join(["bo-tai-lieu", month, *words])[:100] + ".pdf"
