"""The notice "Lịch sinh hoạt" on paper: one sheet for a ward, long names whole, each sheet with its head."""

from __future__ import annotations

from io import BytesIO

import pypdf
import pytest
from conftest import make_unit
from django.urls import reverse

from sotay.units.models import CellType, Kind

LONG = "Chi bộ Trường Tiểu học và Trung học cơ sở Nguyễn Thị Minh Khai {n}"


@pytest.mark.parametrize(("cells", "sheets"), [(12, 1), (34, 1), (60, 2)])
@pytest.mark.looks
def test_the_notice_fits_its_sheets(visit, house, binh, cells, sheets):
    for n in range(3, cells + 1):
        make_unit(house.ward, n, Kind.CELL, f"38.168.{n:03}", LONG.format(n=n), cell_type=CellType.OFFICE)
    page = visit(binh, reverse("schedules:notice", args=[house.ward.pk, "2027-01"]))
    paper = pypdf.PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, format="A4")))
    texts = ["".join(sheet.extract_text().split()) for sheet in paper.pages]
    assert len(texts) == sheets
    assert all("Địađiểm" in text for text in texts), "each sheet has the head of the table"
    assert LONG.format(n=cells).replace(" ", "") in texts[-1], "a name is broken"
