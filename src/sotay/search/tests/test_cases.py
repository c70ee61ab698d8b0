"""What is found, and in which order: the same on SQLite and on PostgreSQL, for this runs on both.

The expected order is written here by hand; `test_both_databases_answer_as_plain_python_does` works it out a
second way, from the words alone.
"""

from __future__ import annotations

import random
import unicodedata
from datetime import date

import pytest

from sotay.kernel.actor import Actor
from sotay.search import rules
from sotay.search.queries import Filters, find

SOMEBODY = Actor(None, None, "somebody")
THINGS = [
    # name, title, number, day, text
    (
        "nq21",
        "Nghị quyết về phương hướng tháng 12",
        "21-NQ/TW",
        date(2026, 11, 3),
        "Chi bộ thống nhất giữ trật tự đô thị.",
    ),
    ("kl21", "Kết luận thực hiện 21-NQ/TW", "07-KL/TW", date(2026, 12, 1), ""),
    ("bb", "Biên bản sinh hoạt", "Số 05-BB/CB", date(2026, 12, 2), "Triển khai theo 21-NQ/TW ngày 3/11."),
    ("no", "Văn bản khác", "21", date(2026, 12, 3), "NQ của TW, 21 điểm; không phải số hiệu."),
    ("hoa", "Chi bộ tổ dân phố Hòa Bình", "", None, ""),
    ("hoa2", unicodedata.normalize("NFD", "Tổ Hoà Bình họp"), "", date(2026, 10, 1), ""),
    ("duong", "Sửa đường Đê La Thành", "", date(2026, 9, 9), "Đèn đường hỏng"),
    ("duoc", "Được mùa lúa mới ở xã Ơn", "", date(2026, 9, 8), "tưới tiêu nước"),
    ("usd", "Tiền USD và email a_b@c.vn", "", date(2026, 8, 1), "xem https://vi.du/a-b?c=1e5 và 3,5%"),
    (
        "long",
        "Báo cáo dài",
        "",
        date(2026, 7, 1),
        "đầu " + "lặp lại mãi " * 400 + "cuối cùng mới có chữ xoáy nước",
    ),
    ("cap", "BÁO CÁO TỔNG KẾT NĂM", "112-BC/ĐU", date(2026, 1, 2), "ĐẢNG ỦY PHƯỜNG"),
    ("uy", "Đảng uỷ phường Bình Minh", "", date(2026, 1, 1), ""),
]
CASES = [
    # what is typed, and what is found in order
    ("21-NQ/TW", ["nq21", "kl21", "bb"]),
    ("21nq/tw", ["nq21"]),
    ("21 NQ TW", ["nq21", "kl21", "no", "bb"]),
    ("số 05-BB/CB", ["bb"]),
    ("05-BB/CB", ["bb"]),
    ("hòa bình", ["hoa2", "hoa"]),
    ("hoà bình", ["hoa2", "hoa"]),
    ("hoa binh", ["hoa2", "hoa"]),
    ("HOA BINH", ["hoa2", "hoa"]),
    (unicodedata.normalize("NFD", "Hòa Bình"), ["hoa2", "hoa"]),
    ('"hòa họp"', []),
    ('"bình họp"', ["hoa2"]),
    ("họp hòa", ["hoa2"]),
    ("duong", ["duong"]),
    ("đường", ["duong"]),
    ("đê", ["duong"]),
    ("De la thanh", ["duong"]),
    ("ơn", ["duoc"]),
    ("tuoi tieu", ["duoc"]),
    ("được mùa", ["duoc"]),
    ("dang uy phuong", ["uy", "cap"]),
    ("đảng ủy phường", ["uy", "cap"]),
    ("a_b@c.vn", ["usd"]),
    ("1e5", ["usd"]),
    ("https://vi.du/a-b?c=1e5", ["usd"]),
    ('"trật tự đô thị"', ["nq21"]),
    ('"đô thị trật tự"', []),
    ("thị trật", ["nq21"]),
    ('"xoáy nước"', ["long"]),
    ('"mãi lặp"', ["long"]),
    ('"mãi đầu"', []),
    ("Chi bộ tổ dân phố Hòa Bình", ["hoa"]),
    ("biên bản", ["bb"]),
    ("bao cao", ["long", "cap"]),
    ("báo cáo tổng kết năm", ["cap"]),
    ("“tổng kết năm” báo", ["cap"]),
    ('"chưa đóng ngoặc', []),
    ("bản", ["no", "bb"]),
    ("NOT AND OR NEAR", []),
    ("title_key:bản", []),
    ("bản*", ["no", "bb"]),
    ("'; DROP TABLE search_searchentry; --", []),
    ("k_paper", []),
    ("!@#$%", []),
    ("", []),
    ("\x00\u200bbản", ["no", "bb"]),
    ("không có từ này", []),
]


@pytest.fixture
def things(shelf):
    for name, title, number, day, text in THINGS:
        shelf.put(name, title, number=number, day=day, text=text)
    shelf.index()
    return shelf


def names(shelf, found):
    return [shelf.names[each.entry.object_id] for each in found.results]


@pytest.mark.parametrize(("typed", "expected"), CASES, ids=[repr(case[0])[:30] for case in CASES])
def test_what_is_typed_finds(typed, expected, things):
    assert names(things, find(SOMEBODY, rules.read(typed), language="vi")) == expected


def test_filters(things):
    def found(typed, **how):
        return names(things, find(SOMEBODY, rules.read(typed), language="vi", filters=Filters(**how)))

    assert found("21-NQ/TW", since=date(2026, 12, 1)) == ["kl21", "bb"]
    assert found("21-NQ/TW", until=date(2026, 12, 1)) == ["nq21", "kl21"]
    assert found("21-NQ/TW", since=date(2026, 12, 1), until=date(2026, 12, 1)) == ["kl21"]
    assert found("hoa binh", until=date(2026, 12, 31)) == ["hoa2"], "what has no day is of no period"
    assert found("21-NQ/TW", kind="resolution") == []
    assert found("21-NQ/TW", kind="paper") == ["nq21", "kl21", "bb"]


def test_pages_follow_each_other_without_gap_or_double(shelf):
    for number in range(57):
        where = {0: {"number": "77-NQ/CB"}, 1: {"text": "số 77-NQ/CB"}}.get(number % 3, {})
        title = "Về 77-NQ/CB" if number % 3 == 2 else "Văn bản"
        shelf.put(f"n{number}", title, day=date(2026, 1 + number % 5, 1), **where)
    shelf.index()
    query = rules.read("77-NQ/CB")
    whole = names(shelf, find(SOMEBODY, query, language="vi", size=100))
    assert len(whole) == 57
    paged, after = [], None
    while True:
        page = find(SOMEBODY, query, language="vi", size=7, after=after)
        paged += names(shelf, page)
        after = page.next
        if after is None:
            break
    assert paged == whole


def test_both_databases_answer_as_plain_python_does(shelf):
    chance = random.Random(5)  # the same on every database
    syllables = ["chi", "bộ", "bo", "hòa", "hoà", "đô", "do", "thị", "12", "nq", "tw", "ơn"]
    for number in range(150):
        title, text = (" ".join(chance.choices(syllables, k=k)) for k in (3, 8))
        given = f"{chance.randint(1, 3)}-NQ/TW" if chance.random() < 0.3 else ""
        day = date(2026, 1, 1 + chance.randint(0, 5)) if chance.random() < 0.8 else None
        shelf.put(f"n{number}", title, text=text, number=given, day=day)
    shelf.index()
    for _each in range(150):
        terms = [
            " ".join(chance.choices(syllables, k=chance.choice([1, 1, 2])))
            for _n in range(chance.randint(1, 3))
        ]
        typed = " ".join(f'"{term}"' if " " in term else term for term in terms)
        if chance.random() < 0.1:
            typed = f"{chance.randint(1, 3)}-NQ/TW"
        query = rules.read(typed)
        expected = in_order(shelf, query)
        assert names(shelf, find(SOMEBODY, query, language="vi", size=1000)) == expected, typed


def in_order(shelf, query):
    def holds(text, term):
        return f" {' '.join(term)} " in f" {rules.key_of(text)} "

    ranked = []
    for pk, thing in shelf.things.items():
        joined = "".join(query.words)
        number = "".join(rules.words_of(thing.number))
        if joined in {number, "so" + number} - {"", "so"} or rules.key_of(thing.title) == " ".join(
            query.words
        ):
            tier = 0
        elif all(holds(thing.title, term) or holds(thing.number, term) for term in query.terms):
            tier = 1
        elif all(
            any(holds(t, term) for t in (thing.title, thing.number, thing.text)) for term in query.terms
        ):
            tier = 2
        else:
            continue
        ranked.append((tier, -rules.position(thing.day, "shelf", pk), shelf.names[pk]))
    return [name for _tier, _place, name in sorted(ranked)]
