"""Keeping a library: what is refused with a sentence, and what one document says of another."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from sotay.audit.models import AuditLine
from sotay.library import collecting, keeping, listing, refusals
from sotay.library.models import CollectionItem, Document, LibraryEntry, LibraryRelation
from sotay.library.tests import files
from sotay.library.tests.shelf import DAY, add, relate

WEEK = timedelta(days=7)


def test_a_document_is_kept_with_its_files(house, thu):
    uploads = [SimpleUploadedFile("a.txt", b"x"), SimpleUploadedFile("b.png", files.PNG)]
    entry = add(house.cell, thu, uploads=uploads)
    assert {row.file_name for row in Document.objects.filter(about_id=entry.pk)} == {"a.txt", "b.png"}
    assert AuditLine.objects.get(code="library.added").data == {"files": 2}


def test_one_bad_file_leaves_nothing_behind(house, thu, settings):
    uploads = [SimpleUploadedFile("a.txt", b"x"), SimpleUploadedFile("b.html", b"<html>")]
    with pytest.raises(refusals.UnknownKind):
        add(house.cell, thu, uploads=uploads)
    assert not LibraryEntry.objects.exists()
    assert not Document.objects.exists()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("facts", "refusal", "field"),
    [
        ({"not_secret": False}, refusals.NotDeclared, "not_secret"),
        ({"abstract": "Kế hoạch (Mật)"}, refusals.MarkedSecret, "abstract"),
        ({"number": "12-CV/TUYỆT MẬT"}, refusals.MarkedSecret, "number"),
        ({"in_force_until": DAY - WEEK}, refusals.EndsBeforeItBegins, "in_force_until"),
        ({"in_force_from": DAY + WEEK, "in_force_until": DAY}, refusals.EndsBeforeItBegins, "in_force_until"),
    ],
)
def test_wrong_facts_are_refused_at_their_field(house, thu, facts, refusal, field):
    with pytest.raises(refusal) as refused:
        add(house.cell, thu, **facts)
    assert refused.value.field == field
    assert str(refused.value).endswith(".")
    assert not LibraryEntry.objects.exists()


def test_a_date_that_has_not_come_is_refused(house, thu):
    with pytest.raises(refusals.LaterThanToday):
        add(house.cell, thu, dated=timezone.localdate() + timedelta(days=1))


def test_the_same_number_of_an_issuer_and_year_is_told_and_may_be_kept(house, thu):
    add(house.cell, thu, number="12-HD/BTCTW", issuer="Ban Tổ chức Trung ương")
    again = {"number": "12 HD/BTCTW", "issuer": "ban tổ chức trung ương", "abstract": "Khác"}
    with pytest.raises(refusals.SameNumber, match="Tổ chức cơ sở đảng"):
        add(house.cell, thu, **again)
    add(house.cell, thu, **again, dated=DAY - timedelta(days=400))  # of another year
    add(house.cell, thu, **again, although_number=True)
    add(house.cell, thu, **{**again, "issuer": "Ban Tổ chức Tỉnh ủy"})
    add(house.far_cell, thu, **again)
    assert LibraryEntry.objects.count() == 5


def test_documents_without_a_number_are_never_the_same(house, thu):
    for _time in range(2):
        add(house.cell, thu, number="", kind="TL")


def test_the_form_tells_the_same_number_and_then_takes_it(house, thu):
    add(house.cell, thu)
    url = reverse("library:add", args=[house.cell.pk])
    given = {
        "direction": "received", "kind": "NQ", "number": "21-NQ/TW", "issuer": "Trung ương",
        "dated": f"{DAY:%d/%m/%Y}", "abstract": "Văn bản khác", "not_secret": "on",
    }  # fmt: skip
    answer = thu.post(url, given)
    assert answer.status_code == 422
    assert "although_number" in answer.text
    assert "Tổ chức cơ sở đảng" in answer.text
    assert thu.post(url, {**given, "although_number": "on"}).status_code == 302
    assert LibraryEntry.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "XX"},
        {"kind": ""},
        {"dated": "31/02/2026"},
        {"abstract": " "},
        {"direction": "sideways"},
        {"number": "1" * 61},
        {"in_force_from": "hôm qua"},
        {"not_secret": ""},
    ],
)
def test_bad_input_is_told_and_nothing_is_kept(house, thu, wrong):
    given = {
        "direction": "received", "kind": "NQ", "number": "1", "issuer": "Trung ương",
        "dated": "02/03/2026", "abstract": "Văn bản", "not_secret": "on",
    }  # fmt: skip
    answer = thu.post(reverse("library:add", args=[house.cell.pk]), {**given, **wrong})
    assert answer.status_code == 422
    assert not LibraryEntry.objects.exists()


def test_a_newer_document_replaces_an_older_one_from_its_first_day(house, thu):
    older = add(house.cell, thu)
    newer = add(house.cell, thu, number="22-NQ/TW", dated=DAY + WEEK, in_force_from=DAY + WEEK * 2)
    relate(newer, thu, "replaces", older)
    states = {}
    for day in (DAY + WEEK, DAY + WEEK * 2):
        states[day] = listing.cards_of([(older.pk, "library")], day)[older.pk].effect
    assert states == {DAY + WEEK: "in_force", DAY + WEEK * 2: "replaced"}


def test_both_sides_show_the_relation(house, thu, an):
    older, newer = add(house.cell, thu), add(house.cell, thu, number="22-NQ/TW", dated=DAY + WEEK)
    relate(newer, thu, "replaces", older)
    page = an.get(older.get_absolute_url()).text
    assert "22-NQ/TW" in page
    assert f"{DAY + WEEK:%d/%m/%Y}" in page
    assert "21-NQ/TW" in an.get(newer.get_absolute_url()).text


def test_a_document_cannot_replace_one_dated_after_it(house, thu):
    older, newer = add(house.cell, thu), add(house.cell, thu, number="22-NQ/TW", dated=DAY + WEEK)
    with pytest.raises(refusals.ReplacesLater):
        relate(older, thu, "replaces", newer)
    relate(newer, thu, "replaces", older)
    facts = {name: getattr(newer, name) for name in keeping.FACTS}
    with pytest.raises(refusals.ReplacesLater):
        keeping.change(entry=newer, by=thu.actor, **{**facts, "dated": DAY - WEEK})
    facts = {name: getattr(older, name) for name in keeping.FACTS}
    with pytest.raises(refusals.ReplacesLater):
        keeping.change(entry=older, by=thu.actor, **{**facts, "dated": DAY + WEEK * 2})


@pytest.mark.parametrize("kind", ["replaces", "amends", "based_on"])
def test_relations_do_not_go_in_a_circle(house, thu, kind):
    one, two, three = (add(house.cell, thu, number=f"{number}-NQ/TW") for number in (1, 2, 3))
    relate(one, thu, kind, two)
    relate(two, thu, kind, three)
    with pytest.raises(refusals.Circle):
        relate(three, thu, kind, one)
    with pytest.raises(refusals.RelatesToItself):
        relate(one, thu, kind, one)
    with pytest.raises(refusals.RelationIsThere):
        relate(one, thu, kind, two)


def test_a_document_of_another_library_is_a_basis_and_nothing_more(house, thu, binh):
    above = add(house.ward, binh, for_below=True)
    entry = add(house.cell, thu, number="22-NQ/TW", dated=DAY + WEEK)
    with pytest.raises(refusals.OfAnotherLibrary):
        relate(entry, thu, "replaces", above)
    relate(entry, thu, "based_on", above)
    assert "21-NQ/TW" in thu.get(entry.get_absolute_url()).text


def test_whoever_keeps_a_library_finds_the_other_document_and_relates_it(house, thu):
    older = add(house.cell, thu)
    newer = add(house.cell, thu, number="22-NQ/TW", dated=DAY + WEEK, abstract="Bản mới")
    url = reverse("library:relate", args=[newer.pk])
    assert str(older.pk) in thu.get(f"{url}?q=21-nq").text
    assert str(older.pk) not in thu.get(f"{url}?q=khong+co").text
    assert thu.post(url, {"kind": "replaces", "target": f"library {older.pk}"}).status_code == 302
    relation = LibraryRelation.objects.get()
    assert thu.post(url, {"kind": "replaces", "target": "library x"}).status_code == 422
    assert thu.post(reverse("library:unrelate", args=[relation.pk])).status_code == 302
    assert not LibraryRelation.objects.exists()


def test_a_removed_document_leaves_no_word_and_what_it_replaced_holds_again(
    house, thu, an, settings, django_capture_on_commit_callbacks
):
    older = add(house.cell, thu)
    upload = SimpleUploadedFile("riêng.txt", "Chuyện riêng".encode())
    newer = add(
        house.cell, thu, number="22-NQ/TW", dated=DAY + WEEK, abstract="Chuyện riêng", uploads=[upload]
    )
    relate(newer, thu, "replaces", older)
    with django_capture_on_commit_callbacks(execute=True):
        answer = thu.post(reverse("library:remove", args=[newer.pk]), {"because": "Đưa nhầm"})
    assert answer.status_code == 302
    newer.refresh_from_db()
    assert (newer.number, newer.abstract, newer.issuer) == ("", "", "")
    assert an.get(newer.get_absolute_url()).status_code == 404
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
    assert listing.cards_of([(older.pk, "library")], DAY + WEEK * 9)[older.pk].effect == "in_force"
    told = " ".join(f"{line.sentence} {line.data}" for line in AuditLine.objects.all())
    assert "riêng" not in told
    assert thu.post(reverse("library:remove", args=[older.pk]), {"because": " "}).status_code == 422


def test_a_form_made_from_older_facts_does_not_write_over_newer_ones(house, thu):
    entry = add(house.cell, thu)
    url = reverse("library:edit", args=[entry.pk])
    seen = thu.get(url).context["form"].initial["seen"]
    keeping.change(
        entry=entry,
        by=thu.actor,
        **{name: getattr(entry, name) for name in keeping.FACTS} | {"abstract": "Mới"},
    )
    given = {
        "direction": "received", "kind": "NQ", "number": "21-NQ/TW", "issuer": "Trung ương",
        "dated": f"{DAY:%d/%m/%Y}", "abstract": "Của tôi", "seen": seen,
    }  # fmt: skip
    assert thu.post(url, given).status_code == 422
    entry.refresh_from_db()
    assert entry.abstract == "Mới"


def test_collections_keep_their_order(house, thu, an):
    entries = [add(house.cell, thu, number=f"{number}-NQ/TW") for number in range(3)]
    row = collecting.make(unit=house.cell, by=thu.actor, title="Học Bác")
    for entry in [*entries, entries[0]]:
        url = reverse("library:collection_put", args=[row.pk, "library", entry.pk])
        assert thu.post(url).status_code == 302
    move = reverse("library:collection_move", args=[row.pk])
    thu.post(move, {"item": entries[2].pk, "to": "earlier"})
    thu.post(move, {"item": entries[0].pk, "to": "earlier"})  # the first stays the first
    cards = an.get(row.get_absolute_url()).context["cards"]
    assert [card.number for card in cards] == ["0-NQ/TW", "2-NQ/TW", "1-NQ/TW"]
    thu.post(reverse("library:collection_put", args=[row.pk, "library", entries[0].pk]), {"on": "0"})
    assert CollectionItem.objects.count() == 2
    assert thu.post(reverse("library:collection_remove", args=[row.pk])).status_code == 302
    assert LibraryEntry.objects.count() == 3


def test_a_full_collection_and_a_full_library_of_collections_say_so(house, thu, monkeypatch):
    monkeypatch.setattr(collecting, "MOST", 1)
    monkeypatch.setattr(collecting, "MOST_ITEMS", 1)
    row = collecting.make(unit=house.cell, by=thu.actor, title="Học Bác")
    with pytest.raises(refusals.TooManyCollections):
        collecting.make(unit=house.cell, by=thu.actor, title="Khác")
    for number, expected in ((1, 302), (2, 409)):
        entry = add(house.cell, thu, number=f"{number}-NQ/TW")
        url = reverse("library:collection_put", args=[row.pk, "library", entry.pk])
        assert thu.post(url).status_code == expected
