"""The score form as a paper to print and sign: each row once, with both columns."""

from __future__ import annotations

from io import BytesIO

from django.urls import reverse
from docx import Document

from sotay.scoring.queries import scored
from sotay.scoring.tests.test_story import hand_in


def test_the_form_has_every_row_and_the_cells_points(held, thu, an, dung) -> None:
    door = reverse("scoring:printed", args=[held.pk, "docx"])
    hand_in(thu, held)
    table = Document(BytesIO(an.get(door).content)).tables[1]
    score = scored(held).score
    own = {row.cells[0].text: row.cells[3].text for row in table.rows}
    for row in score.rows:
        expected = "–" if not row.counts else "" if row.own is None else str(row.own)
        assert own[row.row.number] == expected
    assert {block.number for block in score.form.blocks} <= set(own)
    assert thu.get(reverse("scoring:printed", args=[held.pk, "pdf"])).content.startswith(b"%PDF")
    assert thu.get(reverse("scoring:printed", args=[held.pk, "exe"])).status_code == 404
    assert dung.get(door).status_code == 404
