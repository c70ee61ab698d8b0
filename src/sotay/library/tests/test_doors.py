"""Who may read a document, how it is given, and how one is removed for good."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sotay.audit.models import AuditLine
from sotay.library import actions, refusals
from sotay.library.tests import files


@pytest.fixture
def paper(house, thu):
    upload = SimpleUploadedFile("Nghị quyết đầu năm.docx", files.word("Nội dung"))
    return actions.store(by=thu.actor, cell=house.cell, upload=upload, title="Dự thảo", not_secret=True)


@pytest.fixture
def photo(house, thu):
    upload = SimpleUploadedFile("Ngõ 5.png", files.PNG)
    return actions.store(by=thu.actor, cell=house.cell, upload=upload, title="Ảnh ngõ 5", not_secret=True)


def test_whoever_may_see_the_meeting_may_read_its_papers(paper, an, chi, binh):
    for person in (an, chi, binh):
        assert b"".join(person.get(paper.get_absolute_url()).streaming_content) == files_of(paper)


def files_of(document) -> bytes:
    with document.file.open() as opened:
        return opened.read()


def test_a_stranger_cannot_learn_that_a_document_exists(paper, dung, tinh, van):
    for person in (dung, tinh, van):
        assert person.get(paper.get_absolute_url()).status_code == 404
        assert person.get(reverse("library:purge", args=[paper.pk])).status_code == 404


def test_nobody_reads_without_logging_in(paper):
    assert Client().get(paper.get_absolute_url()).status_code == 302


def test_a_paper_is_saved_under_its_own_name_and_kept_by_no_proxy(paper, an):
    answer = an.get(paper.get_absolute_url())
    assert answer["Content-Disposition"].startswith("attachment")
    assert "Nghị quyết đầu năm.docx" in unquote(answer["Content-Disposition"])
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-cache"


def test_a_picture_opens_in_the_browser_unless_one_asks_to_save_it(photo, an):
    assert an.get(photo.get_absolute_url())["Content-Disposition"].startswith("inline")
    assert an.get(photo.get_absolute_url() + "?save=1")["Content-Disposition"].startswith("attachment")


def test_a_reader_who_has_it_already_is_not_sent_it_again(photo, an):
    etag = an.get(photo.get_absolute_url())["ETag"]
    assert an.get(photo.get_absolute_url(), headers={"if-none-match": etag}).status_code == 304


def test_a_file_lost_from_the_disk_is_said_plainly(photo, an):
    Path(photo.file.path).unlink()
    answer = an.get(photo.get_absolute_url())
    assert answer.status_code == 404
    assert "Ảnh ngõ 5" in answer.text


def test_a_purge_leaves_the_fact_and_nothing_else(paper, thu, an, django_capture_on_commit_callbacks):
    path = Path(paper.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        page = thu.post(reverse("library:purge", args=[paper.pk]), {"because": "Đính kèm nhầm"})
    assert page.status_code == 200
    paper.refresh_from_db()
    assert not path.exists()
    assert (paper.title, paper.file_name, str(paper.file)) == ("", "", "")
    assert len(paper.sha256) == 64
    assert AuditLine.objects.get(code="document.purged").data == {}
    gone = an.get(paper.get_absolute_url())
    assert gone.status_code == 410
    assert "Đính kèm nhầm" in gone.text
    assert "Dự thảo" not in gone.text


def test_the_door_is_closed_even_before_the_file_is_gone(paper, thu, an):
    actions.purge(document=paper, by=thu.actor, because="Đính kèm nhầm")  # the test's transaction stays open
    assert Path(paper.file.path).exists()
    assert an.get(paper.get_absolute_url()).status_code == 410


def test_purging_twice_changes_nothing_and_finishes_what_a_crash_left(
    paper, thu, django_capture_on_commit_callbacks
):
    first = actions.purge(document=paper, by=thu.actor, because="Đính kèm nhầm")
    with django_capture_on_commit_callbacks(execute=True):
        second = actions.purge(document=paper, by=thu.actor, because="Lý do khác")
    assert second.purged_because == first.purged_because
    assert not Path(paper.file.path).exists()
    assert AuditLine.objects.filter(code="document.purged").count() == 1


def test_a_purge_needs_its_reason_and_a_leader(paper, thu, an):
    with pytest.raises(refusals.NoReason):
        actions.purge(document=paper, by=thu.actor, because="  ")
    assert thu.post(reverse("library:purge", args=[paper.pk]), {"because": ""}).status_code == 422
    assert an.post(reverse("library:purge", args=[paper.pk]), {"because": "Không thích"}).status_code == 404
