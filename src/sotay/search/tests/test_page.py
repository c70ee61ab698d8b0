"""The page, without scripts: the box, results, filters, and what it says when there is nothing."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from sotay.kernel.actor import Actor
from sotay.search import rules
from sotay.search.jobs import check
from sotay.search.models import SearchEntry
from sotay.search.queries import Filters
from sotay.search.rules import Piece
from sotay.search.suggestions import suggestions

URL = reverse("search:search")
SOMEBODY = Actor(None, None, "somebody")


def test_the_address_is_fixed():
    assert URL == "/search/"


def test_the_box_is_on_every_page_of_who_is_logged_in(an, client):
    text = an.get("/").text
    assert text.count('role="search"') == 2, "one wide, one behind a button; one of them is seen"
    assert f'action="{URL}"' in text
    assert 'role="search"' not in client.get("/help/").text


def test_results_are_marked_and_lead_there(house, thu, an):
    check(date(2026, 12, 1))
    text = thu.get(URL, {"q": "hoa binh"}).text
    assert "<mark>Hòa</mark> <mark>Bình</mark>" in text
    assert house.cell.get_absolute_url() in text


def test_nothing_typed_says_what_can_be_found(an):
    text = an.get(URL).text
    assert "21-NQ/TW" in text
    assert "không ai tìm được" in text


def test_nothing_found_offers_less(an, db):
    text = an.get(URL, {"q": '"xoáy trâu" ốc', "kind": "paper"}).text
    assert "Không tìm thấy gì" in text
    assert "q=xoay+trau+oc" in text
    assert "Như trên, không thu hẹp" in text


def test_a_filter_that_cannot_be_read_is_said_and_left_out(house, thu):
    check(date(2026, 12, 1))
    answer = thu.get(URL, {"q": "hòa bình", "since": "ngày nào", "kind": "khác", "unit": "x"})
    assert answer.status_code == 200
    assert "<mark>" in answer.text
    assert "error" in answer.text
    answer = thu.get(URL, {"q": "hòa", "since": "02/12/2026", "until": "01/12/2026"})
    assert answer.status_code == 200


def test_a_unit_one_does_not_see_is_no_filter(house, thu, dung):
    check(date(2026, 12, 1))
    answer = dung.get(URL, {"q": "hòa bình", "unit": str(house.cell.pk)})
    assert house.cell.name not in answer.text.split("<main")[1].split("</form>")[1]


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", '"><img src=x>', "%", "\x00", "a" * 5000, "🙂"]
)
def test_whatever_is_typed_the_page_answers(typed, an):
    answer = an.get(URL, {"q": typed, "after": typed})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text


def test_queries_do_not_grow_with_results(house, thu, django_assert_max_num_queries):
    check(date(2026, 12, 1))
    template = SearchEntry.objects.filter(kind="unit", object_id=house.cell.pk).get()
    thu.get(URL, {"q": "hòa bình"})
    with django_assert_max_num_queries(20):
        thu.get(URL, {"q": "chi bộ"})
    assert template.kind == "unit"


def test_a_hit_is_marked_in_the_words_as_they_stand():
    query = rules.read('da "hoà bình"')
    assert rules.marked("Đã về Hòa, Bình (HOÀ BÌNH)!", query) == [
        Piece("Đã", True), Piece(" về "), Piece("Hòa, Bình", True),
        Piece(" ("), Piece("HOÀ BÌNH", True), Piece(")!"),
    ]  # fmt: skip
    assert rules.marked("đàn", query) == [Piece("đàn")], "not within a word"


def test_a_snippet_is_around_the_first_hit():
    text = "mở đầu " * 60 + "giữ trật tự đô thị " + "kết thúc " * 60
    pieces = rules.snippet(text, rules.read("trat tu"))
    said = "".join(piece.text for piece in pieces)
    assert [piece.text for piece in pieces if piece.is_hit] == ["trật", "tự"]
    assert said.startswith("… ")
    assert said.endswith(" …")
    assert len(said) < 260
    assert rules.snippet(text, rules.read("không có")) == []


def test_letters_that_become_two_move_no_mark():
    assert rules.marked("Straße ﬁ Hòa", rules.read("hoa"))[-1] == Piece("Hòa", True)


def test_suggestions_ask_for_less():
    query = rules.read('"giữ trật tự" 21-NQ/TW')
    typed = [each.typed for each in suggestions(query, Filters(kind="paper"))]
    assert typed == ["", "giu trat tu 21 nq tw", '"giu trat tu"', '"21 nq tw"']
    assert suggestions(rules.read(""), Filters(kind="paper")) == []
    assert suggestions(rules.read("một"), Filters()) == []


def test_the_interface_gives_the_same(house, thu):
    check(date(2026, 12, 1))
    answer = thu.get("/api/v1/search", {"q": "bình", "limit": 1})
    assert answer.status_code == 200
    first = answer.json()["items"][0]
    assert first["kind"] == "unit"
    assert answer.json()["next"]
    further = thu.get("/api/v1/search", {"q": "bình", "cursor": answer.json()["next"]})
    assert first["id"] not in {each["id"] for each in further.json()["items"]}
    assert thu.get("/api/v1/search", {"q": "hòa", "cursor": "x"}).status_code == 422
    assert thu.get("/api/v1/search").status_code == 422
    assert thu.get("/api/v1/search", {"q": "hòa", "unit": str(house.far_cell.pk)}).status_code == 404
