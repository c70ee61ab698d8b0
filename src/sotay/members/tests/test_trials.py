"""Each trial workbook beside this file, imported into an empty database: what is stored, refused and said.

A file stands for its whole kind of trouble; the value held here is the right one of its row.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine

from sotay.members.models import Member, Standing
from sotay.members.roster import command
from sotay.units.models import Kind, Unit

pytestmark = pytest.mark.django_db
TRIALS = Path(__file__).parent / "trials"
TWO = {
    "Lương Thị Bảy Thử": "1961-03-08 1990-05-19 1991-05-19",
    "Đặng Văn Mười Thử": "1975-12-02 2001-09-03 2002-09-03",
}


@dataclass
class Imported:
    """What `import-roster --json` answered, and what is stored then."""

    status: int
    said: dict[str, Any]
    error: str
    members: dict[str, Member] = field(default_factory=dict)

    def rows(self, part: str) -> dict[int, str]:
        """Row to reason of a part of the answer, the first of each row."""
        return {entry["row"]: entry["reason"] for entry in reversed(self.said[part])}

    @property
    def counts(self) -> tuple[int, int, int]:
        return self.said["added"], len(self.said["refused"]), len(self.said["to_complete"])

    @property
    def cells(self) -> dict[str, int]:
        """How many members each cell has."""
        names = [member.cell.name for member in self.members.values()]
        return {name: names.count(name) for name in names}

    def dates(self, name: str) -> str:
        member = self.members[name]
        return " ".join(str(day) for day in (member.born_on, member.admitted_on, member.full_on) if day)

    def standings(self, name: str) -> set[str]:
        today = date(2026, 11, 29)
        rows = Standing.objects.filter(member=self.members[name], from_on__lte=today).exclude(
            until_on__lte=today
        )
        return set(rows.values_list("kind", flat=True))


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-29 02:00 +0000", tick=False):
        yield


@pytest.fixture
def trial(capsys):
    def run(file: str) -> Imported:
        make = {"create_unit": "Phường Thử", "create_cells": True, "json": True}
        status = command.run(TRIALS / file, "T01", **make)
        out, err = capsys.readouterr()
        members = {member.full_name: member for member in Member.objects.select_related("cell")}
        return Imported(status, json.loads(out) if out else {}, err.strip(), members)

    return run


def test_every_trial_has_a_case_here():
    told = Path(__file__).read_text()
    assert [file.name for file in TRIALS.iterdir() if file.suffix != ".md" and file.name not in told] == []


# --- an unknown status is not "full member" ---


def test_statuses_of_the_national_template(trial):
    found = trial("r19-national-template.xlsx")
    assert sorted(found.rows("refused")) == [11, 13]
    assert "Từ trần" in found.rows("refused")[11]
    assert "Rời khỏi Đảng" in found.rows("refused")[13]
    assert "Gián đoạn sinh hoạt" in found.rows("warnings")[12]
    assert found.standings("Đặng Văn Mười Thử") == {"full", "exempt"}
    assert found.standings("Phạm Đức Hồi Thử") == {"full", "suspended"}


def test_grouped_headers_of_the_national_template(trial):
    member = trial("r19-national-template.xlsx").members["Lương Thị Bảy Thử"]
    assert member.address == "Số 5, tổ 2, phường Mẫu, Tỉnh Thử"
    assert member.note == ""
    assert member.member_card_no == "000000000101"


def test_notes_behind_a_name(trial):
    found = trial("r32-name-notes.xlsx")
    assert list(found.members) == ["Hà Thị Còn"]
    refused = found.rows("refused")
    assert "đã mất 2025" in refused[3]
    assert "đã từ trần" in refused[4]
    assert "chuyển đi phường khác" in refused[5]


# --- a zero date or a time is no day ---


def test_a_zero_where_the_admission_should_be(trial):
    found = trial("r18b-zero-date-admission.xlsx")
    member = found.members["Lò Thị Không Một"]
    assert (member.admitted_on, member.full_on) == (None, None)
    assert [entry["column"] for entry in found.said["to_complete"]] == ["Ngày vào Đảng", "Ngày chính thức"]
    assert found.rows("warnings")


def test_zeros_and_times_where_births_should_be(trial):
    found = trial("r18-zero-dates.xlsx")
    assert found.counts == (6, 1, 3)
    assert sorted(found.rows("to_complete")) == [2, 4, 6]
    assert {found.members[f"Lò Thị Không {letter}"].born_on for letter in "ACE"} == {None}
    assert sorted(found.rows("warnings")) == [3, 5]
    assert "126" in found.rows("warnings")[3]
    assert "9999" in found.rows("refused")[7]
    assert found.dates("Lò Thị Không H").startswith("1962-03-08")


# --- the workbook's calendar ---


@pytest.mark.parametrize(
    "file",
    [
        "r01-1904-ext.xlsx",
        "r02-1904-plain.xlsx",
        "r03-1904-general.xlsx",
        "r03b-1900-general.xlsx",
        "r04-strict.xlsx",
        "r05-prefix.xlsx",
        "r06-blank-to-last-row.xlsx",
        "r06b-space-in-last-row.xlsx",
        "r06c-number-in-last-row.xlsx",
        "r06d-space-in-last-column.xlsx",
        "r07-filtered-row.xlsx",
        "r15b-utf8-bom-semicolon.csv",
        "r15c-utf16-tab.csv",
        "r15d-utf8-comma.csv",
        "r16b-sheet-protected.xlsx",
    ],
)
def test_the_same_two_members_however_they_are_kept(trial, file):
    found = trial(file)
    assert found.counts == (2, 0, 0)
    assert {name: found.dates(name) for name in found.members} == TWO
    assert {member.member_card_no for member in found.members.values()} == {"90000101", "90000102"}
    assert found.cells == {"Chi bộ Thôn Đoài": 2}


def test_a_calendar_from_1904_is_said(trial):
    assert "1904" in trial("r03-1904-general.xlsx").said["notices"][0]


def test_a_year_typed_into_a_date_of_that_calendar(trial):
    assert str(trial("r03c-1904-year-in-date-cell.xlsx").members["Lương Thị Năm Thử"].born_on) == "1961"


# --- encodings of before Unicode ---


@pytest.mark.parametrize(
    ("file", "names", "encoding"),
    [
        ("r10-vni-names.xlsx", {"Nguyễn Văn Thử", "Trần Thị Mẫu", "Trương Công Bằng"}, "VNI"),
        ("r10c-tcvn3-all.xlsx", {"Nguyễn Văn Thử", "Trần Thị Mẫu", "Đỗ Đức Bằng"}, "TCVN3"),
    ],
)
def test_old_encodings_are_converted_and_named(trial, file, names, encoding):
    found = trial(file)
    assert set(found.members) == names
    assert found.cells == {"Chi bộ Thôn Đoài": 3}
    assert encoding in found.said["notices"][0]
    assert {member.sex for member in found.members.values()} == {"male", "female"}


def test_letters_that_look_like_d_with_a_stroke(trial):
    found = trial("r11-eth-nfd.xlsx")
    assert set(found.members) == {"Đặng Đức Thử", "Đặng Văn Chuẩn", "Đỗ Quỳnh Tổ", "Đinh Văn Hồi"}
    assert found.cells == {"Chi bộ Thôn Đoài": 4}
    assert {member.full_name for member in Member.objects.all().matching("dang")} == {
        "Đặng Đức Thử",
        "Đặng Văn Chuẩn",
    }
    assert Member.objects.all().matching("Ðinh").get().full_name == "Đinh Văn Hồi"


# --- which column means what ---


def test_columns_about_somebody_else_and_columns_of_one_meaning(trial):
    found = trial("r21-many-headers.xlsx")
    member = found.members["Lò Văn Tiêu Đề"]
    assert member.phone == "0987000222"
    assert (member.address, str(member.full_on)) == ("Số 9 phố Mới", "1996-02-03")
    assert member.note == ""
    asked = [question["columns"] for question in found.said["questions"]]
    assert asked == [
        ["“Nơi ở hiện nay” (cột I)", "“Hộ khẩu thường trú” (cột H)"],
        ["“Ngày vào Đảng chính thức” (cột K)", "“Ngày QĐ công nhận chính thức” (cột L)"],
    ]


def test_the_cell_where_somebody_lives_is_no_address(trial):
    found = trial("r20-upper-system-export.xlsx")
    assert {member.address for member in found.members.values()} == {""}
    assert found.cells == {"Chi bộ Văn Phòng": 2, "Chi bộ Trạm Trại": 2}
    assert "Chờ chuyển sinh hoạt" in found.rows("warnings")[4]
    assert found.standings("Hà Văn Miễn") == {"full", "exempt"}
    assert found.members["Sầm Thị Thử Như"].note == ""


def test_a_column_that_is_shown_comes_before_a_hidden_one(trial):
    found = trial("r24-hidden-column.xlsx")
    assert str(found.members["Lê Thị Ẩn Cột"].born_on) == "1970-02-03"
    assert found.said["questions"][0]["columns"] == ["“Ngày sinh” (cột D)", "“Ngày sinh” (cột C, đang ẩn)"]


def test_names_in_capitals(trial):
    found = trial("r12-names.xlsx")
    assert set(found.members) == {
        "H'Hen Niê Thử", "Y Blim Kbuôr", "K'Dẽ Thử", "Ksor H’Bơ Khăp", "Y Wi-Liam Niê", "Lò Thị Mẩy",
        "H` Nuăn Ayun", "Nguyễn Thị A (tức Ba)", "Mai-A Thử", "Phạm Văn Tý", "Đỗ Thị Bông",
        "Lê Văn Hùng (A)", "Lê Văn Hùng (B)",
    }  # fmt: skip
    assert sorted(found.rows("warnings")) == [9, 13, 14]
    assert list(found.rows("refused")) == [15]


# --- values that are not where they seem ---


def test_formulas_that_were_never_calculated(trial):
    found = trial("r09-formulas-uncalculated.xlsx")
    assert not found.members
    assert all("Excel" in reason for reason in found.rows("refused").values())
    assert sorted(found.rows("refused")) == [2, 3]


def test_dates_that_were_never_calculated(trial):
    found = trial("r09b-dates-uncalculated.xlsx")
    assert not found.members
    assert "công thức" in found.rows("refused")[2]


@pytest.mark.parametrize("file", ["r08-merged-down.xlsx", "r08b-ditto.xlsx"])
def test_cells_that_mean_what_stands_above_them(trial, file):
    found = trial(file)
    assert found.cells == {"Chi bộ Thôn Đông": 2, "Chi bộ Thôn Tây": 2}
    assert Unit.objects.filter(kind=Kind.CELL).count() == 2
    assert "2 ô" in found.said["notices"][0]


def test_a_hidden_sheet_is_told_with_its_rows(trial):
    found = trial("r27-hidden-sheet.xlsx")
    assert list(found.members) == ["Lê Thị Hiện"]
    assert "Chi bộ Thôn B" in found.said["notices"][0]
    assert "3 dòng" in found.said["notices"][0]


def test_a_hidden_row_is_told(trial):
    assert "1 dòng" in trial("r07-filtered-row.xlsx").said["notices"][0]


@pytest.mark.parametrize(
    ("file", "names"),
    [
        ("r28-attendance-dates-in-header.xls", {"Nguyễn Thị Điểm", "Phạm Văn Danh", "H' Nhuông"}),
        ("r28b-attendance-text-months.xlsx", {"Nguyễn Thị Điểm", "Phạm Văn Danh"}),
    ],
)
def test_a_header_with_the_days_of_meetings_in_it(trial, file, names):
    found = trial(file)
    assert set(found.members) == names
    assert {name.casefold() for name in found.cells} == {"chi bộ thôn điểm danh"}


def test_a_blank_far_away_in_an_open_document(trial):
    found = trial("r26c-ods-space-last.ods")  # it holds one member, and a space in the last row
    assert {name: found.dates(name) for name in found.members} == {
        "Lý Thị Một Ods": "1960-03-08 1990-05-19 1991-05-19"
    }


def test_a_number_far_away_is_told(trial):
    assert trial("r06c-number-in-last-row.xlsx").said["notices"] == ["Bỏ qua 1 ô nằm rất xa danh sách."]


# --- numbers, dates, files ---


def test_numbers(trial):
    found = trial("r13-numbers.xlsx")
    assert found.members["Đỗ Thị Đầu Mới"].phone == "0392345685"
    assert found.counts == (10, 0, 3)
    assert {row: found.said["to_complete"][n]["column"] for n, row in enumerate((2, 7, 9))} == dict.fromkeys(
        (2, 7, 9), "Số CCCD"
    )
    assert found.members["Đỗ Thị Toàn Phần"].citizen_id == "038123456793"
    assert found.members["Đỗ Thị Nháy"].member_card_no == "00000103"
    assert {member.phone for member in found.members.values()} == {
        "0912345678", "0912345679", "0912345680", "0912345681", "0912345682", "0912345683", "0912345684",
        "0392345685", "02373812345",
    }  # fmt: skip


def test_dates_as_text(trial):
    found = trial("r14-text-dates.xlsx")
    assert str(found.members["Vũ Thị Ngày I"].born_on) == "1960-05-13"
    assert sorted(found.rows("refused")) == [2, 10, 11, 12, 14, 17, 18, 19, 24, 27]
    assert str(found.members["Vũ Thị Ngày C"].born_on) == "1960-05"
    assert {str(found.members[f"Vũ Thị Ngày {letter}"].born_on) for letter in "BDEGHUVXYZ"} == {"1960-05-13"}
    assert "126" in found.rows("warnings")[26]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("r15-html-as.xls", "HTML"),
        ("r15e-spreadsheetml2003.xls", "XML của Excel 2003"),
        ("r16-password.xlsx", "mật khẩu"),
        ("r29-dues-list.xlsx", "Không tìm thấy danh sách đảng viên"),
    ],
)
def test_a_file_that_cannot_be_read_has_a_sentence_of_its_own(trial, file, said):
    found = trial(file)
    assert found.status == 1
    assert said in found.error
    assert not found.members


def test_and_in_the_name_of_a_cell(trial):
    found = trial("r22-comma-cells.xlsx")
    assert found.cells == {
        "Chi bộ Báo chí, Xuất bản và Truyền thông": 2,
        "Chi bộ Xuất bản": 1,
        "Chi bộ Mầm non; Tiểu học": 1,
        'Chi bộ "Sao Mai"': 1,
    }


def test_namesakes_of_one_year_are_told_apart_by_their_admission(trial):
    found = trial("r23-namesakes.xlsx")
    assert found.counts == (3, 0, 0)
    assert "ngày sinh hoặc số thẻ" in found.rows("warnings")[3]
    again = trial("r23-namesakes.xlsx").said
    assert (again["unchanged"], again["added"], again["refused"]) == (3, 0, [])


# --- guards ---


def test_an_open_document_with_a_filter_and_a_remark(trial):
    found = trial("r26b-ods-filter-annotation.ods")
    assert found.counts == (3, 0, 0)
    assert found.dates("Lý Thị Ba Ods") == "1962-03-08 1990-05-19 1991-05-19"


def test_crosses_under_full_and_probationary(trial):
    found = trial("r31-crosses-full-probationary.xlsx")
    assert found.standings("Hà Thị Chéo") == {"full"}
    assert found.standings("Hà Văn Chéo") == {"probationary"}


def test_words_for_a_sex(trial):
    found = trial("r33-gender-words.xlsx")
    assert found.counts == (9, 0, 2)
    sexes = {name[-1]: member.sex for name, member in found.members.items()}
    assert sexes == {"A": "male", "B": "female", "C": "female", "D": "male", "E": "female", "G": "male", "H":
    "female", "I": "", "K": ""}  # fmt: skip
