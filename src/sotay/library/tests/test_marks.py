"""What is taken for a mark of secrecy, and what only sounds like one."""

from __future__ import annotations

import pytest

from sotay.library.rules import extension, marked_lines, marked_name, safe_name


@pytest.mark.parametrize(
    "name",
    [
        "CV 12 (MẬT)",
        "Công văn mật số 12",
        "cv_TUYỆT MẬT_12",
        "Kế hoạch tối-mật",
        "Tài liệu mật",
        "tuyet mat ke hoach",
        "KE_HOACH_TOI_MAT",
        "Ke hoach [mat]",
        "mat",
        "Quy định về độ Mật",
    ],
)
def test_a_marked_name_is_seen_however_it_is_typed(name):
    import unicodedata

    assert marked_name(name)
    assert marked_name(unicodedata.normalize("NFD", name))


@pytest.mark.parametrize(
    "name",
    [
        "Quy định mật khẩu",
        "Hướng dẫn nuôi ong lấy mật ong",
        "Mật độ dân số phường",
        "Luật Bảo vệ bí mật nhà nước",
        "Bảo mật thông tin",
        "Bao cao Uy ban Mat tran",
        "Danh sach vang mat",
        "Ke hoach cham soc mat",
        "Khắc phục do mất điện",
        "matrix",
        "Mặt trận Tổ quốc",
    ],
)
def test_an_innocent_word_is_not_a_mark(name):
    assert not marked_name(name)


@pytest.mark.parametrize(
    "line",
    [
        "MẬT",
        "  [Tối mật] ",
        "TUYỆT   MẬT",
        "Mật",
        "Độ mật: Mật",
        "độ mật : tuyệt mật",
        "TỐI MẬT   ĐẢNG CỘNG SẢN VIỆT NAM",
    ],
)
def test_a_stamp_on_the_first_page_is_seen(line):
    assert marked_lines(["ĐẢNG ỦY PHƯỜNG", line])


@pytest.mark.parametrize(
    "line",
    [
        "Tuyên truyền Luật Bảo vệ bí mật nhà nước",
        "Tài liệu có ba độ: mật, tối mật và tuyệt mật theo luật.",
        "BẢO MẬT THÔNG TIN CÁ NHÂN",
        "Độ mật: không",
        "Thu hoạch mật ong",
    ],
)
def test_a_sentence_about_secrets_is_no_stamp(line):
    assert not marked_lines([line])


def test_a_name_loses_folders_and_control_characters_but_keeps_its_kind():
    assert safe_name("C:\\tai lieu\\..\\Nghị quyết\r\n.docx") == "Nghị quyết.docx"
    assert safe_name("../../etc/passwd") == "passwd"
    assert safe_name("a" * 300 + ".pdf") == "a" * 196 + ".pdf"
    assert extension("Ảnh.JPEG") == "jpg"
    assert extension("README") == ""
