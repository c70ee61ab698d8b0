"""Attacks on the records of members: names, dates and searches that no database likes, and other cells."""

from __future__ import annotations

import pytest
from django.utils import timezone

from sotay.members.models import Member

STRANGE = ["\x00", "A" * 60_000, "%", "\\", "'\"><script>", "\u202e", "ﬃ" * 200]


@pytest.mark.parametrize("words", STRANGE)
def test_searches_find_nothing_and_break_nothing(thu, binh, house, words):
    for url in ("/units/", "/members/", f"/members/appointments/at/{house.cell.pk}/"):
        answer = binh.get(url, {"q": words})
        assert answer.status_code == 200
        assert "<script>" not in answer.content.decode().replace("<script ", "")


@pytest.mark.parametrize(("name", "status"), [("ﬃ" * 120, 302), ("ß" * 120, 302), (chr(0x1D160) * 120, 422)])
def test_names_that_grow_when_folded_or_composed(thu, house, name, status):
    today = f"{timezone.localdate():%d/%m/%Y}"
    sent = {"full_name": name, "cell": house.cell.pk, "from_on": today}
    assert thu.post("/members/add/", sent).status_code == status


@pytest.mark.parametrize("door", ["exempt", "suspend", "away"])
@pytest.mark.parametrize("day", ["31/12/9999", "01/01/0001", "00/00/0000", "99999999"])
def test_days_at_the_ends_of_the_calendar_are_asked_again(thu, an, door, day):
    today = f"{timezone.localdate():%d/%m/%Y}"
    for sent in ({"from_on": today, "last_on": day}, {"from_on": day}):
        answer = thu.post(f"/members/{an.member.pk}/{door}/", {**sent, "elsewhere": "Nơi khác"})
        assert answer.status_code == 422


def test_what_does_not_end_by_hand_is_not_ended_through_its_address(thu, an):
    full = an.member.standings.get(kind="full")
    assert thu.get(f"/members/standings/{full.pk}/end/").status_code == 404
    assert thu.post(f"/members/standings/{full.pk}/end/", {"last_on": "01/10/2026"}).status_code == 404


def test_a_member_cannot_be_sent_to_or_taken_from_a_cell_of_another_ward(thu, an, dung, house):
    today = f"{timezone.localdate():%d/%m/%Y}"
    sent = {"to_cell": house.far_cell.pk, "on": today, "from_on": today}
    for door in ("transfer", "away"):
        assert thu.post(f"/members/{an.member.pk}/{door}/", sent).status_code == 422
    assert (
        thu.post(f"/members/{dung.member.pk}/transfer/", {**sent, "to_cell": house.cell.pk}).status_code
        == 404
    )
    added = {"full_name": "Kẻ Lạ", "cell": house.far_cell.pk, "from_on": today}
    assert thu.post("/members/add/", added).status_code == 422
    assert set(Member.objects.values_list("cell", flat=True)) == {house.cell.pk, house.far_cell.pk}


def test_fields_nobody_offered_are_not_taken(thu, an, house, dung):
    """Mass assignment: the cell, the commune and the leaving are no facts of the record."""
    before = Member.objects.get(pk=an.member.pk)
    sent = {
        "full_name": "Nguyễn Văn An",
        "cell": house.far_cell.pk,
        "cell_id": house.far_cell.pk,
        "commune_id": house.other_ward.pk,
        "left_on": "2020-01-01",
        "id": dung.member.pk,
    }
    thu.post(f"/members/{an.member.pk}/edit/", sent)
    after = Member.objects.get(pk=an.member.pk)
    assert (after.cell_id, after.commune_id, after.left_on) == (before.cell_id, before.commune_id, None)


def test_a_formula_in_a_name_stays_text_in_the_workbook(thu, an):
    from io import BytesIO

    from openpyxl import load_workbook

    Member.objects.filter(pk=an.member.pk).update(full_name='=HYPERLINK("http://x","An")', note="@SUM(1)")
    book = load_workbook(BytesIO(thu.get("/members/workbook").content))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert '=HYPERLINK("http://x","An")' in [cell.value for cell in cells]


@pytest.mark.parametrize(
    "names",
    [["Danh sách đảng viên chi bộ tổ dân phố Hòa Bình năm 2026"], ["1/2", "a:b"], ["'Chi bộ'"], ["Tờ", "tờ"]],
)
def test_refused_rows_come_back_whatever_their_sheets_were_called(thu, house, names):
    """OpenDocument allows names of sheets that Excel does not."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("so.ods", an_ods(names))
    looked = thu.post("/members/roster/", {"unit": house.cell.pk, "file": file})
    assert looked.status_code == 302
    back = thu.get(f"{looked['Location']}refused.xlsx")
    assert back.status_code == 200
    from io import BytesIO

    from openpyxl import load_workbook

    book = load_workbook(BytesIO(back.content))
    assert len(book.sheetnames) == len(names)
    for sheet in book:
        assert "Ngày Không Có" in [cell.value for row in sheet.iter_rows() for cell in row]


def an_ods(names: list[str]) -> bytes:
    from io import BytesIO

    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book, out = OpenDocumentSpreadsheet(), BytesIO()
    for name in names:
        sheet = Table(name=name)
        for values in (["Họ và tên", "Ngày sinh", "Số thẻ đảng viên"], ["Ngày Không Có", "31/02/1960", "1"]):
            row = TableRow()
            for value in values:
                cell = TableCell(valuetype="string")
                cell.addElement(P(text=value))
                row.addElement(cell)
            sheet.addElement(row)
        book.spreadsheet.addElement(sheet)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1e-400", "9" * 400, "-5"])
def test_numbers_beyond_all_numbers_are_refused_rows(thu, house, number):
    from io import BytesIO
    from zipfile import ZipFile

    from django.core.files.uploadedfile import SimpleUploadedFile
    from openpyxl import Workbook

    book, plain, changed = Workbook(), BytesIO(), BytesIO()
    book.active.append(["Họ và tên", "Ngày sinh", "Số thẻ đảng viên"])
    book.active.append(["Ngày Vô Tận", 7777, 1000201])
    book.save(plain)
    with ZipFile(plain) as old, ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v>7777</v>", f"<v>{number}</v>".encode()))
    file = SimpleUploadedFile("so.xlsx", changed.getvalue())
    looked = thu.post("/members/roster/", {"unit": house.cell.pk, "file": file})
    assert looked.status_code in {302, 422}
    if looked.status_code == 302:
        assert thu.get(looked["Location"]).status_code == 200
        assert thu.get(f"{looked['Location']}refused.xlsx").status_code == 200
