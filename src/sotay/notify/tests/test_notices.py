"""A notice reaches one person, in their language, and nobody else."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from sotay.notify import actions, queries, words

HERE = "/tasks/"


@pytest.fixture(autouse=True)
def sentences():
    words.NOTICE_SENTENCES.register({"test.hello": "Hello %(name)s"})


def test_a_member_told_twice_over_gets_one_notice(thu, an):
    actions.tell([thu.member.pk, an.member.pk, an.member.pk], "test.hello", HERE, name="đồng chí An")
    assert queries.unread(an.actor).count() == 1
    assert str(queries.unread(an.actor).get()) == "Hello đồng chí An"
    assert queries.unread(thu.actor).count() == 1
    actions.tell([thu.member.pk], "test.hello", HERE, name="đồng chí Thu")
    assert queries.unread(thu.actor).count() == 2


def test_one_who_left_is_told_nothing_more(an):
    an.member.left_on = datetime.date(2026, 1, 1)
    an.member.save()
    assert actions.tell([an.member.pk], "test.hello", HERE, name="") == []


def test_a_long_text_is_cut_because_the_page_has_it(an):
    (notice,) = actions.tell([an.member.pk], "test.hello", HERE, name="việc " * 100)
    assert len(str(notice)) < 160
    assert str(notice).endswith("…")


def test_a_notice_without_a_sentence_or_leading_outside_is_never_written(an):
    with pytest.raises(KeyError):
        actions.tell([an.member.pk], "test.unheard", HERE)
    with pytest.raises(ValueError, match="page of ours"):
        actions.tell([an.member.pk], "test.hello", "https://example.org", name="")


def test_following_a_notice_marks_it_read(an):
    (notice,) = actions.tell([an.member.pk], "test.hello", HERE, name="An")
    assert an.get(notice.get_absolute_url()).url == HERE
    assert not queries.unread(an.actor).exists()


def test_another_persons_notice_is_no_notice(an, thu, van):
    (notice,) = actions.tell([an.member.pk], "test.hello", HERE, name="An")
    for person in (thu, van):
        assert person.get(notice.get_absolute_url()).status_code == 404
        assert "Hello An" not in person.get(reverse("notify:notices")).text
    assert queries.unread(an.actor).exists()


def test_reading_all_reads_ones_own(an, thu):
    actions.tell([an.member.pk, thu.member.pk], "test.hello", HERE, name="cả nhà")
    assert an.post(reverse("notify:read_all")).status_code == 302
    assert not queries.unread(an.actor).exists()
    assert queries.unread(thu.actor).exists()


def test_the_page_asks_the_same_number_of_queries_however_many_there_are(an, django_assert_max_num_queries):
    for number in range(30):
        actions.tell([an.member.pk], "test.hello", HERE, name=number)
    with django_assert_max_num_queries(8), translation.override("vi"):
        page = an.get(reverse("notify:notices"))
    assert page.text.count("Hello") == 30
