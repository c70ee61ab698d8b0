"""The letter handed over with a task."""

from __future__ import annotations

from io import BytesIO

from django.urls import reverse
from docx import Document
from pypdf import PdfReader


def test_a_letter_says_who_does_what_until_when_on_one_page(task, thu, an, dung) -> None:
    def door(ending: str) -> str:
        return reverse("assignments:letter", args=[task.pk, ending])

    text = "\n".join(line.text for line in Document(BytesIO(an.get(door("docx")).content)).paragraphs)
    assert "Nguyễn Văn An" in text
    assert task.text.rstrip(".") in text
    assert f"năm {task.due_on.year}" in text
    assert len(PdfReader(BytesIO(thu.get(door("pdf")).content)).pages) == 1
    assert thu.get(door("exe")).status_code == 404
    assert dung.get(door("pdf")).status_code == 404


def test_a_long_task_still_keeps_to_one_page_and_says_all_of_it(give, thu) -> None:
    task = give("Vận động từng hộ dân hiến đất, góp công làm đường. " * 30)
    pdf = thu.get(reverse("assignments:letter", args=[task.pk, "pdf"])).content
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
