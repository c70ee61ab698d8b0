"""A year's rating of a cell of sixty through its pages, from self-review to decision."""

from __future__ import annotations

import pytest
from conftest import make_member
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sotay.members.models import Standing
from sotay.reviews import queries
from sotay.reviews.tests.rounds import SELF, address, begin, decision, line, part, slips

PEOPLE = 60
AT_MOST = 20


@pytest.fixture
def row(house, thu, lam, an, chi, binh):
    for number in range(PEOPLE - 3):
        make_member(house.cell, f"Đảng viên {number:02}", f"02{number:06}")
    make_member(house.cell, "Cụ Miễn", "03000001", Standing.Kind.FULL, Standing.Kind.EXEMPT)
    return part(begin(binh, house.ward), house.cell)


def asked(person, url: str) -> int:
    person.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert person.get(url).status_code == 200, url
    return len(seen)


def count(thu, row, tellers, reviews, best):
    """A count in which the first `best` get the best level from all, the others the second."""
    given = slips(PEOPLE, tellers=tellers)
    for number, review in enumerate(reviews):
        given |= line(review, *((PEOPLE, 0, 0, 0) if number < best else (20, 35, 4, 0, 1)))
    answer = thu.post(address("ballot", row), given)
    assert answer.status_code == 302, answer.context["form"].errors


def test_sixty_are_rated_from_self_review_to_decision(row, house, thu, lam, an, binh):
    members = list(row.reviews.filter(subject="member", left_out="").order_by("name"))
    assert len(members) == PEOPLE
    for review in members:
        assert thu.post(address("write", review), SELF).status_code == 302  # each as told to the secretary
    tellers = {thu.member.pk, lam.member.pk}
    first = [review for review in members if review.member_id not in tellers]
    second = [review for review in members if review.member_id in tellers]
    count(thu, row, [thu, lam], [*first, *row.reviews.filter(subject="cell")], best=13)
    count(thu, row, [an], second, best=0)
    pages = [
        (thu, address("cell_round", row)),
        (thu, address("paper", row)),
        (thu, address("ballot", row)),
        (thu, address("review", first[0])),
        (thu, address("write", first[0])),
        (thu, address("comment", first[0])),
        (binh, address("round", row.round)),
        (binh, address("cell_round", row)),
        (binh, address("review", first[0])),
        (an, reverse("reviews:home")),
        (an, reverse("reviews:person", args=[an.member.pk])),
        (thu, reverse("reviews:cell_month", args=[house.cell.pk, "2026-01"])),
    ]
    assert {url: n for person, url in pages if (n := asked(person, url)) >= AT_MOST} == {}
    assert thu.post(address("send", row)).status_code == 302
    assert asked(binh, address("decide", row)) < AT_MOST

    # 13 of 60 are excellent: 20% of the 60 rated good or better is 12, so one is too many.
    reviews = list(row.reviews.filter(left_out=""))
    answer = binh.post(address("decide", row), decision(reviews))
    assert answer.status_code == 422
    assert "20% của 60" in answer.content.decode()
    thirteenth = first[12]
    lower = {f"level_{thirteenth.pk}": "good", f"because_{thirteenth.pk}": "Trong tỷ lệ 20%"}
    with CaptureQueriesContext(connection) as seen:
        assert binh.post(address("decide", row), decision(reviews, **lower)).status_code == 302
    assert len(seen) < 40, "a decision does not write row by row"
    assert binh.post(address("announce", row)).status_code == 302
    assert queries.announced(house.ward, row.round.year).count() == PEOPLE
    assert queries.announced(house.ward, row.round.year).filter(decided="excellent").count() == 12
    assert asked(an, address("cell_round", row)) < AT_MOST
