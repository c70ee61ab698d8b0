"""An agenda that repeats last month's is shown beside it; nothing is refused."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sotay.kernel.periods import Month
from sotay.meetings.models import AgendaItem
from sotay.meetings.preparation import agenda, preparing
from sotay.meetings.preparation.likeness import Words, pairs

TEXT = "Tiếp tục vận động Nhân dân phân loại rác tại nguồn, giữ gìn vệ sinh ngõ xóm sạch đẹp."


def test_same_words_without_marks_or_with_one_word_changed_are_alike():
    now = [Words("Vệ sinh môi trường", TEXT)]
    assert pairs(now, [Words("ve sinh moi truong", TEXT.replace("sạch đẹp", "văn minh"))])


def test_other_words_and_short_titles_are_not():
    assert (
        pairs([Words("Vệ sinh", TEXT)], [Words("Phòng cháy", "Kiểm tra bình chữa cháy của từng hộ.")]) == []
    )
    assert pairs([Words("Khác")], [Words("Khác")]) == []


def test_each_item_stands_beside_the_one_it_repeats():
    other = Words("Phòng cháy, chữa cháy", "Kiểm tra bình chữa cháy của từng hộ, tập huấn ở tổ dân phố.")
    (pair,) = pairs([Words("Rác", TEXT)], [other, Words("Rác", TEXT)])
    assert (pair.before.text, pair.share) == (TEXT, 1.0)


@pytest.mark.django_db
def test_preparing_page_shows_what_repeats_and_holds_nothing_up(house, thu, lam, an):
    this, following = Month(2026, 11), Month(2026, 12)
    for month in (this, following):
        meeting = preparing.set_up(cell=house.cell, by=thu.actor, month=month)
        agenda.add(meeting=meeting, by=thu.actor, title="Vệ sinh môi trường", minutes=5, text=TEXT)
        page = thu.get(reverse("meetings:step", args=[meeting.pk, "prepare"]))
        assert ('id="alike"' in page.content.decode()) == (month == following)
    assert [pair.now.title for pair in page.context["alike"]] == ["Vệ sinh môi trường"]
    assert AgendaItem.objects.filter(meeting=meeting, title="Vệ sinh môi trường").exists()
    assert thu.post(f"/meetings/{meeting.pk}/invite/").status_code == 302
