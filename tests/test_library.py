"""The list of a library: whose it is, what is in it, what is new and marked; never more than one may read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sotay.guidance import actions as guidance
from sotay.kernel import jobs
from sotay.kernel.periods import Month
from sotay.library import collecting, keeping, personal
from sotay.library.listing import Asked, Shelf
from sotay.library.models import LibraryBookmark, LibraryLook, LibraryReading
from sotay.library.tests.shelf import DAY, add, relate
from sotay.papers.models import IssuedPaper
from sotay.papers.structure import to_json
from sotay.papers.tests import samples
from sotay.search import rules
from sotay.search.jobs import check
from sotay.search.queries import find

WEEK = timedelta(days=7)


def shown(person, **asked):
    answer = person.get(reverse("library:library"), asked)
    assert answer.status_code == 200
    return [card.number or card.title for card in answer.context["cards"]]


@pytest.fixture
def paper(house):
    """Issued by the cell in the program."""
    text = to_json(samples.minutes())
    row = IssuedPaper(cell=house.cell, kind="NQ", about_id=house.cell.pk, title="NGHỊ QUYẾT", base=text)
    row.final, row.number_text, row.frozen_at = text, "Số 07-NQ/CB", timezone.now()
    row.state = IssuedPaper.State.FROZEN
    row.save()
    return row


def test_a_library_is_read_by_its_unit_and_those_above_it(house, thu, an, lam, chi, binh, dung, tinh, van):
    entry = add(house.cell, thu)
    for person in (thu, an, lam, chi, binh):
        assert person.get(entry.get_absolute_url()).status_code == 200
    for person in (dung, tinh, van):
        assert person.get(entry.get_absolute_url()).status_code == 404
    assert shown(an) == ["21-NQ/TW"]
    assert shown(dung) == []


def test_what_is_for_the_units_below_is_received_there(house, thu, an, binh, dung):
    add(house.ward, binh, number="1-KH/ĐU", direction="issued", for_below=True)
    add(house.ward, binh, number="2-KH/ĐU", direction="issued")
    assert shown(an) == ["1-KH/ĐU"]
    assert shown(dung) == []
    assert sorted(shown(binh)) == ["1-KH/ĐU", "2-KH/ĐU"]
    assert shown(an, direction="received") == ["1-KH/ĐU"]
    assert shown(an, direction="issued") == []
    assert sorted(shown(binh, direction="issued")) == ["1-KH/ĐU", "2-KH/ĐU"]


def test_a_file_is_read_by_whoever_reads_its_document(house, an, binh, dung):
    upload = SimpleUploadedFile("a.txt", b"x")
    entry = add(house.ward, binh, uploads=[upload], for_below=True)
    (file,) = an.get(entry.get_absolute_url()).context["files"]
    assert an.get(file.get_absolute_url()).status_code == 200
    assert dung.get(file.get_absolute_url()).status_code == 404
    facts = {name: getattr(entry, name) for name in keeping.FACTS}
    keeping.change(entry=entry, by=binh.actor, **{**facts, "for_below": False})
    assert an.get(file.get_absolute_url()).status_code == 404
    assert binh.get(reverse("library:purge", args=[file.pk])).status_code == 200


def test_issued_papers_and_guidance_stand_in_the_list_and_are_kept_once(house, thu, an, binh, dung, paper):
    guidance.issue(unit=house.ward, by=binh.actor, month=Month(2026, 4), title="Định hướng", text="Nội dung")
    add(house.cell, thu)
    assert sorted(shown(an)) == ["21-NQ/TW", "Số 07-NQ/CB", "Định hướng"]
    assert shown(an, kind="NQ", direction="issued") == ["Số 07-NQ/CB"]
    assert shown(dung) == []
    IssuedPaper.objects.filter(pk=paper.pk)  # its own page is where it is read
    page = an.get(reverse("library:item", args=["papers", paper.pk])).text
    assert paper.get_absolute_url() in page
    draft = IssuedPaper.objects.create(
        cell=house.cell, kind="NQ", about_id=house.ward.pk, title="Dự thảo", base=to_json(samples.minutes())
    )
    assert "Dự thảo" not in shown(thu)
    assert thu.get(reverse("library:item", args=["papers", draft.pk])).status_code == 404
    assert thu.get(reverse("library:item", args=["nowhere", draft.pk])).status_code == 404


def test_the_list_is_narrowed_down_and_sorted(house, thu, an):
    old = add(house.cell, thu, number="1-CT/TW", kind="CT", issuer="Ban Bí thư", dated=date(2007, 3, 30))
    new = add(house.cell, thu, number="2-CT/TW", kind="CT", issuer="Ban Bí thư", dated=date(2025, 7, 23))
    add(house.cell, thu, number="3", kind="BT", issuer="Đảng ủy", dated=DAY)
    relate(new, thu, "replaces", old)
    assert shown(an) == ["3", "2-CT/TW", "1-CT/TW"]
    assert shown(an, sort="old") == ["1-CT/TW", "2-CT/TW", "3"]
    assert shown(an, kind="CT", state="in_force") == ["2-CT/TW"]
    assert shown(an, state="over") == ["1-CT/TW"]
    assert shown(an, issuer="Đảng ủy") == ["3"]
    assert shown(an, year="2007") == ["1-CT/TW"]
    assert shown(an, year="1999", kind="??", state="soon") == ["3", "2-CT/TW", "1-CT/TW"], "left out"
    assert an.get(reverse("library:library"), {"show": "everything"}).status_code == 404
    assert an.get(reverse("library:library"), {"unit": "x"}).status_code == 404


def test_a_long_library_has_pages(house, thu, an):
    for number in range(31):
        add(house.cell, thu, number=f"{number}-NQ/TW")
    assert len(shown(an)) == 30
    assert len(shown(an, page="2")) == 1
    assert len({*shown(an), *shown(an, page="2")}) == 31


def test_an_empty_library_says_what_to_do(house, thu, an):
    for person in (thu, an):
        assert "empty" in person.get(reverse("library:library")).text


def test_what_came_is_new_until_it_is_opened_or_marked_as_read(house, thu, an):
    one, two, three = (add(house.cell, thu, number=f"{number}-NQ/TW") for number in (1, 2, 3))
    assert sorted(shown(an, show="new")) == ["1-NQ/TW", "2-NQ/TW", "3-NQ/TW"]
    assert shown(thu, show="new") == [], "one's own is not new"
    an.get(one.get_absolute_url())
    an.post(reverse("library:mark_read", args=["library", two.pk]))
    assert shown(an, show="new") == ["3-NQ/TW"]
    an.post(reverse("library:read_all"))
    assert shown(an, show="new") == []
    assert not LibraryReading.objects.filter(account=an.account).exists()
    assert three.pk


def test_guidance_is_new_to_an_office_worker_who_sits_in_no_cell(house, binh):
    guidance.issue(unit=house.ward, by=binh.actor, month=Month(2026, 4), title="Định hướng", text="Nội dung")
    shelf = Shelf(replace(binh.actor, member_id=None), house.ward, timezone.localdate())
    assert (shelf.choices().in_all, shelf.choices().new) == (1, 1)
    assert [card.is_new for card in shelf.cards(shelf.ids(Asked()))] == [True]


def test_what_is_older_than_a_month_is_not_new_to_somebody_who_never_looked(house, thu, an):
    entry = add(house.cell, thu)
    type(entry).objects.update(added_at=timezone.now() - personal.FIRST_LOOK - timedelta(hours=1))
    assert shown(an, show="new") == []


def test_a_bookmark_is_ones_own(house, thu, an, lam, binh, paper):
    entry = add(house.cell, thu)
    url = reverse("library:bookmark", args=["library", entry.pk])
    an.post(url)
    an.post(url)
    an.post(reverse("library:bookmark", args=["papers", paper.pk]))
    assert sorted(shown(an, show="marked")) == ["21-NQ/TW", "Số 07-NQ/CB"]
    for person in (thu, lam, binh):
        assert shown(person, show="marked") == []
    an.post(url, {"on": "0"})
    assert shown(an, show="marked") == ["Số 07-NQ/CB"]


def test_a_bookmark_of_what_one_may_not_read_any_more_shows_nothing(house, an, binh, dung):
    entry = add(house.ward, binh, for_below=True)
    url = reverse("library:bookmark", args=["library", entry.pk])
    assert dung.post(url).status_code == 404
    an.post(url)
    facts = {name: getattr(entry, name) for name in keeping.FACTS}
    keeping.change(entry=entry, by=binh.actor, **{**facts, "for_below": False})
    assert shown(an, show="marked") == []


def test_a_button_leads_back_into_the_library_and_nowhere_else(house, thu, an):
    entry = add(house.cell, thu)
    url = reverse("library:mark_read", args=["library", entry.pk])
    assert an.post(url, {"back": "/library/?show=new"}).url == "/library/?show=new"
    for outside in ("https://example.org/library/", "//example.org/library/", "/members/"):
        assert an.post(url, {"back": outside}).url == "/library/"


def test_what_is_ones_own_is_in_ones_data_and_goes_with_the_account(house, thu, an):
    entry = add(house.cell, thu)
    an.post(reverse("library:bookmark", args=["library", entry.pk]))
    an.get(entry.get_absolute_url())
    data = json.loads(an.get("/account/data.json").content)
    assert [row["number"] for row in data["library_bookmarks"]] == ["21-NQ/TW"]
    assert [row["number"] for row in data["library_read"]] == ["21-NQ/TW"]
    assert "21-NQ/TW" in json.dumps(json.loads(thu.get("/account/data.json").content)["library_added"])
    an.post(reverse("library:read_all"))
    an.account.delete()
    for model in (LibraryBookmark, LibraryReading, LibraryLook):
        assert not model.objects.exists()


def test_a_collection_of_the_unit_above_shows_what_one_may_read(house, an, binh, dung):
    row = collecting.make(unit=house.ward, by=binh.actor, title="Học Bác", for_below=True)
    for number, for_below in ((1, True), (2, False)):
        entry = add(house.ward, binh, number=f"{number}-KH/ĐU", for_below=for_below)
        collecting.put(collection=row, by=binh.actor, source="library", item_id=entry.pk)
    cards = an.get(row.get_absolute_url()).context["cards"]
    assert [card.number for card in cards] == ["1-KH/ĐU"]
    assert "Học Bác" in an.get(reverse("library:library")).text
    assert dung.get(row.get_absolute_url()).status_code == 404


def found(person, typed):
    """Documents of libraries; pages of help speak of such words too."""
    results = find(person.actor, rules.read(typed), language="vi").results
    return [each.entry.title for each in results if each.entry.kind == "library"]


def test_a_document_is_found_by_number_issuer_kind_and_words_of_its_files(house, thu, an, binh, dung):
    upload = SimpleUploadedFile("a.txt", "Phân loại rác tại nguồn".encode())
    entry = add(
        house.ward, binh, issuer="Đảng ủy phường", abstract="Chỉnh trang", for_below=True, uploads=[upload]
    )
    jobs.work_off()
    check(date(2026, 12, 1))
    for typed in ("21-NQ/TW", "dang uy phuong", "nghị quyết chỉnh trang", "phan loai rac"):
        assert found(an, typed) == ["Chỉnh trang"], typed
        assert found(binh, typed) == ["Chỉnh trang"], typed
        assert found(dung, typed) == []
    facts = {name: getattr(entry, name) for name in keeping.FACTS}
    keeping.change(entry=entry, by=binh.actor, **{**facts, "for_below": False})
    jobs.work_off()
    assert found(an, "21-NQ/TW") == []
    keeping.remove(entry=entry, by=binh.actor, because="Nhầm")
    jobs.work_off()
    assert found(binh, "21-NQ/TW") == []
    assert found(binh, "phan loai rac") == []


def test_the_interface_gives_what_the_list_gives(house, thu, an, binh, dung):
    add(house.ward, binh, number="1-KH/ĐU", kind="KH", for_below=True)
    older = add(house.cell, thu)
    newer = add(house.cell, thu, number="22-NQ/TW", dated=DAY + WEEK)
    relate(newer, thu, "replaces", older)
    url = "/api/v1/library"
    every = an.get(url).json()["items"]
    assert {row["number"]: row["effect"] for row in every} == {
        "1-KH/ĐU": "in_force", "21-NQ/TW": "replaced", "22-NQ/TW": "in_force",
    }  # fmt: skip
    assert dung.get(url).json()["items"] == []
    for asked, expected in (
        ({"number": "21 nq/tw"}, {"21-NQ/TW"}),
        ({"kind": "KH"}, {"1-KH/ĐU"}),
        ({"effect": "in_force"}, {"1-KH/ĐU", "22-NQ/TW"}),
        ({"effect": "replaced"}, {"21-NQ/TW"}),
        ({"unit": str(house.cell.pk)}, {"21-NQ/TW", "22-NQ/TW"}),
    ):
        assert {row["number"] for row in an.get(url, asked).json()["items"]} == expected, asked
    detail = an.get(f"{url}/{newer.pk}").json()
    assert [(row["kind"], row["target"]) for row in detail["relations"]] == [("replaces", str(older.pk))]
    assert dung.get(f"{url}/{newer.pk}").status_code == 404


@pytest.mark.parametrize("page", ["library", "item", "relate"])
def test_a_page_asks_no_oftener_when_there_is_more(house, thu, binh, paper, page):
    def more(number: int) -> None:
        above = add(house.ward, binh, number=f"{number}-KH/ĐU", for_below=True)
        other = add(house.cell, thu, number=f"{number}-NQ/TW")
        relate(first, thu, "based_on", above)
        relate(other, thu, "based_on", first)
        for title in ("Học Bác", "Chi bộ"):
            row = collecting.make(unit=house.cell, by=thu.actor, title=f"{title} {number}")
            collecting.put(collection=row, by=thu.actor, source="library", item_id=first.pk)

    def count() -> int:
        thu.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert thu.get(url).status_code == 200
        return len(queries)

    first = add(house.cell, thu, number="99-NQ/TW")
    args = {"library": [], "item": ["library", first.pk], "relate": [first.pk]}[page]
    url = reverse(f"library:{page}", args=args)
    more(1)
    few = count()
    for number in (2, 3, 4):
        more(number)
    assert count() <= few
    assert few < 22
