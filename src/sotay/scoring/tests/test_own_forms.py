"""A unit's own form: written, checked, put in force, and which meetings it holds for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sotay.kernel.refusal import Refusal
from sotay.meetings.tests import halls
from sotay.regulations import on
from sotay.scoring import actions, own_forms
from sotay.scoring.checking import problems, written_of
from sotay.scoring.forms_in_force import choices_for, form_of, read_written
from sotay.scoring.models import OwnForm, ScoreSheet
from sotay.scoring.queries import scored
from sotay.scoring.rules import Answer

SHORT = {
    "deducts": False,
    "rows": [
        {"number": "1", "max": 60, "vi": "Nội dung", "en": "Content"},
        {"number": "2", "max": 40, "vi": "Tỷ lệ dự", "en": "Attendance", "measure": "attendance", "bands": [
            {"points": 40, "low": "80%", "vi": "Từ 80%", "en": "80%"},
            {"points": 10, "low": "0%", "vi": "Dưới 80%", "en": "less"},
        ]},
    ],
    "ratings": [{"points": 80, "vi": "Đạt", "en": "Passed"}, {"points": 0, "vi": "Chưa", "en": "Failed"}],
}  # fmt: skip


def common(key="form"):
    book = on(timezone.localdate())
    return written_of(book.value(f"meeting-quality.{key}"), book.value("meeting-quality.ratings"))


def codes(written):
    return [each.code for each in problems(written)]


def changed(index, **more):
    rows = [{**row, **more} if place == index else row for place, row in enumerate(SHORT["rows"])]
    return {**SHORT, "rows": rows}


def bands_from(*shares):
    return [{"points": 40 - n, "low": share, "vi": "x", "en": "x"} for n, share in enumerate(shares)]


@pytest.mark.parametrize("key", ["form", "thematic_form", "deducting_form"])
def test_a_form_of_the_regulation_copied_and_read_again_is_the_same(key):
    form, _ratings = read_written(common(key))
    assert form == on(timezone.localdate()).value(f"meeting-quality.{key}")
    assert problems(common(key)) == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ({**SHORT, "rows": []}, "no_rows"),
        (changed(0, max=50), "sum"),
        (changed(0, number="2"), "twice"),
        (changed(0, number="3.1"), "no_head"),
        (changed(0, measure="attendance"), "measured_twice"),
        (changed(1, bands=[{"points": 50, "vi": "x", "en": "x"}]), "above_row"),
        (changed(1, bands=[{"points": 40, "vi": "x"}, {"points": 10, "vi": "y"}]), "no_condition"),
        (changed(1, bands=bands_from("50%", "80%")), "never_reached"),
        (changed(1, bands=bands_from("2/4", "50%")), "never_reached"),
        (
            changed(1, bands=[{"points": 40, "most_short": 5, "vi": "x"}, {"points": 1, "vi": "y"}]),
            "not_length",
        ),
        ({**SHORT, "ratings": [{"points": 0, "vi": "x" * 101}]}, "rating_long"),
        ({**SHORT, "deducts": True, "rows": [{**SHORT["rows"][0], "max": 101}]}, "head_above"),
        (changed(1, bands=[{"points": 30, "vi": "x", "en": "x"}]), "unreachable"),
        (
            changed(1, bands=[{"points": 10, "vi": "x", "en": "x"}, {"points": 40, "vi": "y", "en": "y"}]),
            "band_order",
        ),
        ({**SHORT, "ratings": []}, "ratings"),
        ({**SHORT, "ratings": [{"points": 50, "vi": "Đạt", "en": "x"}]}, "ratings"),
        ({**SHORT, "ratings": [{"points": 120, "vi": "x"}, {"points": 0, "vi": "y"}]}, "rating_above"),
    ],
)
def test_what_is_wrong_with_a_form_is_said_in_a_sentence(written, code):
    assert code in codes(written)
    for problem in problems(written):
        assert own_forms.sentence_of(problem)
    assert codes(SHORT) == []


def test_office_writes_a_form_row_by_row_and_puts_it_in_force(house, binh):
    unit = house.ward
    assert (
        binh.post(
            reverse("scoring:new", args=[unit.pk]), {"name": "Biểu phường", "start": "empty"}
        ).status_code
        == 302
    )
    form = OwnForm.objects.get()
    row = reverse("scoring:row_new", args=[form.pk])
    assert (
        binh.post(row, {"number": "1", "vi": "Nội dung", "max": "60", "measure": "yes_no"}).status_code == 302
    )
    bands = "40 | 80% | Từ 80%\n10 | Dưới 80%"
    wrong = {"number": "2", "vi": "Tỷ lệ dự", "max": "40", "measure": "attendance", "bands": "nhiều"}
    answer = binh.post(row, wrong)
    assert answer.status_code == 422
    assert "nhiều" in answer.content.decode()
    page = binh.get(form.get_absolute_url()).content.decode()
    assert "60" in page
    assert reverse("scoring:put_in_force", args=[form.pk]) not in page
    assert binh.post(row, {**wrong, "bands": bands}).status_code == 302
    page = binh.get(form.get_absolute_url()).content.decode()
    assert reverse("scoring:put_in_force", args=[form.pk]) in page
    put = reverse("scoring:put_in_force", args=[form.pk])
    assert binh.post(put, {"from_on": "1/1/2020"}).status_code == 422
    assert binh.post(put, {"from_on": f"{timezone.localdate():%d/%m/%Y}"}).status_code == 302
    form.refresh_from_db()
    assert not form.is_draft
    assert binh.post(reverse("scoring:row", args=[form.pk, 0]), {**wrong, "bands": bands}).status_code == 422
    assert form.written == OwnForm.objects.get().written


@pytest.fixture
def meeting(house, thu, lam, an, chi):
    found = halls.set_up(house, thu)
    found.planned_at = timezone.now()
    found.save()
    return found


def in_force(unit, by, written=SHORT, **more):
    kinds = more.pop("meeting_kinds", ["regular"])
    form = own_forms.begin(
        unit=unit, by=by, name=more.pop("name", "Biểu"), written=written, meeting_kinds=kinds
    )
    for name, value in more.items():
        setattr(form, name, value)
    form.save()
    return own_forms.put_in_force(form=form, by=by, from_on=timezone.localdate())


def test_the_nearest_form_for_the_kind_of_meeting_and_type_of_cell_holds(house, meeting, binh):
    by = binh.actor
    assert form_of(meeting).key == "form"
    in_force(house.ward, by, name="chuyên đề", meeting_kinds=["thematic"])
    in_force(house.ward, by, name="cơ quan", cell_types=["office"])
    assert form_of(meeting).key == "form"
    of_all = in_force(house.ward, by, name="chung")
    assert form_of(meeting).own == of_all
    of_type = in_force(house.ward, by, name="khu dân cư", cell_types=[house.cell.cell_type])
    assert form_of(meeting).own == of_type
    of_cell = in_force(house.cell, by, name="riêng")
    assert form_of(meeting).own == of_cell
    assert {each.name for each in choices_for(meeting)} >= {"chung", "khu dân cư", "riêng"}


def test_the_next_form_of_a_unit_ends_the_one_before_and_a_withdrawn_one_holds_no_more(house, meeting, binh):
    first = in_force(house.ward, binh.actor, name="cũ")
    second = in_force(house.ward, binh.actor, name="mới")
    first.refresh_from_db()
    assert first.until_on == second.from_on
    own_forms.withdraw(form=second, by=binh.actor)
    assert form_of(meeting).key == "form"
    with pytest.raises(Refusal):
        own_forms.withdraw(form=second, by=binh.actor)


def test_a_form_that_comes_later_is_a_draft_again_when_it_is_withdrawn(house, binh):
    form = own_forms.begin(
        unit=house.ward, by=binh.actor, name="Biểu", written=SHORT, meeting_kinds=["regular"]
    )
    own_forms.put_in_force(form=form, by=binh.actor, from_on=timezone.localdate() + timedelta(days=9))
    assert own_forms.withdraw(form=form, by=binh.actor).is_draft


def test_a_meeting_scored_by_another_form_keeps_every_answer(house, meeting, thu, binh, chi):
    halls.call(thu, meeting)
    halls.did(thu, meeting, "closed")
    meeting.refresh_from_db()
    rows = [row.row for row in scored(meeting).score.rows if row.is_asked]
    answers = {row.key: Answer(row.max_points, row.max_points) for row in rows}
    actions.say(meeting=meeting, by=thu.actor, answers=answers, hand_in=True)
    kept = ScoreSheet.objects.get().said
    own = in_force(house.ward, binh.actor)
    used = next(each for each in choices_for(meeting) if each.own == own)
    sheet = actions.score_by(meeting=meeting, by=chi.actor, used=used, because="Theo biểu của phường")
    assert sheet.said == kept
    assert sheet.status == "begun"  # the row on content is asked anew
    back = next(each for each in choices_for(meeting) if each.key == "form")
    sheet = actions.score_by(meeting=meeting, by=chi.actor, used=back, because="Nhầm")
    assert not scored(meeting, sheet).score.open_rows
    with pytest.raises(Refusal):
        actions.score_by(meeting=meeting, by=chi.actor, used=back, because="Lần nữa")


def test_a_form_that_was_to_come_and_is_withdrawn_leaves_the_one_before_in_force(house, meeting, binh):
    first = in_force(house.ward, binh.actor, meeting_kinds=["regular", "thematic"])
    later = own_forms.begin(
        unit=house.ward,
        by=binh.actor,
        name="Năm sau",
        written=SHORT,
        meeting_kinds=["thematic", "regular"],
    )
    own_forms.put_in_force(form=later, by=binh.actor, from_on=timezone.localdate() + timedelta(days=30))
    first.refresh_from_db()
    assert first.until_on == timezone.localdate() + timedelta(days=30)
    own_forms.withdraw(form=later, by=binh.actor)
    first.refresh_from_db()
    assert first.until_on is None


def test_a_head_that_was_a_row_before_keeps_nothing_from_being_put_in_force(house, binh):
    head = {**SHORT["rows"][1], "number": "1"}
    below = {"number": "1.1", "max": 60, "vi": "Nội dung", "en": "Content"}
    rows = [{**head, "max": 60}, below, SHORT["rows"][1]]
    assert codes({**SHORT, "rows": rows}) == []
    assert in_force(house.ward, binh.actor, {**SHORT, "rows": rows}).from_on


@pytest.mark.parametrize(
    ("page", "given"),
    [
        ("row_new", {"bands": "² | 80% | Từ 80%\n1 | Còn lại"}),
        ("row_new", {"bands": "-5 | 80% | Từ 80%\n1 | Còn lại"}),
        ("row_new", {"bands": f"{'9' * 2000} | 80% | x\n1 | Còn lại"}),
        ("row_new", {"max": "²"}),
        ("row_new", {"max": "9" * 300}),
        ("row_new", {"number": "٤"}),
        ("row_new", {"number": "1.0"}),
        ("row_new", {"measure": "how_rich"}),
        ("ratings", {"ratings": "² | Tốt\n0 | Kém"}),
        ("ratings", {"ratings": f"0 | {'x' * 101}"}),
        ("ratings", {"ratings": "0"}),
    ],
)
def test_what_cannot_be_a_row_or_rating_is_said_beside_it(house, binh, page, given):
    form = own_forms.begin(
        unit=house.ward, by=binh.actor, name="Biểu", written=SHORT, meeting_kinds=["regular"]
    )
    usual = {"number": "3", "vi": "Tỷ lệ dự", "max": "40", "measure": "speaking", "bands": ""}
    answer = binh.post(reverse(f"scoring:{page}", args=[form.pk]), {**usual, **given})
    assert answer.status_code == 422
    assert OwnForm.objects.get().written == SHORT
    assert binh.get(reverse("scoring:row", args=[form.pk, 7])).status_code == 404


def test_an_answer_is_never_carried_to_another_question(house, binh):
    form = own_forms.begin(
        unit=house.ward, by=binh.actor, name="Biểu", written=common(), meeting_kinds=["regular"]
    )
    place = next(n for n, row in enumerate(form.written["rows"]) if row.get("key") == "content")
    url, row = reverse("scoring:row", args=[form.pk, place]), form.written["rows"][place]
    given = {"number": row["number"], "vi": row["vi"], "max": "3", "measure": "yes_no", "bands": ""}

    def key():
        return OwnForm.objects.get().written["rows"][place]["key"]

    binh.post(url, given)
    assert key() == "content"
    binh.post(url, {**given, "vi": "Có đăng ảnh buổi họp"})
    assert key().startswith("q_")
    new = reverse("scoring:row_new", args=[form.pk])
    for number in ("9", "9.1"):
        binh.post(new, {**given, "number": number, "vi": "Hỏi khác"})
    keys = [row["key"] for row in OwnForm.objects.get().written["rows"] if row["vi"] == "Hỏi khác"]
    assert len(set(keys)) == 2
