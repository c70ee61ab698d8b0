"""Importing in the browser: choose, look, confirm, correct; and who may."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from conftest import make_member
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from sotay.kernel import clock
from sotay.kernel.actor import Role
from sotay.members.models import Appointment, Member
from sotay.members.roster import upload as uploads
from sotay.members.roster.models import RosterUpload
from sotay.members.tests.books import HOA_BINH, roster, row, xlsx

pytestmark = pytest.mark.django_db
WAY_IN = reverse("members:roster")


def give(person, content, unit, name="ds.xlsx", **more):
    file = SimpleUploadedFile(name, content)
    return person.post(
        WAY_IN, {"unit": str(unit.pk), **more, "file": file}, headers={"accept-language": "en"}
    )


def look(person, upload, **query):
    return person.get(upload.get_absolute_url(), query).content.decode()


def confirm(person, upload):
    digest = re.search(r'name="digest" value="(\w+)"', look(person, upload))
    assert digest
    return person.post(reverse("members:roster_import", args=[upload.pk]), {"digest": digest[1]}, follow=True)


@pytest.fixture(autouse=True)
def _english(client, request):
    for name in ("thu", "binh", "dung", "an", "chi"):
        if name in request.fixturenames:
            request.getfixturevalue(name).cookies["lang"] = "en"


def test_the_ward_office_looks_then_imports_then_corrects_what_was_refused(
    binh, house, django_capture_on_commit_callbacks
):
    book = roster(
        row("Lê Văn Một"), row("=1+1 Hai", card="05000002"), row("Lê Ba", card="05000003", born="31/02/1970")
    )
    assert give(binh, book, house.ward).status_code == 302
    upload = RosterUpload.objects.get()
    page = look(binh, upload)
    assert page.index("31/02/1970") < page.index("Lê Văn Một")
    assert not Member.objects.filter(full_name="Lê Văn Một").exists()

    with django_capture_on_commit_callbacks(execute=True):
        done = confirm(binh, upload).content.decode()
    assert Member.objects.get(full_name="Lê Văn Một").cell == house.cell
    assert reverse("members:roster_refused", args=[upload.pk]) in done
    assert not upload.grid_file.exists()

    refused = binh.get(reverse("members:roster_refused", args=[upload.pk]))
    sheet = openpyxl.load_workbook(BytesIO(refused.content)).active
    values = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert values[0][-1] == "Reason"
    assert [line[1] for line in values[1:]] == ["=1+1 Hai", "Lê Ba"]
    assert sheet["B2"].data_type == "s"
    assert sheet["C3"].fill.fgColor.rgb == "FFF9D0CC"
    assert "31/02/1970" in values[2][-1]

    sheet["B2"], sheet["C3"] = "Lê Văn Hai", "28/02/1970"
    corrected = BytesIO()
    sheet.parent.save(corrected)
    give(binh, corrected.getvalue(), house.ward)
    again = RosterUpload.objects.exclude(pk=upload.pk).get()
    confirm(binh, again)
    assert again.refused_file.exists() is False
    assert set(Member.objects.filter(cell=house.cell).values_list("full_name", flat=True)) == {
        "Lê Văn Một",
        "Lê Văn Hai",
        "Lê Ba",
    }


def test_refused_rows_of_a_list_by_cells_come_back_with_their_cells(binh, house):
    book = xlsx(
        {
            "Hòa Bình": [
                ["TT", "Họ và tên", "", "Năm sinh", "", "Số thẻ"],
                ["", "", "", "Nam", "Nữ", ""],
                [1, "Lê Văn", "Một", "1960 hay 1961", "", "05000001"],
            ],
            "DS": [
                ["STT", "Họ và tên", "Năm sinh", "Số thẻ"],
                ["I. Chi bộ tổ dân phố Nam Sơn"],
                [1, "Lê Văn Hai", "31/02/1970", "05000002"],
            ],
        }
    )
    give(binh, book, house.ward)
    upload = RosterUpload.objects.get()
    content = binh.get(reverse("members:roster_refused", args=[upload.pk])).content
    book = openpyxl.load_workbook(BytesIO(content))
    book["Hòa Bình"]["D3"] = 1960
    book["DS"]["C3"] = 1970
    corrected = BytesIO()
    book.save(corrected)
    give(binh, corrected.getvalue(), house.ward)
    confirm(binh, RosterUpload.objects.exclude(pk=upload.pk).get())
    found = dict(Member.objects.filter(full_name__startswith="Lê Văn").values_list("full_name", "cell__name"))
    assert found == {"Lê Văn Một": HOA_BINH, "Lê Văn Hai": house.neighbour.name}
    assert Member.objects.get(full_name="Lê Văn Một").sex == "male"


def test_a_cell_that_cannot_be_read_is_listed_to_complete_and_comes_back_to_correct(
    binh, house, django_capture_on_commit_callbacks
):
    give(binh, roster(row("Lê Một", sex="x", phone="12"), row("Lê Hai", card="05000002")), house.ward)
    upload = RosterUpload.objects.get()
    page = look(binh, upload)
    assert "1 person goes in without a cell that cannot be read" in page
    assert page.index("To complete") < page.index("Lê Một") < page.index("Lê Hai")
    assert page.count("Lê Một") == 1

    with django_capture_on_commit_callbacks(execute=True):
        done = confirm(binh, upload).content.decode()
    member = Member.objects.get(full_name="Lê Một")
    assert (member.sex, member.phone) == ("", "")
    assert "“12” cannot be read" in done
    assert reverse("members:edit", args=[member.pk]) in done

    content = binh.get(reverse("members:roster_refused", args=[upload.pk])).content
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert [line[1].value for line in sheet.iter_rows(min_row=2)] == ["Lê Một"]
    assert sheet["D2"].fill.fgColor.rgb == sheet["J2"].fill.fgColor.rgb == "FFFBE9B7"
    assert "“12”" in sheet.cell(2, sheet.max_column).value

    sheet["D2"], sheet["J2"] = "Nữ", "0612345678"
    corrected = BytesIO()
    sheet.parent.save(corrected)
    give(binh, corrected.getvalue(), house.ward)
    again = RosterUpload.objects.exclude(pk=upload.pk).get()
    confirm(binh, again)
    member.refresh_from_db()
    assert (member.sex, member.phone) == ("female", "")
    again.refresh_from_db()
    assert (again.outcome["changed"], again.outcome["complete"]) == (1, 1)


def test_a_row_that_changes_nothing_still_shows_what_is_to_complete(binh, house):
    give(binh, roster(row("Lê Một", phone="12")), house.ward)
    confirm(binh, RosterUpload.objects.get())
    give(binh, roster(row("Lê Một", phone="12")), house.ward)
    page = look(binh, RosterUpload.objects.get(imported_at=None))
    assert "stays as it is" in page
    assert "“12” cannot be read" in page


TRIALS = Path(__file__).parent / "trials"


def test_two_columns_of_one_meaning_are_asked_about(binh, house):
    content = (TRIALS / "r21-many-headers.xlsx").read_bytes()
    give(binh, content, house.ward, create_cells="on")
    upload = RosterUpload.objects.get()
    page = look(binh, upload)
    assert "Which column is meant?" in page
    assert "“Hộ khẩu thường trú” (column H)" in page
    where = reverse("members:roster_columns", args=[upload.pk])
    chosen = {"address": "7:Hộ khẩu thường trú", "full": "10:Ngày vào Đảng chính thức"}
    binh.post(where, chosen)
    page = look(binh, upload)
    assert page.index("“Hộ khẩu thường trú” (column H)") < page.index("“Nơi ở hiện nay” (column I)")
    confirm(binh, upload)
    assert Member.objects.get(full_name="Lò Văn Tiêu Đề").address == "Xã Cũ, huyện Xưa"


def test_a_column_nobody_asked_about_is_not_taken(binh, house):
    give(binh, (TRIALS / "r21-many-headers.xlsx").read_bytes(), house.ward, create_cells="on")
    upload = RosterUpload.objects.get()
    where = reverse("members:roster_columns", args=[upload.pk])
    assert binh.post(where, {"address": "1:Mã cán bộ", "full": "x"}).status_code == 302
    upload.refresh_from_db()
    assert upload.columns == {}


def test_what_was_hidden_is_told_before_anything_is_stored(binh, house):
    give(binh, (TRIALS / "r27-hidden-sheet.xlsx").read_bytes(), house.ward, create_cells="on")
    page = look(binh, RosterUpload.objects.get())
    assert "About this file" in page
    assert "“Chi bộ Thôn B” is hidden: its 3 rows with people are not imported" in page


def test_a_csv_file_is_taken_in(binh, house):
    content = f"Họ và tên;Năm sinh;Chi bộ\nLê Một;1960;{HOA_BINH}\n".encode()
    give(binh, content, house.ward, name="ds.csv")
    confirm(binh, RosterUpload.objects.get())
    assert Member.objects.get(full_name="Lê Một").cell == house.cell


def test_a_preview_another_version_kept_is_worked_out_anew(binh, house):
    give(binh, roster(row()), house.ward)
    upload = RosterUpload.objects.get()
    look(binh, upload)
    upload.preview_file("en").write_text('{"counts": {}, "something_else": 1}')
    assert "Đỗ Văn Minh" in look(binh, upload, page=2)


def test_changes_are_shown_from_old_to_new(binh, house):
    make_member(house.cell, "Đỗ Văn Minh", "05000001", phone="0912345678")
    give(binh, roster(row(born="", admitted="", full="", phone="0987654321")), house.ward)
    page = look(binh, RosterUpload.objects.get())
    assert page.index("0912345678") < page.index("0987654321")


def test_a_long_preview_has_pages_and_a_bounded_number_of_queries(binh, house, django_assert_max_num_queries):
    give(
        binh,
        roster(*[row(f"Lê Văn {'A' * (n % 40 + 2)}", card=f"06{n:06d}") for n in range(120)]),
        house.ward,
    )
    upload = RosterUpload.objects.get()
    with django_assert_max_num_queries(20):
        page = look(binh, upload)
    assert page.count('<th scope="row">') == 50
    assert look(binh, upload, page=3).count('<th scope="row">') == 20


def test_the_pages_after_the_first_show_what_the_first_worked_out(
    binh, house, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    give(binh, roster(*[row(f"Lê Văn {n * 'A'}", card=f"06{n:06d}") for n in range(1, 61)]), house.ward)
    upload = RosterUpload.objects.get()
    first = look(binh, upload)
    with django_assert_max_num_queries(10):
        second = look(binh, upload, page=2)
    digest = re.search(r'name="digest" value="(\w+)"', first)
    assert digest
    assert digest[0] in second
    kept = upload.preview_file("en")
    assert kept.stat().st_mode & 0o077 == 0
    binh.cookies["lang"] = "vi"
    assert "Sẽ thêm mới" in look(binh, upload, page=2)
    with django_capture_on_commit_callbacks(execute=True):
        confirm(binh, upload)
    assert not kept.exists()


def test_what_was_shown_is_what_is_done_or_it_is_shown_again(binh, house):
    give(binh, roster(row()), house.ward)
    upload = RosterUpload.objects.get()
    digest = re.search(r'name="digest" value="(\w+)"', look(binh, upload))[1]
    make_member(house.cell, "Đỗ Văn Minh", "05000001")
    where = reverse("members:roster_import", args=[upload.pk])
    answer = binh.post(where, {"digest": digest}, follow=True)
    assert "have changed since you looked" in answer.content.decode()
    assert Member.objects.filter(full_name="Đỗ Văn Minh").count() == 1
    upload.refresh_from_db()
    assert upload.imported_at is None


def test_confirming_twice_imports_once(binh, house):
    give(binh, roster(row()), house.ward)
    upload = RosterUpload.objects.get()
    confirm(binh, upload)
    again = binh.post(reverse("members:roster_import", args=[upload.pk]), {"digest": "x"}, follow=True)
    assert again.status_code == 200
    assert Member.objects.filter(full_name="Đỗ Văn Minh").count() == 1


def test_sending_it_somewhere_else_and_letting_cells_be_created(binh, house):
    give(binh, roster(row(cell="Chi bộ thôn Mới")), house.ward)
    upload = RosterUpload.objects.get()
    assert "thôn Mới" in look(binh, upload)
    where = reverse("members:roster_where", args=[upload.pk])
    binh.post(where, {"unit": str(house.ward.pk), "create_cells": "on"})
    assert "1 cell will be created" in look(binh, upload)
    confirm(binh, upload)
    assert Member.objects.get(full_name="Đỗ Văn Minh").cell.parent == house.ward


def test_discarding_keeps_nothing(binh, house):
    give(binh, roster(row()), house.ward)
    upload = RosterUpload.objects.get()
    binh.post(reverse("members:roster_discard", args=[upload.pk]))
    assert not upload.grid_file.exists()
    assert not RosterUpload.objects.exists()


def test_uploads_go_after_a_day(binh, house):
    give(binh, roster(row()), house.ward)
    upload = RosterUpload.objects.get()
    assert upload.grid_file.stat().st_mode & 0o077 == 0
    clock.run_due(timezone.now())
    assert upload.grid_file.exists()
    tomorrow = timezone.now() + timedelta(days=1, minutes=1)
    assert uploads.purge(tomorrow) == 1
    assert not upload.grid_file.exists()


def test_what_a_killed_process_left_of_a_workbook_goes_too(binh, house, monkeypatch):
    """Killed while it reads the workbook, and killed before the row was written."""
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)
    monkeypatch.setattr(RosterUpload, "save", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        give(binh, roster(row()), house.ward)
    monkeypatch.undo()
    assert len(list(RosterUpload().folder.iterdir())) == 2
    assert uploads.purge(timezone.now()) == 0
    assert uploads.purge(timezone.now() + timedelta(days=1, minutes=1)) == 2
    assert not list(RosterUpload().folder.iterdir())


def test_an_upload_past_its_day_is_gone_even_before_it_is_purged(binh, house):
    give(binh, roster(row()), house.ward)
    upload = RosterUpload.objects.get()
    upload.expires_at = timezone.now()
    upload.save()
    assert binh.get(upload.get_absolute_url()).status_code == 404


# --- who may ---------------------------------------------------------------------------------------


def test_a_secretary_imports_into_their_own_cell_and_appoints_nobody(thu, house):
    give(thu, roster(row(post="Bí thư")), house.cell, create_cells="on")
    upload = RosterUpload.objects.get()
    assert not uploads.rights(thu.actor, upload).create_cells
    assert "the ward or commune office appoints" in look(thu, upload)
    confirm(thu, upload)
    member = Member.objects.get(full_name="Đỗ Văn Minh")
    assert not Appointment.objects.filter(member=member).exists()


def test_a_secretary_cannot_import_into_another_unit(thu, house):
    for unit in (house.ward, house.neighbour, house.far_cell):
        assert give(thu, roster(row()), unit).status_code == 422
    assert not RosterUpload.objects.exists()


def test_the_ward_office_appoints_by_import(binh, house):
    give(binh, roster(row(post="Bí thư")), house.ward)
    confirm(binh, RosterUpload.objects.get())
    assert Appointment.objects.get(role=Role.SECRETARY).unit == house.cell


def test_an_upload_is_nobody_elses(binh, thu, dung, house):
    give(binh, roster(row()), house.ward)
    upload = RosterUpload.objects.get()
    for name in ("roster_preview", "roster_result", "roster_refused"):
        address = reverse(f"members:{name}", args=[upload.pk])
        assert thu.get(address).status_code == dung.get(address).status_code == 404
    for name in ("roster_import", "roster_where", "roster_discard"):
        address = reverse(f"members:{name}", args=[upload.pk])
        assert thu.post(address).status_code == dung.post(address).status_code == 404
    assert upload.filename not in thu.get(WAY_IN).content.decode()
    assert upload.filename in binh.get(WAY_IN).content.decode()


def test_who_keeps_no_roster_finds_no_page(an, chi, client):
    assert an.get(WAY_IN).status_code == chi.get(WAY_IN).status_code == 404
    assert client.get(WAY_IN).status_code == 302


# --- bad files -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not a workbook"),
        (b"", "is empty"),
        (xlsx({"A": []}), "is empty"),
        (xlsx({"A": [["Khoản", "Số tiền"], ["Điện", 1]]}), "No list of members was found"),
        (bytes(20 * 1024 * 1024 + 1), "larger than 20 MB"),
        (bytes(50 * 1024 * 1024), "larger than 20 MB"),
    ],
    ids=["a picture", "nothing", "no cells", "another list", "a little too big", "far too big"],
)
def test_a_bad_file_gets_a_clear_sentence_and_nothing_is_kept(binh, house, content, said):
    answer = give(binh, content, house.ward)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert list(answer.context["form"].errors) == ["file"]
    assert not RosterUpload.objects.exists()


def test_a_file_too_big_leaves_what_was_chosen_besides(binh, house):
    answer = give(binh, bytes(50 * 1024 * 1024), house.cell, create_cells="on")
    form = answer.context["form"]
    assert list(form.fields) == ["unit", "create_cells", "file"]
    assert (form["unit"].value(), form["create_cells"].value()) == (str(house.cell.pk), True)


def test_no_file_at_all(binh, house):
    answer = binh.post(WAY_IN, {"unit": str(house.ward.pk)})
    assert answer.status_code == 422
    assert "Choose the workbook" in answer.content.decode()


def test_the_way_in_is_protected_against_forged_forms(binh, house):
    binh.handler.enforce_csrf_checks = True
    assert give(binh, roster(row()), house.ward).status_code == 403
    assert not RosterUpload.objects.exists()
