"""The page of what regulations leave to a unit: who sets what, how it is typed, and how it is taken back."""

from __future__ import annotations

from datetime import date, time, timedelta
from fractions import Fraction

import pytest
import time_machine
from conftest import make_unit
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sotay import regulations
from sotay.audit.models import AuditLine
from sotay.audit.queries import of_units
from sotay.units import rules
from sotay.units.forms_settings import has_form, typed_share, written_share
from sotay.units.models import Kind, Unit, UnitSetting
from sotay.units.settings import set_setting, setting

TODAY = date(2026, 12, 1)
START = "cell-meeting.start_time"
TARGET = "cell-meeting.attendance_target"
AGENDA = "cell-meeting.agenda_residential"


@pytest.fixture(autouse=True)
def _in_december():
    with time_machine.travel("2026-12-01T08:00:00+07:00", tick=False):
        yield


def url(name, *args):
    return reverse(f"units:{name}", args=args)


def typed(value, on="01/12/2026"):
    return {"value": value, "from_on": on}


def page_of(answer):
    return answer.content.decode()


def test_everybody_who_sees_the_unit_sees_what_it_goes_by(house, an, chi, tinh, dung):
    for person in (an, chi, tinh):
        page = page_of(person.get(url("settings", house.cell.pk)))
        assert "Giờ bắt đầu" in page
        assert "19:30" in page
    assert dung.get(url("settings", house.cell.pk)).status_code == 404
    assert dung.get(url("setting", house.cell.pk, START)).status_code == 404


def test_the_page_says_who_decided_and_since_when(house, binh, an):
    set_setting(unit=house.ward, by=binh.actor, key=START, value="19:00", from_on=TODAY)
    page = page_of(an.get(url("setting", house.cell.pk, START)))
    assert "Do Đảng bộ phường Bình Minh quy định, từ ngày 01/12/2026" in page
    assert "42-HD/BTCTW" in page_of(an.get(url("setting", house.cell.pk, TARGET)))


def test_what_this_program_proposes_is_not_said_to_be_the_regulation(house, an):
    page = page_of(an.get(url("setting", house.cell.pk, START)))
    assert "Đề xuất của phần mềm, khi chưa cấp nào quyết định" in page
    assert "Theo văn bản số" not in page
    assert "Do cấp trên quyết định" not in page


def test_a_doubt_is_told_where_the_value_is_to_those_who_settle_it(house, an, binh):
    where = url("setting", house.cell.pk, TARGET)
    assert "Có nguồn ghi “trên 90%”" in page_of(binh.get(where))
    assert "Có nguồn ghi “trên 90%”" not in page_of(an.get(where))


def test_a_ward_sets_any_point_for_its_cells(house, binh):
    binh.post(url("setting", house.ward.pk, TARGET), typed("85"))
    assert setting(house.cell, TARGET, TODAY) == Fraction(85, 100)
    assert setting(house.far_cell, TARGET, TODAY) == Fraction(90, 100)
    binh.post(url("setting", house.cell.pk, TARGET), typed("2/3"))
    assert setting(house.cell, TARGET, TODAY) == Fraction(2, 3)
    assert setting(house.neighbour, TARGET, TODAY) == Fraction(85, 100)


def test_a_cell_sets_its_own_hour_and_nothing_it_is_compared_by(house, thu):
    thu.post(url("setting", house.cell.pk, START), typed("20h"))
    assert setting(house.cell, START, TODAY) == time(20)
    assert '<form class="form' not in page_of(thu.get(url("setting", house.cell.pk, TARGET)))
    assert thu.post(url("setting", house.cell.pk, TARGET), typed("50 %")).status_code == 404
    assert thu.post(url("setting_inherit", house.cell.pk, TARGET), typed("")).status_code == 404
    assert setting(house.cell, TARGET, TODAY) == Fraction(90, 100)


def test_only_days_hour_agenda_words_of_the_chair_and_monthly_reviews_are_a_cells_own():
    left = [
        f"{text.id}.{key}"
        for text in regulations.on(TODAY)
        for key in text.points
        if text.points[key].overridable
    ]
    own = {key for key in left if rules.is_cells_own(key)}
    assert {key for key in left if key.startswith("chair-script.")} <= own
    assert {key for key in own if "agenda_" not in key and not key.startswith("chair-script.")} == {
        "cell-meeting.committee_day",
        "cell-meeting.meeting_day",
        "cell-meeting.quick_phrases",
        "cell-meeting.start_time",
        "review.monthly",
    }
    assert {key for key in left if "agenda_" in key} <= own


def test_members_overseers_and_the_province_set_nothing(house, an, chi, tinh):
    for person in (an, chi, tinh):
        assert person.post(url("setting", house.cell.pk, START), typed("20:00")).status_code == 404
    assert not UnitSetting.objects.exists()


def test_a_closed_unit_and_a_group_set_nothing(house, binh, thu):
    group = make_unit(house.cell, 1, Kind.GROUP, "38.168.001.01", "Tổ đảng số 1")
    assert thu.get(url("settings", group.pk)).status_code == 404
    assert thu.post(url("setting", group.pk, START), typed("20:00")).status_code == 404
    Unit.objects.filter(pk=house.cell.pk).update(closed_on=TODAY)
    assert binh.post(url("setting", house.cell.pk, START), typed("20:00")).status_code == 404
    assert binh.get(url("setting", house.cell.pk, START)).status_code == 200


def test_what_no_regulation_leaves_to_units_is_not_there(house, binh):
    for key in ("cell-meeting.steps", "cell-meeting.colour", "nonsense", "cell-meeting.agenda_students"):
        assert binh.get(url("setting", house.cell.pk, key)).status_code == 404
        assert binh.post(url("setting", house.cell.pk, key), typed("1")).status_code == 404


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        (START, "25:00", "Đề nghị nhập giờ trong ngày"),
        ("cell-meeting.meeting_day", "31", "Đề nghị nhập một số nguyên từ 1 đến 28"),
        ("cell-meeting.meeting_day", "ba", "Đề nghị nhập một số nguyên từ 1 đến 28"),
        (TARGET, "150 %", "Đề nghị nhập một tỷ lệ"),
        ("cell-meeting.duration_rule", "by_mood", "Đề nghị chọn một trong các mục"),
        ("cell-meeting.attendance_counts_here", "", "Đề nghị trả lời có hoặc không"),
        ("document-layout.signature_block", "  ", "Đề nghị nhập từ 1 đến 4 dòng"),
    ],
)
def test_a_wrong_value_is_refused_in_words_and_kept_in_the_form(house, binh, key, value, says):
    answer = binh.post(url("setting", house.ward.pk, key), typed(value))
    assert answer.status_code == 422
    assert says in page_of(answer)
    assert not UnitSetting.objects.exists()


def test_the_past_is_refused_at_its_field(house, binh):
    answer = binh.post(url("setting", house.ward.pk, START), typed("19:00", "30/11/2026"))
    assert answer.status_code == 422
    assert "Thay đổi chỉ có hiệu lực từ hôm nay trở đi" in page_of(answer)


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("cell-meeting.duration_minutes", "75", 75),
        ("cell-meeting.duration_rule", "by_thematic", "by_thematic"),
        ("cell-meeting.attendance_counts_here", "no", False),
        ("document-layout.signature_block", "T/M CHI ỦY\r\n\r\n BÍ THƯ", ("T/M CHI ỦY", "BÍ THƯ")),
        ("document-layout.uy_spelling", "uỷ", "uỷ"),
    ],
)
def test_every_type_is_typed_in_its_own_way(house, binh, key, value, kept):
    answer = binh.post(url("setting", house.ward.pk, key), typed(value))
    assert answer.status_code == 302
    assert setting(house.ward, key, TODAY) == kept


def test_a_change_says_for_whom_and_when_and_is_undone(house, binh):
    answer = binh.post(url("setting", house.ward.pk, START), typed("19:00", "01/01/2027"), follow=True)
    page = page_of(answer)
    assert "Từ ngày 01/01/2027, “Giờ bắt đầu” là 19:00" in page
    assert "2 chi bộ trực thuộc" in page
    back = url("setting_take_back", UnitSetting.objects.get().pk)
    assert back in page
    binh.post(back)
    assert setting(house.cell, START, TODAY + timedelta(days=60)) == time(19, 30)
    codes = list(AuditLine.objects.values_list("code", flat=True))
    assert sorted(codes) == ["unit.setting_changed", "unit.setting_taken_back"]
    assert "rút lại thay đổi “Giờ bắt đầu”" in " ".join(line.sentence for line in of_units([house.ward.pk]))


def test_the_second_word_of_a_day_offers_no_undo_that_would_lie(house, binh):
    binh.post(url("setting", house.ward.pk, START), typed("19:00"), follow=True)
    page = page_of(binh.post(url("setting", house.ward.pk, START), typed("18:00"), follow=True))
    assert "Hoàn tác" not in page
    assert setting(house.ward, START, TODAY) == time(18)


def test_what_has_been_applied_is_not_taken_back(house, binh):
    row = set_setting(unit=house.ward, by=binh.actor, key=START, value="19:00", from_on=TODAY)
    with time_machine.travel("2026-12-02T08:00:00+07:00", tick=False):
        answer = binh.post(url("setting_take_back", row.pk))
    assert answer.status_code == 409
    assert UnitSetting.objects.filter(pk=row.pk).exists()


def test_a_stranger_takes_nothing_back(house, thu, an, dung):
    row = set_setting(unit=house.cell, by=thu.actor, key=START, value="20:00", from_on=TODAY)
    for person in (an, dung):
        assert person.post(url("setting_take_back", row.pk)).status_code == 404


def test_a_cell_goes_by_the_level_above_again(house, thu, binh):
    set_setting(unit=house.ward, by=binh.actor, key=START, value="19:00", from_on=TODAY)
    set_setting(unit=house.cell, by=thu.actor, key=START, value="20:00", from_on=TODAY)
    address = url("setting_inherit", house.cell.pk, START)
    assert address in page_of(thu.get(url("setting", house.cell.pk, START)))
    page = page_of(thu.post(address, {"from_on": "02/12/2026"}, follow=True))
    assert "lại theo cấp trên" in page
    assert setting(house.cell, START, TODAY) == time(20)
    assert setting(house.cell, START, TODAY + timedelta(days=1)) == time(19)


def test_the_office_sees_which_cells_keep_their_own(house, thu, binh):
    set_setting(unit=house.cell, by=thu.actor, key=START, value="20:00", from_on=TODAY)
    page = page_of(binh.get(url("setting", house.ward.pk, START)))
    assert "đã quy định riêng thì giữ nguyên: Chi bộ tổ dân phố Hòa Bình" in page


def agenda_as_shown(person, unit):
    form = person.get(url("setting", unit.pk, AGENDA)).context["form"]
    return {field.html_name: field.value() for field in form} | {"from_on": "01/12/2026"}


def test_a_cell_writes_its_agenda_and_keeps_what_it_left_alone(house, thu):
    given = agenda_as_shown(thu, house.cell) | {"minutes_guidance": "", "title_focus": "Công tác dân vận"}
    assert thu.post(url("setting", house.cell.pk, AGENDA), given).status_code == 302
    before, now = regulations.on(TODAY).value(AGENDA), setting(house.cell, AGENDA, TODAY)
    assert [item.key for item in now.items] == [item.key for item in before.items if item.key != "guidance"]
    focus = next(item for item in now.items if item.key == "focus")
    assert (focus.title.vi, focus.title.en, focus.stretch) == ("Công tác dân vận", "Công tác dân vận", True)
    assert now.items[0] == before.items[0]


def test_the_steps_of_a_meeting_are_not_for_a_cell_to_drop(house, thu):
    given = agenda_as_shown(thu, house.cell) | {"minutes_petitions": ""}
    answer = thu.post(url("setting", house.cell.pk, AGENDA), given)
    assert answer.status_code == 422
    assert not UnitSetting.objects.exists()


def test_every_point_left_to_units_has_a_form_or_says_why_not(house, binh):
    left = [
        f"{text.id}.{key}"
        for text in regulations.on(TODAY)
        for key in text.points
        if text.points[key].overridable
    ]
    without = [key for key in left if not has_form(regulations.on(TODAY).point(key))]
    assert without == ["meeting-quality.form", "meeting-quality.ratings"]
    for key in without:
        page = page_of(binh.get(url("setting", house.ward.pk, key)))
        assert "không nhập được ở trang này" in page


CRITERIA = "review.form_2c"


def test_a_ward_writes_its_own_criteria_and_a_later_line_keeps_its_key(house, binh):
    first = {"words": "Việc đã làm được", "common": "40 Nêu gương", "tasks": "60 - Việc được giao"}
    assert binh.post(url("setting", house.ward.pk, CRITERIA), first | typed("")).status_code == 302
    own = setting(house.cell, CRITERIA, TODAY)
    assert [(row.text.vi, row.max_points) for row in own.criteria] == [
        ("Nêu gương", 40),
        ("Việc được giao", 60),
    ]
    assert own.headings[0].key == "strengths"
    second = {**first, "common": "10 Học tập\n30 Nêu gương"}
    assert binh.post(url("setting", house.ward.pk, CRITERIA), second | typed("")).status_code == 302
    again = setting(house.cell, CRITERIA, TODAY)
    assert again.criteria[1].key == own.criteria[0].key
    assert len({row.key for row in again.rows}) == len(again.rows)


def test_criteria_that_do_not_sum_to_a_hundred_are_refused(house, binh):
    wrong = {"words": "", "common": "40 Nêu gương", "tasks": "50 Việc được giao"}
    answer = binh.post(url("setting", house.ward.pk, CRITERIA), wrong | typed(""))
    assert answer.status_code == 422
    assert "cộng lại bằng 100" in page_of(answer)


def test_levels_keep_what_they_ask_of_tasks(house, binh):
    now = regulations.on(TODAY).value("review.levels")
    given = {f"name_{level.key}": level.text.vi for level in now} | {
        f"points_{level.key}": str(level.points) for level in now
    }
    given["points_excellent"] = "95"
    assert binh.post(url("setting", house.ward.pk, "review.levels"), given | typed("")).status_code == 302
    own = setting(house.cell, "review.levels", TODAY)
    assert (own[0].points, own[0].beyond, own[1:]) == (95, now[0].beyond, now[1:])


@pytest.mark.parametrize(
    "share", [Fraction(9, 10), Fraction(2, 3), Fraction(1, 2), Fraction(333, 1000), Fraction(1)]
)
def test_a_share_is_typed_as_it_is_shown(house, binh, share):
    binh.post(url("setting", house.ward.pk, TARGET), typed(written_share(typed_share(share))))
    assert setting(house.ward, TARGET, TODAY) == share


def test_the_pages_are_in_english_too(house, binh):
    binh.cookies["lang"] = "en"
    assert "Start time" in page_of(binh.get(url("settings", house.ward.pk)))
    assert "Set another value" in page_of(binh.get(url("setting", house.ward.pk, START)))


def test_queries_do_not_grow_with_what_was_set(house, thu, binh):
    def count(address):
        with CaptureQueriesContext(connection) as seen:
            assert binh.get(address).status_code == 200
        return len(seen)

    pages = (url("settings", house.ward.pk), url("setting", house.ward.pk, START))
    few = [count(page) for page in pages]
    for day in range(10):
        on = TODAY + timedelta(days=day)
        set_setting(unit=house.ward, by=binh.actor, key=START, value="19:00", from_on=on)
        set_setting(unit=house.cell, by=thu.actor, key=START, value="20:00", from_on=on)
        set_setting(unit=house.ward, by=binh.actor, key=TARGET, value="85 %", from_on=on)
    assert [count(page) for page in pages] == few
    assert max(few) < 20


def test_log_ins_and_audit_lines_are_found_from_the_unit(house, thu, an, chi, binh):
    links = [reverse("accounts:accounts", args=[house.cell.pk]), reverse("audit:lines", args=[house.cell.pk])]
    for person, sees in ((thu, True), (binh, True), (an, False), (chi, False)):
        page = page_of(person.get(url("unit", house.cell.pk)))
        assert [link in page for link in links] == [sees, sees]
        assert url("settings", house.cell.pk) in page
