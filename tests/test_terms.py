"""Phrases that were put right stay right: none of the old ones comes back, in words, templates or scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "sotay"
SHOWN = ("*.po", "*.html", "*.js", "*.toml", "*.py", "*.txt")

REPLACED = {
    # what stood there: what stands there now
    r"[Mm]ang theo": "Tải về máy để dùng khi không có mạng",
    r"[Hh]ọp không cần mạng": "Ghi buổi sinh hoạt khi mất mạng",
    r"Muộn, sớm": "Đến muộn / về sớm",
    r"quá giờ chưa họp": "Chi bộ quá ngày chưa sinh hoạt",
    r"[Cc]hờ báo lại|báo lại người kiến nghị": "Đã trả lời, chờ thông báo người kiến nghị",
    r"Đã qua hết các mục": "Đã xong các mục",
    r"“?Đã qua”?$": "Đã xong",
    r"Có đồng chí giơ tay": "Có đồng chí đăng ký phát biểu",
    r"lấy theo lúc này": "Danh sách, chương trình được chốt từ lúc này",
    r"Việc thường|[^t] quá nửa": "Nội dung thông thường: quá một nửa",
    r"tế nhị": "Đề nghị cân nhắc cách công bố",
    r"Xin vắng, vì": "Xin vắng (nêu lý do)",
    r"[Cc]hỉ cần chạm": "Đề nghị trả lời để bí thư nắm",
    r"Mời thêm người mới": "Mời thêm đảng viên",
    r"Loại buổi họp|buổi họp loại": "Loại buổi sinh hoạt",
    r"Vì sao phải họp|Lý do họp": "Lý do triệu tập",
    r"Những ai dự": "Thành phần",
    r"Cùng chi bộ nào": "Chi bộ phối hợp",
    r"Có việc gì cần ghi": "Cập nhật diện sinh hoạt",
    r"Lấy lại như cũ": "Hoàn tác",
    r"Một tháng diễn ra": "Quy trình trong tháng",
    r"Ai xem được gì": "Quyền xem thông tin",
}


def shown_texts() -> list[tuple[Path, str]]:
    paths = [path for ending in SHOWN for path in SOURCE.rglob(ending)]
    return [(path, path.read_text(encoding="utf-8")) for path in paths if "tests" not in path.parts]


TEXTS = shown_texts()


@pytest.mark.parametrize("old", REPLACED)
def test_replaced_phrase_is_nowhere(old):
    found = re.compile(old, re.MULTILINE)
    places = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path, text in TEXTS
        for line in text.splitlines()
        if found.search(line.strip().removeprefix("msgstr ").strip('"'))
    ]
    assert places == [], f"say instead: {REPLACED[old]}"


@pytest.mark.parametrize("new", sorted(set(REPLACED.values())))
def test_phrase_that_replaced_it_is_used(new):
    assert any(new in text.replace('"\n"', "") for _path, text in TEXTS), new


LABELS_THAT_ASKED = re.compile(r'msgid "(?:Why|Which|What|Who|With which) [^"]*\?"\nmsgstr "(?P<vi>[^"]*\?)"')


def test_set_up_forms_name_their_fields_instead_of_asking():
    po = (SOURCE / "meetings/locale/vi/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    assert [found["vi"] for found in LABELS_THAT_ASKED.finditer(po)] == []


def test_an_office_is_not_called_comrade():
    """Sentences on accounts and roles, which an office may hold, name the holder without it."""
    addressed = re.compile(r"đồng chí %\(name\)s")
    accounts = (SOURCE / "accounts/locale/vi/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    members = (SOURCE / "members/locale/vi/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    roles = re.findall(r'msgid "(?:appointed|ended|gave) [^"]*%\(role\)s[^"]*"\nmsgstr "([^"]*)"', members)
    assert addressed.findall(accounts) == []
    assert len(roles) >= 3
    assert [text for text in roles if addressed.search(text)] == []
