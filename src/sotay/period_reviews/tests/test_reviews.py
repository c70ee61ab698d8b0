"""A unit reviews a period: drafted from figures, completed, signed, sent up, seen above."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from conftest import appoint, make_member, make_person, make_unit
from django.urls import reverse
from django.utils import timezone

from sotay.audit.models import AuditLine
from sotay.figures.models import REGULAR, CellMonth
from sotay.kernel import jobs
from sotay.kernel.actor import Role
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.kernel.versions import Stale
from sotay.notify.models import Notice
from sotay.papers import actions as papers
from sotay.papers.models import IssuedPaper, PaperIsFrozen
from sotay.papers.queries import content
from sotay.period_reviews import actions, facts, queries, rules, sentences
from sotay.period_reviews.models import PeriodReview
from sotay.period_reviews.needs import needs_of
from sotay.period_reviews.refusals import (
    Backwards,
    LeftOut,
    NotADraft,
    NotBegun,
    NothingToSay,
    NotOver,
    Overlaps,
    SaySomething,
    SentenceIsGone,
    TooLong,
)
from sotay.period_reviews.rules import Period
from sotay.reports.tests import stories
from sotay.units.models import CellType, Kind

pytestmark = pytest.mark.django_db

HALF = rules.half_year(2026, 2)
SIGNED_BY = {"on_behalf": "T/M CHI BỘ", "post": "BÍ THƯ", "name": "Lê Thị Thu"}
ASKED = {"kind": "interim", "title": "công tác xây dựng Đảng", "period": "half_year:2026-07"}


@pytest.fixture(autouse=True)
def _in_december():
    with time_machine.travel("2026-12-05T08:00:00+07:00", tick=False):
        yield


def keep(cell, month, kind=REGULAR, **counts):
    """A month of the cell as figures keep it."""
    at = timezone.now()
    given = {"reported": 1, "base": 10, "present": 10, "in_hall": 10, "spoke": 6, "reported_in_time": 1}
    CellMonth.objects.update_or_create(
        cell=cell,
        month=month,
        kind=kind,
        defaults={
            **{"commune_id": cell.commune_id, "meeting_id": new_id(), "status": "reported", "planned_at": at},
            **({} if kind != REGULAR else given),
            **counts,
        },
    )


@pytest.fixture
def met(house, thu, lam, an):
    """The cell met in each month of the half-year, attendance falling and without a theme."""
    for month, present in zip(HALF.months[:-1], (10, 9, 8, 8, 7), strict=True):
        keep(house.cell, month, present=present, excused=10 - present, in_hall=present, spoke=2)
    stories.whole(house.cell, thu.actor)
    jobs.work_off()
    return house


def start(unit, by, period=HALF, **more):
    given = {"kind": "interim", "title": "công tác xây dựng Đảng", **more}
    return actions.start(unit=unit, by=by.actor, period=period, **given)


def text_of(review) -> str:
    return str(queries.paper_of(review).base)


def keys_of(review, section="") -> list[str]:
    lines = queries.lines_of(review, queries.paper_of(review))
    return [line.key for line in lines if not line.removed and section in {"", line.section}]


def complete(review, by):
    """A sentence in every part that has none."""
    for section in queries.lacking(review, queries.lines_of(review, queries.paper_of(review))):
        review = sentences.add(review=review, by=by.actor, section=section, text="Không có nội dung.")
    return review


def signed(review, by):
    return actions.sign(review=complete(review, by), by=by.actor, **SIGNED_BY)


def sent(review, by):
    return actions.send(review=signed(review, by), by=by.actor)


# --- drafting ---


def test_it_drafts_itself_from_the_figures(met, thu):
    review = start(met.cell, thu)
    text = text_of(review)
    assert "Sơ kết công tác xây dựng Đảng 6 tháng cuối năm 2026" in text
    assert "trong 06 tháng có số liệu, tháng nào cũng họp đủ, tổng số 06 cuộc" in text
    assert "mới đạt 84,9% (45/53 lượt), thấp hơn mức 90%" in text
    assert "Sinh hoạt chuyên đề chưa nhiều: 0 buổi trong 01 quý; 01 quý chưa đạt 01 buổi" in text
    assert "Phần lớn số lượt vắng mặt là vắng có lý do: 08/08 lượt (100%)" in text
    assert "mỗi quý mỗi chi bộ tổ chức ít nhất 01 buổi sinh hoạt chuyên đề" in text
    assert "45/53 (84,9%)" in text, "the table has the numbers of the sentence"
    assert thu.member.full_name not in text
    assert "sửa đèn" not in text, "what was said in a meeting does not go up"


def test_each_sentence_keeps_its_rule_and_figures(met, thu):
    review = start(met.cell, thu)
    low = next(each for each in review.sentences if each["key"] == "attendance_low")
    assert low["fields"] == {"share": [45, 53], "part": 45, "whole": 53, "level": [9, 10]}
    page = thu.get(review.get_absolute_url(), {"lang": "vi"}).text
    assert "Vì sao có câu này?" in page
    assert "Tỷ lệ đảng viên dự sinh hoạt cả kỳ dưới 90%" in page
    assert "cell-meeting" not in page
    assert "Hướng dẫn số 42-HD/BTCTW ngày 28/10/2025 của Ban Tổ chức Trung ương" in page
    assert "Mức này là của phần mềm." in page
    assert "Đây là quy tắc riêng của phần mềm" in page
    english = thu.get(review.get_absolute_url(), {"lang": "en"}).text
    assert "Attendance of the whole period was below 90%" in english
    assert "45 of 53" in english


def test_months_without_figures_are_named_and_nobody_is_blamed(house, thu):
    keep(house.cell, Month(2026, 11))
    review = start(house.cell, thu)
    assert "Phần mềm không có số liệu của 05 tháng: 07/2026–10/2026, 12/2026" in text_of(review)
    assert "not_all_met" not in keys_of(review)
    assert "met_each_month" not in keys_of(review), "of most months nothing is known"
    assert "08/2026" in thu.get(review.get_absolute_url()).text


def test_a_month_without_a_meeting_was_due_once_the_cell_is_known(house, thu, binh):
    for month in (8, 9, 11):
        keep(house.cell, Month(2026, month))
    review = start(house.cell, thu)
    assert "đã họp 03/04 cuộc" in text_of(review)
    assert "không có số liệu của 02 tháng: 07/2026, 12/2026" in text_of(review), "before it, and not over"
    assert f"'{house.cell.name}', '03/04'" in text_of(start(house.ward, binh)), "the row of the cell above"


def test_what_is_more_than_its_whole_is_no_share_of_it(house, thu):
    keep(house.cell, Month(2026, 11), tasks_heard=4, tasks_given=2, tasks_done=1)
    text = text_of(start(house.cell, thu))
    assert "'Kiểm điểm nhiệm vụ/giao nhiệm vụ', '04/02'" in text
    assert "'Nhiệm vụ hoàn thành/được kiểm điểm', '01/04 (25%)'" in text


def test_without_any_figure_nothing_is_drafted_and_everything_can_be_written(house, thu):
    review = start(house.cell, thu)
    assert review.sentences == []
    page = thu.get(review.get_absolute_url(), {"lang": "en"}).text
    assert "No rule applies to the figures" in page
    with pytest.raises(NothingToSay) as refused:
        actions.sign(review=review, by=thu.actor, **SIGNED_BY)
    assert "Ưu điểm" in str(refused.value)
    assert signed(review, thu).number_text == "Số 01-BC/CB"


def test_it_is_compared_with_the_same_time_before(house, thu):
    for month in rules.half_year(2026, 1).months:
        keep(house.cell, month, spoke=9)
    for month in HALF.months[:-1]:
        keep(house.cell, month, spoke=5)
    review = start(house.cell, thu)
    assert "speaking_falls" in keys_of(review)
    assert "giảm từ 90% kỳ trước xuống 50%" in text_of(review)
    assert "speaking_high" not in keys_of(review), "a thing is never both a strength and a weakness"
    assert "Kỳ trước" in text_of(review)
    CellMonth.objects.filter(month__lt=Month(2026, 5)).delete()
    again = actions.build(review=review, by=thu.actor)
    assert "speaking_falls" not in keys_of(again), "two months are too few to compare with"
    assert "speaking_high" in keys_of(again)


def test_a_quarter_is_judged_by_its_own_rule_and_only_when_it_is_whole(house, thu):
    for month in HALF.months[:5]:
        keep(house.cell, month)
    keep(house.cell, Month(2026, 8), kind="thematic", thematic=1, reported=1)
    review = start(house.cell, thu)
    assert "themes_kept" in keys_of(review), "October to December is not over"
    assert "01 buổi trong 01 quý" in text_of(review)


def test_a_figure_that_is_not_counted_is_not_spoken_of(met, thu, monkeypatch):
    review = start(met.cell, thu)
    assert "themes_few" in keys_of(review)
    kept = {name: figure for name, figure in facts.FIGURES.items() if name != "thematic"}
    monkeypatch.setattr(facts, "FIGURES", kept)
    monkeypatch.setattr("sotay.period_reviews.words.FIGURES", kept)
    page = thu.get(review.get_absolute_url(), {"lang": "en"})
    assert page.status_code == 200
    assert "The figures no longer say this" in page.text
    again = actions.build(review=review, by=thu.actor)
    assert "themes_few" not in keys_of(again)
    assert "Buổi sinh hoạt chuyên đề" not in text_of(again)


def test_a_ward_and_a_province_sum_up_and_show_the_units_below(met, binh, tinh):
    of_ward = start(met.ward, binh)
    text = text_of(of_ward)
    assert met.cell.name in text
    assert f"{met.neighbour.name}', 'không có số liệu'" in text
    assert "T/M ĐẢNG ỦY" in text
    of_province = start(met.province, tinh)
    assert met.ward.name in text_of(of_province)


def test_number_of_queries_grows_neither_with_cells_nor_months(met, binh, django_assert_max_num_queries):
    review = start(met.ward, binh)
    counted = []
    for first, last in ((10, 12), (12, 30)):
        for number in range(first, last):
            code = f"38.168.{number}"
            cell = make_unit(
                met.ward, number, Kind.CELL, code, f"Chi bộ {number}", cell_type=CellType.RESIDENTIAL
            )
            for month in HALF.months:
                keep(cell, month)
        with django_assert_max_num_queries(26) as done:
            assert binh.get(review.get_absolute_url()).status_code == 200
        counted.append(len(done))
    assert counted[0] == counted[1]
    with django_assert_max_num_queries(6):  # two series of two tables each at most, and the settings
        facts.figures_of(
            met.ward, rules.whole_years("years", 2023, 2028).begun(date(2026, 12, 5)), date(2026, 12, 5)
        )


# --- what people write ---


def test_a_sentence_is_rewritten_left_out_and_put_back(met, thu):
    review = start(met.cell, thu)
    review = sentences.edit(review=review, by=thu.actor, key="attendance_low", text="Dự họp còn ít.")
    review = sentences.leave_out(review=review, by=thu.actor, key="attendance_low")
    assert "attendance_low" not in keys_of(review)
    assert "Dự họp còn ít" not in str(content(queries.paper_of(review)))
    with pytest.raises(LeftOut):
        sentences.edit(review=review, by=thu.actor, key="attendance_low", text="Khác")
    review = sentences.put_back(review=review, by=thu.actor, key="attendance_low")
    line = queries.line_of(review, queries.paper_of(review), "attendance_low")
    assert (line.text, line.edited, line.removed) == ("Dự họp còn ít.", True, False), "in the words it had"
    review = sentences.revert(review=review, by=thu.actor, key="attendance_low")
    line = queries.line_of(review, queries.paper_of(review), "attendance_low")
    assert line.text.startswith("Tỷ lệ đảng viên dự sinh hoạt")
    with pytest.raises(SaySomething):
        sentences.edit(review=review, by=thu.actor, key="attendance_low", text=" \n ")
    with pytest.raises(SentenceIsGone):
        sentences.leave_out(review=review, by=thu.actor, key="no_such_sentence")
    with pytest.raises(SentenceIsGone):
        sentences.move(review=review, by=thu.actor, key="opening", to="up")
    with pytest.raises(papers.PartIsTooLong):
        sentences.add(review=review, by=thu.actor, section="cause", text="a" * 20_001)


def test_sentences_are_moved_and_added(met, thu):
    review = start(met.cell, thu)
    before = keys_of(review, "solution")
    review = sentences.move(review=review, by=thu.actor, key=before[0], to="down")
    assert keys_of(review, "solution")[:2] == [before[1], before[0]]
    review = sentences.add(review=review, by=thu.actor, section="solution", text="Mở lớp bồi dưỡng.")
    own = keys_of(review, "solution")[-1]
    review = sentences.move(review=review, by=thu.actor, key=own, to="up")
    assert keys_of(review, "solution")[-2] == own
    again = actions.build(review=review, by=thu.actor)
    assert keys_of(again, "solution")[:2] == [before[1], before[0]]
    assert "Mở lớp bồi dưỡng." in text_of(again)
    last = keys_of(again, "solution")[-1]
    assert keys_of(sentences.move(review=again, by=thu.actor, key=last, to="down"), "solution")[-1] == last


def test_what_people_wrote_stays_when_figures_change(met, thu):
    review = start(met.cell, thu)
    edit = {"review": review, "by": thu.actor}
    sentences.edit(**edit, key="attendance_low", text="Tỷ lệ dự họp cần nâng lên.")
    sentences.edit(**edit, key="themes_few", text="Chuyên đề còn ít vì nhiều đồng chí đi công tác.")
    sentences.edit(**edit, key="opening", text="Chi bộ báo cáo như sau:")
    sentences.add(**edit, section="cause", text="Nhiều đồng chí đi công tác.")
    sentences.leave_out(**edit, key="more_discussion")
    keep(met.cell, Month(2026, 11), present=8, excused=2, in_hall=8, spoke=2)
    keep(met.cell, Month(2026, 8), kind="thematic", thematic=1, reported=1)
    review.refresh_from_db()
    page = thu.get(review.get_absolute_url(), {"lang": "en"}).text
    assert "The figures changed since it was drafted" in page
    again = actions.build(review=review, by=thu.actor)
    lines = {line.key: line for line in queries.lines_of(again, queries.paper_of(again))}
    assert lines["attendance_low"].text == "Tỷ lệ dự họp cần nâng lên."
    assert lines["attendance_low"].moved, "its figures changed since"
    assert "themes_few" not in lines, "no longer so"
    kept = next(line for line in lines.values() if line.text.startswith("Chuyên đề còn ít"))
    assert (kept.is_own, kept.section) == (True, "weakness")
    assert "Nhiều đồng chí đi công tác." in [line.text for line in lines.values()]
    assert lines["more_discussion"].removed
    page = thu.get(again.get_absolute_url(), {"lang": "en"}).text
    assert "Chi bộ báo cáo như sau:" in page
    assert "The figures changed since it was drafted" not in page


def test_leaving_out_twice_is_leaving_out_once(met, thu):
    review = start(met.cell, thu)
    for _time in range(2):
        review = sentences.leave_out(review=review, by=thu.actor, key="keep_up")
    assert review.removed == ["keep_up"]
    for _time in range(2):
        review = sentences.put_back(review=review, by=thu.actor, key="keep_up")
    assert review.removed == []
    assert AuditLine.objects.filter(code="period_review.left_out").count() == 1


def test_a_part_emptied_on_the_papers_own_page_counts_as_left_out(met, thu):
    review = start(met.cell, thu)
    paper = queries.paper_of(review)
    papers.edit(paper=paper, by=thu.actor, key="keep_up", text="")
    assert "keep_up" not in keys_of(review)
    review = sentences.put_back(review=review, by=thu.actor, key="keep_up")
    assert "keep_up" in keys_of(review)


# --- periods that cannot be reviewed ---


def test_bad_periods_are_refused_with_a_sentence(house, thu):
    for period, refusal in (
        (Period("months", Month(2026, 6), Month(2026, 1)), Backwards),
        (Period("months", Month(2027, 1), Month(2027, 6)), NotBegun),
        (Period("months", Month(1990, 1), Month(2026, 6)), TooLong),
    ):
        with pytest.raises(refusal):
            start(house.cell, thu, period=period)
    with pytest.raises(NotOver):
        start(house.cell, thu, kind="final", period=rules.whole_years("years", 2023, 2028))
    assert not PeriodReview.objects.exists()
    scheme = start(house.cell, thu, period=rules.whole_years("years", 2023, 2028))
    assert "giai đoạn 2023 - 2028" in text_of(scheme)
    assert "đến hết tháng 12/2026" in text_of(scheme)


def test_two_reviews_of_one_matter_do_not_overlap(house, thu):
    first = start(house.cell, thu)
    with pytest.raises(Overlaps) as refused:
        start(house.cell, thu, title="CÔNG TÁC  XÂY DỰNG ĐẢNG", period=rules.whole_years("year", 2026, 2026))
    assert "công tác xây dựng Đảng" in str(refused.value)
    start(house.cell, thu, kind="final", period=rules.whole_years("year", 2026, 2026))
    start(house.cell, thu, subject="Nghị quyết số 01-NQ/ĐU")
    start(house.cell, thu, period=rules.half_year(2026, 1))
    start(house.neighbour, thu)
    actions.drop(review=first, by=thu.actor)
    second = start(house.cell, thu)
    with pytest.raises(Overlaps):
        actions.take_up(review=first, by=thu.actor)
    actions.drop(review=second, by=thu.actor)
    assert actions.take_up(review=first, by=thu.actor).is_draft


def test_what_is_reviewed_can_be_changed_while_it_is_a_draft(met, thu):
    review = start(met.cell, thu)
    sentences.add(review=review, by=thu.actor, section="cause", text="Nhiều đồng chí đi công tác.")
    year = rules.whole_years("year", 2026, 2026)
    review = actions.describe(
        review=review, by=thu.actor, kind="final", title="công tác năm", period=year, subject="Nghị quyết 05"
    )
    assert "Tổng kết công tác năm năm 2026" in text_of(review)
    assert "thực hiện Nghị quyết 05" in text_of(review)
    assert "Nhiều đồng chí đi công tác." in text_of(review)


# --- signing, sending, correcting ---


def test_it_is_signed_numbered_frozen_and_sent_once(met, thu, binh):
    review = complete(start(met.cell, thu), thu)
    with pytest.raises(Refusal):
        actions.send(review=review, by=thu.actor)
    review = actions.sign(review=review, by=thu.actor, **SIGNED_BY)
    assert (review.status, review.number_text) == ("signed", "Số 01-BC/CB")
    paper = queries.paper_of(review)
    assert paper.is_frozen
    assert paper.final["signatures"][0]["name"] == "Lê Thị Thu"
    assert thu.get(reverse("papers:pdf", args=[paper.pk])).content.startswith(b"%PDF")
    assert thu.get(reverse("papers:docx", args=[paper.pk])).content.startswith(b"PK")
    assert thu.get(reverse("papers:paper", args=[paper.pk])).status_code == 200
    for act in (
        lambda: actions.build(review=review, by=thu.actor),
        lambda: sentences.edit(review=review, by=thu.actor, key="keep_up", text="Khác"),
        lambda: sentences.add(review=review, by=thu.actor, section="cause", text="Khác"),
        lambda: sentences.leave_out(review=review, by=thu.actor, key="keep_up"),
        lambda: actions.sign(review=review, by=thu.actor, **SIGNED_BY),
        lambda: actions.drop(review=review, by=thu.actor),
    ):
        with pytest.raises(NotADraft):
            act()
    with pytest.raises(PaperIsFrozen):
        paper.delete()
    for _time in range(2):
        actions.send(review=review, by=thu.actor)
    assert Notice.objects.filter(code="period_review.received").count() == 1
    assert AuditLine.objects.filter(code="period_review.sent").count() == 1


def test_a_province_has_nobody_above(met, tinh):
    review = signed(start(met.province, tinh), tinh)
    with pytest.raises(Refusal):
        actions.send(review=review, by=tinh.actor)
    assert list(needs_of(tinh.actor, timezone.localdate())) == []


def test_the_unit_above_sees_who_sent_one(met, thu, binh):
    address = reverse("period_reviews:unit", args=[met.ward.pk])
    assert "Received from below, 2026: 0 of 2" in binh.get(address, {"lang": "en"}).text
    review = signed(start(met.cell, thu), thu)
    assert binh.get(review.get_absolute_url()).status_code == 404, "not sent yet"
    actions.send(review=review, by=thu.actor)
    page = binh.get(address, {"lang": "en"}).text
    assert "Received from below, 2026: 1 of 2" in page
    assert review.get_absolute_url() in page
    assert "Số 01-BC/CB" in page
    assert "0 of 2" in binh.get(address, {"lang": "en", "year": 2025}).text
    assert "chưa mở" in thu.get(review.get_absolute_url(), {"lang": "vi"}).text
    assert binh.get(review.get_absolute_url()).status_code == 200
    assert binh.actor.name in thu.get(review.get_absolute_url()).text


def test_a_correction_is_a_new_version(met, thu, binh):
    review = start(met.cell, thu)
    sentences.edit(review=review, by=thu.actor, key="attendance_low", text="Dự họp còn ít.")
    sentences.edit(review=review, by=thu.actor, key="themes_few", text="Chuyên đề còn ít.")
    sentences.add(review=review, by=thu.actor, section="cause", text="Nhiều đồng chí đi công tác.")
    sentences.leave_out(review=review, by=thu.actor, key="keep_up")
    review = signed(review, thu)
    with pytest.raises(Refusal):
        actions.correct(review=review, by=thu.actor, reason="Sai số")
    actions.send(review=review, by=thu.actor)
    with pytest.raises(Refusal):
        actions.correct(review=review, by=thu.actor, reason=" ")
    keep(met.cell, Month(2026, 8), kind="thematic", thematic=1, reported=1)
    new = actions.correct(review=review, by=thu.actor, reason="Thiếu một buổi chuyên đề")
    assert (new.version, new.status) == (2, "draft")
    lines = queries.lines_of(new, queries.paper_of(new))
    words = {line.text for line in lines}
    assert {"Dự họp còn ít.", "Chuyên đề còn ít.", "Nhiều đồng chí đi công tác."} <= words
    assert "themes_few" not in {line.key for line in lines}
    assert "keep_up" not in keys_of(new)
    with pytest.raises(Refusal):
        actions.correct(review=review, by=thu.actor, reason="Lần nữa")
    actions.drop(review=new, by=thu.actor)
    new = actions.correct(review=review, by=thu.actor, reason="Lần nữa")
    assert new.version == 3
    with pytest.raises(Overlaps):
        start(met.cell, thu)
    actions.send(review=signed(new, thu), by=thu.actor)
    assert "Lần nữa" in Notice.objects.get(code="period_review.corrected").data["reason"]
    (row,) = [row for row in queries.received(met.ward, 2026) if row.reviews]
    assert [each.version for each in row.reviews] == [3]


# --- pages ---


def test_from_an_empty_page_to_what_was_sent(met, thu, binh):
    home = reverse("period_reviews:unit", args=[met.cell.pk])
    assert "No review yet" in thu.get(home, {"lang": "en"}).text
    begin = reverse("period_reviews:start", args=[met.cell.pk])
    assert thu.get(begin).status_code == 200
    assert thu.post(begin, {}).status_code == 422
    assert thu.post(begin, ASKED | {"period": "months"}).status_code == 422
    backwards = ASKED | {"period": "months", "from_month": "06/2026", "to_month": "01/2026"}
    refused = thu.post(begin, backwards)
    assert refused.status_code == 422
    assert "ngược" in refused.text or "backwards" in refused.text
    years = ASKED | {"period": "years", "from_year": "1899", "to_year": "2028"}
    assert thu.post(begin, years).status_code == 422
    made = thu.post(begin, ASKED | {"subject": "Nghị quyết số 01-NQ/ĐU", "due_on": "20/12/2026"})
    assert made.status_code == 302
    review = PeriodReview.objects.get()
    assert review.due_on == date(2026, 12, 20)
    assert "công tác xây dựng Đảng" in thu.get(home).text
    describe = reverse("period_reviews:describe", args=[review.pk])
    assert "20/12/2026" in thu.get(describe).text
    assert thu.post(describe, ASKED | {"title": "công tác Đảng"}).status_code == 302
    add = reverse("period_reviews:add", args=[review.pk, "cause"])
    assert thu.get(add).status_code == 200
    assert thu.post(add, {"text": ""}).status_code == 422
    assert thu.post(add, {"text": "Nhiều đồng chí đi công tác."}).status_code == 302
    assert thu.get(reverse("period_reviews:add", args=[review.pk, "head"])).status_code == 404
    one = reverse("period_reviews:sentence", args=[review.pk, "attendance_low"])
    assert thu.get(one).status_code == 200
    assert thu.post(one, {"text": "Dự họp còn ít."}).status_code == 302
    assert "Dự họp còn ít." in thu.get(review.get_absolute_url()).text
    assert thu.get(reverse("period_reviews:sentence", args=[review.pk, "none"])).status_code == 404
    for name in ("leave_out", "put_back", "revert", "move"):
        answer = thu.post(reverse(f"period_reviews:{name}", args=[review.pk, "attendance_low"]))
        assert answer.status_code == 302, name
    assert thu.post(reverse("period_reviews:build", args=[review.pk])).status_code == 302
    complete(PeriodReview.objects.select_related("unit").get(), thu)
    sign = reverse("period_reviews:sign", args=[review.pk])
    assert thu.get(sign).status_code == 302, "shows again who it is"
    thu.confirm()
    assert thu.get(sign).status_code == 200
    assert thu.post(sign, SIGNED_BY | {"name": ""}).status_code == 422
    assert thu.post(sign, SIGNED_BY).status_code == 302
    assert thu.post(reverse("period_reviews:send", args=[review.pk])).status_code == 302
    correct = reverse("period_reviews:correct", args=[review.pk])
    assert thu.post(correct, {"reason": ""}).status_code == 422
    assert thu.post(correct, {"reason": "Thiếu"}).status_code == 302
    newest = PeriodReview.objects.get(version=2)
    assert review.get_absolute_url() in thu.get(newest.get_absolute_url()).text


def test_undo_puts_back_what_was_left_out_unless_somebody_changed_it_since(met, thu, lam):
    review = start(met.cell, thu)
    page = thu.post(reverse("period_reviews:leave_out", args=[review.pk, "keep_up"]), follow=True).text
    undo = page.split(reverse("period_reviews:put_back", args=[review.pk, "keep_up"]))[1].split('"')[0]
    address = reverse("period_reviews:put_back", args=[review.pk, "keep_up"]) + undo
    assert lam.post(address).status_code == 302
    sentences.edit(review=review, by=lam.actor, key="keep_up", text="Khác")
    sentences.leave_out(review=review, by=lam.actor, key="keep_up")
    assert thu.post(address).status_code == 409
    review.refresh_from_db()
    assert "keep_up" in review.removed


def seen(page, action) -> str:
    return page.split(f'action="{action}"')[1].split('name="seen" value="')[1].split('"')[0]


def test_two_people_who_edit_at_once_lose_nothing(met, thu, lam):
    review = start(met.cell, thu)
    one = reverse("period_reviews:sentence", args=[review.pk, "attendance_low"])
    page = thu.get(one).text
    stamp = page.split('name="seen" value="')[1].split('"')[0]
    lam.post(one, {"text": "Lời của anh Lâm."})
    answer = thu.post(one, {"text": "Lời của chị Thu.", "seen": stamp})
    assert answer.status_code == 422
    assert "Lời của anh Lâm." in answer.text
    assert "Lời của chị Thu." in answer.text
    page = thu.get(review.get_absolute_url()).text
    leave = reverse("period_reviews:leave_out", args=[review.pk, "attendance_low"])
    move = reverse("period_reviews:move", args=[review.pk, "keep_up"])
    build = reverse("period_reviews:drop", args=[review.pk])
    stamps = {action: seen(page, action) for action in (leave, move, build)}
    lam.post(one, {"text": "Lời khác của anh Lâm."})
    sentences.add(review=review, by=lam.actor, section="solution", text="Thêm của anh Lâm.")
    for action, stamp in stamps.items():
        assert thu.post(action, {"seen": stamp, "to": "up"}).status_code == 409, action
    assert "attendance_low" in keys_of(PeriodReview.objects.select_related("unit").get())


def test_an_old_page_signs_nothing(met, thu, lam):
    review = complete(start(met.cell, thu), thu)
    thu.confirm()
    sign = reverse("period_reviews:sign", args=[review.pk])
    stamp = thu.get(sign).text.split('name="seen" value="')[1].split('"')[0]
    sentences.leave_out(review=review, by=lam.actor, key="themes_few")
    assert thu.post(sign, SIGNED_BY | {"seen": stamp}).status_code == 422
    review.refresh_from_db()
    assert review.is_draft


def test_numbers_have_no_gap_when_signing_fails(met, thu):
    review = complete(start(met.cell, thu), thu)

    def refuse() -> None:
        raise Stale

    with pytest.raises(Stale):
        actions.sign(review=review, by=thu.actor, unchanged=refuse, **SIGNED_BY)
    assert signed(review, thu).number_text == "Số 01-BC/CB"


def test_nobody_else_reads_or_writes_a_draft(met, thu, lam, an, chi, dung, tinh, binh):
    member = make_member(met.cell, "Trần Thị Xuân", "01000031")
    appoint(met.cell, Role.COMMITTEE_MEMBER, member)
    xuan = make_person("xuan", member)
    review = start(met.cell, thu)
    paper = queries.paper_of(review)
    for person in (an, chi, dung, tinh, binh):
        assert person.get(review.get_absolute_url()).status_code == 404
        assert person.get(reverse("papers:paper", args=[paper.pk])).status_code == 404
        assert person.post(reverse("period_reviews:build", args=[review.pk])).status_code == 404
        assert person.post(reverse("period_reviews:send", args=[review.pk])).status_code == 404
    assert binh.post(reverse("period_reviews:start", args=[met.cell.pk]), ASKED).status_code == 404
    assert xuan.get(review.get_absolute_url()).status_code == 200, "prepares the cell's meetings"
    assert xuan.get(reverse("period_reviews:sign", args=[review.pk])).status_code == 404, "but does not sign"
    sent(review, thu)
    for person in (chi, tinh, binh):
        assert person.get(review.get_absolute_url()).status_code == 200
    for person in (an, dung):
        assert person.get(review.get_absolute_url()).status_code == 404


# --- Today ---


def asked_of(person):
    return list(needs_of(person.actor, timezone.localdate()))


def test_today_asks_for_a_draft_that_is_due_and_for_one_to_send(met, thu, lam, an, binh):
    review = start(met.cell, thu, due_on=timezone.localdate() + timedelta(days=20))
    assert asked_of(thu) == []
    with time_machine.travel("2026-12-20T08:00:00+07:00", tick=False):
        assert [need.tone for need in asked_of(thu)] == ["off"]
    with time_machine.travel("2026-12-28T08:00:00+07:00", tick=False):
        (need,) = asked_of(lam)
        assert need.tone == "late"
        assert "25/12/2026" in need.sentence
        assert asked_of(an) == asked_of(binh) == []
    review = signed(review, thu)
    assert [need.button for need in asked_of(thu)] == ["Gửi báo cáo lên cấp trên"]
    actions.send(review=review, by=thu.actor)
    assert asked_of(thu) == []
    assert not IssuedPaper.objects.filter(kind="BC", state="draft").exists()


def test_the_day_it_is_due_follows_the_units_setting(house, thu):
    assert start(house.cell, thu).due_on == date(2027, 1, 15)
    past = start(house.cell, thu, period=rules.half_year(2025, 1))
    assert past.due_on == timezone.localdate(), "never a day that is gone"


@pytest.mark.parametrize("year", ["1899", "2101", "abc", "20260"])
def test_odd_years_are_not_found(house, binh, year):
    address = reverse("period_reviews:unit", args=[house.ward.pk])
    assert binh.get(address, {"year": year}).status_code == 404
