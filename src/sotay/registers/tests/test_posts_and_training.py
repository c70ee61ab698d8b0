"""Posts, planning and rotation; courses and who attended."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from sotay.kernel.refusal import Refusal
from sotay.registers.posts import actions as posts
from sotay.registers.posts import queries as posted
from sotay.registers.posts.models import Post
from sotay.registers.tests.conftest import TODAY, filled
from sotay.registers.training import actions as training
from sotay.registers.training import queries as trained
from sotay.registers.training.models import Attendance, Course

pytestmark = pytest.mark.django_db


def enter(member, by, **given) -> Post:
    given = {
        "kind": "held",
        "side": "state",
        "title": "Chủ tịch",
        "place": "UBND phường",
        "from_on": date(2026, 3, 1),
        **given,
    }
    return posts.enter(member=member, by=by.actor, **given)


def test_chiefs_and_rotation_are_counted_by_place(house, binh, an, bich, tinh, dung):
    chief = {"is_chief": True, "place_unit": house.ward}
    enter(an.member, binh, is_local=False, came_by="rotated", **chief)
    enter(bich, binh, is_local=False, title="Bí thư", **chief)
    enter(dung.member, dung, is_chief=True, place_unit=house.other_ward, is_local=True)
    found = posted.report(house.province, date(2026, 1, 1), TODAY)
    assert (found.communes, found.chiefs, found.chiefs_not_local, found.rotated) == (2, 2, 1, 1)
    assert posted.report(house.other_ward, date(2026, 1, 1), TODAY).chiefs_not_local == 0
    assert posted.report(house.province, date(2026, 4, 1), TODAY).rotated == 0, "rotated before the period"


def test_a_post_that_ended_is_counted_no_more(house, binh, an):
    row = enter(an.member, binh, is_chief=True, place_unit=house.ward, is_local=False)
    with pytest.raises(Refusal, match="began on 01/03/2026"):
        posts.end(post=row, by=binh.actor, until_on=date(2026, 3, 1))
    posts.end(post=row, by=binh.actor, until_on=TODAY)
    assert posted.report(house.ward, date(2026, 1, 1), TODAY).chiefs_not_local == 0


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"until_on": date(2026, 3, 1)}, "Choose a later day"),
        ({"from_on": date(2027, 1, 1)}, "This day has not come yet"),
        ({"is_chief": True}, "whether it is the member's own"),
    ],
)
def test_posts_that_cannot_be(house, binh, an, given, sentence):
    with pytest.raises(Refusal, match=sentence):
        enter(an.member, binh, **given)


def test_planning_is_shown_to_those_alone_who_keep_the_roll(house, thu, binh, an):
    enter(an.member, binh, kind="planned", title="Phó Bí thư", term="2030-2035", from_on=date(2027, 1, 1))
    place = reverse("registers:posts", args=[house.cell.pk])
    assert "2030-2035" in thu.get(place).content.decode()
    assert "2030-2035" in an.get(reverse("registers:home")).content.decode(), "one's own"
    assert not posted.of_cell(house.cell, planned=False).exists()
    assert an.get(place).status_code == 404


def test_the_form_of_a_post_asks_for_the_place_of_a_chief(house, thu, an):
    place = reverse("registers:post_add", args=[an.member.pk])
    given = {
        "kind": "held",
        "came_by": "elected",
        "side": "state",
        "title": "Chủ tịch",
        "place": "UBND",
        "from_on": "01/03/2026",
        "chief": "not_local",
    }
    answer = thu.post(place, filled(thu.get(place), **given))
    assert answer.status_code == 422
    assert "Choose the ward or commune the member leads" in answer.content.decode()
    answer = thu.post(place, filled(thu.get(place), **given, place_unit=str(house.ward.pk)))
    assert answer.status_code == 302
    row = Post.objects.get()
    assert (row.is_chief, row.is_local, row.place_unit) == (True, False, house.ward)
    thu.post(reverse("registers:post_out", args=[row.pk]))
    assert not Post.objects.exists()


def course(house, by, **given) -> Course:
    given = {"title": "Bồi dưỡng đảng viên mới", "kind": "party", "from_on": TODAY, "until_on": None, **given}
    return training.add(unit=house.ward, by=by.actor, **given)


def test_the_cell_marks_its_members_on_a_course_of_the_ward(house, thu, binh, an, bich, dung):
    row = course(house, binh)
    place = reverse("registers:course_mark", args=[row.pk]) + f"?cell={house.cell.pk}"
    given = {
        f"result_{an.member.pk}": "done",
        f"number_{an.member.pk}": "CN-12",
        f"result_{bich.pk}": "absent",
    }
    assert thu.post(place, filled(thu.get(place), **given)).status_code == 302
    marks = {each.member: (each.result, each.certificate_no) for each in Attendance.objects.all()}
    assert marks == {an.member: ("done", "CN-12"), bich: ("absent", "")}
    assert trained.counts(house.ward, date(2026, 1, 1), TODAY) == [("Party work", 1)]
    assert "CN-12" in an.get(reverse("registers:home")).content.decode()
    assert dung.get(place).status_code == 404
    with pytest.raises(Refusal, match="2 members are marked"):
        training.take_out(course=row, by=binh.actor)
    off = {f"result_{an.member.pk}": "", f"result_{bich.pk}": ""}
    thu.post(place, filled(thu.get(place), **off))
    training.take_out(course=row, by=binh.actor)
    assert not Course.objects.exists()


def test_a_ward_does_not_read_a_course_of_a_cell_as_one_of_its_own(house, thu, binh, dung):
    row = training.add(
        unit=house.cell, by=thu.actor, title="Lớp của chi bộ", kind="it", from_on=TODAY, until_on=None
    )
    assert binh.get(row.get_absolute_url()).status_code == 200
    assert binh.post(reverse("registers:course_out", args=[row.pk])).status_code == 404
    assert dung.get(row.get_absolute_url()).status_code == 404


def test_a_course_ends_after_it_begins(house, binh):
    with pytest.raises(Refusal, match="lies before the first"):
        course(house, binh, until_on=date(2026, 12, 9))
