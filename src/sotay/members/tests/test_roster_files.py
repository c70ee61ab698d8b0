"""Files that are not what they seem: each gets its reason, none gets far."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from conftest import memory_below

from sotay.members.roster import workbook
from sotay.members.roster.problems import UnreadableFile
from sotay.members.tests.books import HEADER, row, xlsx

Why = UnreadableFile.Why
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)


def zipped(*, packing: int = zipfile.ZIP_DEFLATED, **files: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", packing, compresslevel=1) as archive:  # zeroes shrink at any level
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def zeroes(megabytes: int) -> bytes:
    return bytes(megabytes * 1024 * 1024)


def patched(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """A workbook with something replaced inside."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for entry in before.infolist():
            inside = before.read(entry)
            after.writestr(entry, inside.replace(old, new) if entry.filename == name else inside)
    return out.getvalue()


def ole(*streams: str) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return head + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams) + bytes(2048)


GOOD = xlsx({"Danh sách": [HEADER, row()]})


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Why.EMPTY),
        (PNG, Why.NOT_A_WORKBOOK),
        ("Đề nghị gửi danh sách\nTrân trọng\n".encode(), Why.NOT_A_WORKBOOK),
        (b"<!DOCTYPE html><html><body><table></table></body></html>", Why.HTML),
        ("\ufeff<html>".encode("utf-16-le"), Why.HTML),
        (b"MIME-Version: 1.0\r\n", Why.HTML),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', Why.XML),
        (zipped(**{"word__document.xml": b"<a/>"}), Why.NOT_A_WORKBOOK),
        (ole("EncryptedPackage", "EncryptionInfo"), Why.ENCRYPTED),
        (ole("Nothing"), Why.DAMAGED),
        (
            zipped(**{"META-INF__manifest.xml": b"<encryption-data/>", "content.xml": b"x"}),
            Why.ENCRYPTED,
        ),
        (GOOD[: len(GOOD) // 2], Why.DAMAGED),
        (zipped(**{"xl__workbook.xml": b"<not a workbook"}), Why.DAMAGED),
    ],
    ids=[
        "nothing",
        "a picture",
        "text",
        "a web page",
        "a web page of two bytes a letter",
        "a web page with its pictures",
        "a workbook of Excel 2003 in XML",
        "a letter",
        "a password",
        "half an old workbook",
        "a password on an ods",
        "half a workbook",
        "a broken workbook",
    ],
)
def test_a_bad_file_says_what_is_wrong(tmp_path, content, why):
    file = tmp_path / "roster.xlsx"
    file.write_bytes(content)
    with memory_below(20), pytest.raises(UnreadableFile) as wrong:
        workbook.read(file)
    assert wrong.value.why is why


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: zipped(**{"xl__workbook.xml": zeroes(301)}), Why.TOO_MUCH_INSIDE),
        (
            lambda: zipped(**{"META-INF__manifest.xml": zeroes(301), "content.xml": b"x"}),
            Why.TOO_MUCH_INSIDE,
        ),
        (
            lambda: zipped(
                packing=zipfile.ZIP_BZIP2, **{"META-INF__manifest.xml": zeroes(25), "content.xml": b"x"}
            ),
            Why.DAMAGED,
        ),
        (lambda: xlsx({"Danh sách": [HEADER, *[["a" * 30_000]] * 3_000]}), Why.TOO_MUCH_INSIDE),
    ],
    ids=["a sheet", "where the password would be", "packed strangely", "one long text in every row"],
)
def test_a_bomb_does_not_go_off(tmp_path, make, why):
    file = tmp_path / "roster.xlsx"
    file.write_bytes(make())
    with memory_below(20), pytest.raises(UnreadableFile) as wrong:
        workbook.read(file)
    assert wrong.value.why is why


def test_a_cell_at_the_end_of_the_world_is_left_out(tmp_path):
    """In a list of three hundred columns the memory for all the cells between would be refused."""
    file = tmp_path / "roster.xlsx"
    for old, new in ((b'r="L1"', b'r="XFD1048576"'), (b'r="B2"', b'r="B1048576"')):
        file.write_bytes(patched(GOOD, "xl/worksheets/sheet1.xml", old, new))
        with memory_below(20):
            (sheet,) = workbook.sheets(workbook.read(file))
        assert len(sheet.rows) == 2
        assert sheet.strays == 1
        assert sheet.rows[0][0] == "STT"


def test_a_long_list_is_too_long_not_cut(tmp_path):
    file = tmp_path / "roster.csv"
    file.write_text("Họ và tên,Ngày sinh\n" + "Lê Văn An,1960\n" * 60_001)
    with pytest.raises(UnreadableFile) as wrong:
        workbook.read(file)
    assert wrong.value.why is Why.TOO_MUCH_INSIDE


def test_a_big_file_is_not_opened(tmp_path):
    file = tmp_path / "roster.xlsx"
    with file.open("wb") as big:
        big.truncate(50 * 1024 * 1024)
    with pytest.raises(UnreadableFile) as wrong:
        workbook.read(file)
    assert wrong.value.why is Why.TOO_BIG


def test_a_missing_file(tmp_path):
    with pytest.raises(UnreadableFile) as wrong:
        workbook.read(tmp_path / "none.xlsx")
    assert wrong.value.why is Why.NO_FILE
