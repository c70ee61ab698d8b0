"""`sotay check` sees files that are missing or changed, and files nobody speaks of, in little memory."""

from __future__ import annotations

import hashlib
import io
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import memory_below
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from sotay.config import cli
from sotay.config.commands import check, stored_files
from sotay.kernel import health
from sotay.kernel.health import ExpectedFile
from sotay.kernel.hooks import Hook
from sotay.kernel.ids import new_id
from sotay.library import actions as library
from sotay.library.models import Document
from sotay.papers import actions as papers
from sotay.papers import queries as paper_queries
from sotay.papers.models import IssuedPaper
from sotay.papers.structure import CHAIR
from sotay.papers.tests.samples import resolution

WHOLE = "files are there as they were recorded"


@pytest.fixture
def paper(house, thu) -> IssuedPaper:
    drafted = papers.draft(
        by=thu.actor, cell=house.cell, kind="NQ", about_id=new_id(), month=None, paper=resolution()
    )
    digest = paper_queries.digest_to_sign(drafted)
    papers.sign(paper=drafted, by=thu.actor, role=CHAIR, member=thu.member, digest=digest)
    return papers.freeze(paper=drafted, by=thu.actor)


@pytest.fixture
def document(house, thu) -> Document:
    upload = SimpleUploadedFile("Kế hoạch.txt", "Kế hoạch tháng".encode())
    return library.store(by=thu.actor, cell=house.cell, upload=upload, not_secret=True)


def faults(*, quick: bool = False) -> list[str]:
    return list(stored_files.faults(quick=quick))


def test_files_as_they_were_recorded_are_no_fault(paper, document):
    assert faults() == faults(quick=True) == []
    assert list(stored_files.orphans()) == []


def test_missing_files_are_told_by_cell_and_number_and_not_by_title(paper, document, house):
    Path(paper.pdf.path).unlink()
    Path(document.file.path).unlink()
    for quick in (True, False):
        of_document, of_paper = sorted(faults(quick=quick), key=lambda fault: "paper" in fault)
        assert of_paper == f"{house.cell.name}, paper Số 01-NQ/CB: the file is missing ({paper.pdf.name})"
        assert of_document == (
            f"{house.cell.name}, document {document.pk}: the file is missing ({document.file.name})"
        )


def test_changed_files_are_told_when_they_are_read(paper, document):
    for path in (Path(paper.pdf.path), Path(document.file.path)):
        path.write_bytes(path.read_bytes() + b" ")
    assert faults(quick=True) == []
    assert ["is not the one that was recorded" in fault for fault in faults()] == [True, True]


def test_frozen_paper_whose_file_was_never_kept_is_told(paper):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE papers_issuedpaper SET pdf = ''")
    assert [fault.rpartition(": ")[2] for fault in faults()] == ["its file was never kept"]


def test_purged_document_has_no_file_to_miss(document, thu, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        library.purge(document=document, by=thu.actor, because="Có dấu mật")
    assert faults() == []
    assert list(health.questions()["purged documents are gone"]()) == []


def test_purged_document_whose_file_is_still_there_is_told(document, thu):
    library.purge(document=document, by=thu.actor, because="Có dấu mật")
    (fault,) = health.questions()["purged documents are gone"]()
    assert str(document.pk) in fault
    assert faults() == [], "it is told once"


def test_file_nobody_speaks_of_is_told_after_an_hour(paper, document, settings):
    left = Path(settings.MEDIA_ROOT) / "papers" / "left" / "by-a-kill.pdf"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"%PDF")
    assert list(stored_files.orphans()) == []
    hour = time.time() - stored_files.JUST_WRITTEN - 1
    for file in (left, Path(paper.pdf.path), Path(document.file.path)):
        os.utime(file, (hour, hour))
    assert list(stored_files.orphans()) == ["no record speaks of papers/left/by-a-kill.pdf"]


def test_check_lists_the_first_faults_and_counts_the_rest(db, monkeypatch, capsys):
    monkeypatch.setattr(health, "FILES", Hook("test", ""))
    missing = [ExpectedFile(f"Chi bộ {number}", f"papers/{number}.pdf", "") for number in range(246)]
    health.FILES.register(health.FileSource("papers", lambda: missing, set))
    assert cli.main(["check"]) == 1
    told = capsys.readouterr()
    assert told.out.count("the file is missing") == check.LISTED
    assert "and 226 more" in told.out
    (line,) = (line for line in told.err.splitlines() if WHOLE in line)
    assert line.startswith(f"sotay check: FAIL {WHOLE}: Chi bộ 0: the file is missing (papers/0.pdf)")


def test_many_files_take_little_memory(settings, monkeypatch):
    folder = Path(settings.MEDIA_ROOT) / "papers"
    folder.mkdir(parents=True)
    large = os.urandom(1_000_000) * 30
    (folder / "large.pdf").write_bytes(large)
    sha256 = hashlib.sha256(large).hexdigest()
    del large

    def many() -> Iterator[ExpectedFile]:
        yield ExpectedFile("large", "papers/large.pdf", sha256)
        for number in range(20_000):
            yield ExpectedFile(f"Chi bộ {number}", f"papers/{number}.pdf", sha256)

    monkeypatch.setattr(health, "FILES", Hook("test", ""))
    health.FILES.register(health.FileSource("papers", many, set))
    with memory_below(6):
        found = check.faults_of(lambda: stored_files.faults(quick=False))
    assert found[-1] == f"and {20_000 - check.LISTED:,} more"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_alone(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(stored_files.time, "monotonic", lambda: now[0])
    terminal, pipe = Terminal(), io.StringIO()
    for out in (terminal, pipe):
        progress = stored_files.Progress(out)
        for _file in range(1_000):
            now[0] += 0.01
            progress.step()
        progress.end()
    assert "\r901 files looked at" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r")
    assert terminal.getvalue().count("files looked at") < 60
    assert pipe.getvalue() == ""


def test_folder_left_by_an_earlier_version_is_told(settings, db, capsys):
    left = Path(settings.MEDIA_ROOT).parent / ".sotay-k3x_9abc"
    left.mkdir(parents=True)
    try:
        cli.main(["check"])
        assert f"{left} was left by a backup or restore" in capsys.readouterr().err
    finally:
        left.rmdir()
