"""Surveys are answered without names; who answered is kept apart from what was answered."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

import pytest
import time_machine
from conftest import make_member, make_person
from django.db import connection
from django.urls import reverse

from sotay.audit.models import AuditLine
from sotay.kernel.refusal import Refusal
from sotay.notify.models import Notice
from sotay.opinions import actions, rules
from sotay.opinions import survey_actions as surveys
from sotay.opinions.models import Survey, SurveyMember, SurveyQuestion, SurveyText
from sotay.opinions.survey_actions import Question

pytestmark = pytest.mark.django_db

ENDS = date(2026, 12, 5)
AFTER = "2026-12-06T08:00:00+07:00"
QUESTIONS = [Question("Mấy giờ?", ["19:00", "20:00"]), Question("Vì sao?")]


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-25T08:00:00+07:00", tick=False):
        yield


@pytest.fixture
def people(house, thu, lam, an):
    """Six members besides the three."""
    return [make_person(f"m{number}", make_member(house.cell, f"Ngô Văn Tư {number}")) for number in range(6)]


def make(unit, by, **more) -> list[Survey]:
    given = {"title": "Giờ sinh hoạt", "intro": "", "ends_on": ENDS, "questions": QUESTIONS, "key": uuid4()}
    return surveys.make(unit=unit, by=by.actor, **given | more)


def url(name: str, thing) -> str:
    return reverse(f"opinions:{name}", args=[thing.pk])


def answer(survey, person, option: int, text: str = "") -> None:
    choice, words = survey.questions.all()
    given = {"chosen": {choice.pk: option}, "texts": {words.pk: text}}
    surveys.answer(survey=survey, member_id=person.member.pk, **given)


# rules


def test_results_wait_for_the_end_and_for_enough_answers():
    assert not rules.results_are_shown(ENDS, ENDS, 9, 5)
    assert not rules.results_are_shown(date(2026, 12, 6), ENDS, 4, 5)
    assert rules.results_are_shown(date(2026, 12, 6), ENDS, 5, 5)


def test_counts_grow_by_one():
    assert rules.added([], 3, 1) == [0, 1, 0]
    assert rules.added([0, 1, 0], 3, 1) == [0, 2, 0]


def test_options_are_lines_each_once():
    assert rules.options_of(" Tốt \n\nKhá\nTốt") == ["Tốt", "Khá"]


# making


def test_secretary_makes_one_for_the_cell(house, thu, an):
    page = url("survey_make", house.cell)
    form = thu.get(page).context["form"]
    given = {name: str(form[name].value() or "") for name in form.fields}
    given |= {"title": "Giờ sinh hoạt", "ends_on": "05/12/2026", "question_1": "Mấy giờ?"}
    assert thu.post(page, given | {"options_1": "19:00"}).status_code == 422, "one answer is no choice"
    for _tap in range(2):
        assert thu.post(page, given | {"options_1": "19:00\n20:00"}).status_code == 302
    survey = Survey.objects.get()
    assert set(survey.members.values_list("member", flat=True)) == {thu.member.pk, an.member.pk}
    assert Notice.objects.filter(member=an.member, code="survey.sent").count() == 1
    assert url("survey_answer", survey) in an.get("/").content.decode()


def test_office_asks_all_cells_below(house, thu, an, binh, dung):
    (survey,) = make(house.ward, binh)
    assert survey.cell is None
    asked = set(survey.members.values_list("member", flat=True))
    assert {thu.member.pk, an.member.pk, binh.member.pk} <= asked
    assert dung.member.pk not in asked


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_on": date(2026, 11, 24)},
        {"questions": []},
        {"questions": QUESTIONS * 3},
        {"about_leaders": True},
    ],
)
def test_unfit_survey_is_refused(house, thu, wrong):
    with pytest.raises(Refusal):
        make(house.cell, thu, **wrong)


def test_withdrawing_deletes_everything(house, thu, an):
    (survey,) = make(house.cell, thu)
    answer(survey, an, 0, "Tiện")
    stamp = thu.get(url("survey_results", survey)).context["edited"].stamp()
    assert thu.post(url("survey_withdraw", survey), {"seen": stamp}).status_code == 302
    for model in (Survey, SurveyQuestion, SurveyText, SurveyMember):
        assert not model.objects.exists()
    assert not Notice.objects.filter(code="survey.sent").exists(), "a notice would lead to nothing"


# answering


def test_member_answers_once_on_the_page(house, thu, an):
    (survey,) = make(house.cell, thu)
    page = an.get(url("survey_answer", survey))
    assert "checked" not in page.content.decode()
    assert an.post(url("survey_answer", survey), {}).status_code == 422
    assert an.post(url("survey_answer", survey), {"answer_1": "7"}).status_code == 422
    assert an.post(url("survey_answer", survey), {"answer_1": "1", "answer_2": "Tiện"}).status_code == 302
    assert an.post(url("survey_answer", survey), {"answer_1": "0"}).status_code == 422
    assert survey.questions.first().counts == [0, 1]
    assert SurveyText.objects.get().text == "Tiện"
    assert url("survey_answer", survey) not in an.get("/").content.decode()
    assert an.get(url("survey_answer", survey)).context["has_answered"]


def test_nobody_answers_after_the_end_or_unasked(house, thu, an, dung):
    (survey,) = make(house.cell, thu)
    assert dung.get(url("survey_answer", survey)).status_code == 404
    with pytest.raises(Refusal):
        answer(survey, dung, 0)
    with time_machine.travel(AFTER, tick=False), pytest.raises(Refusal):
        answer(survey, an, 0)


# results


def test_results_are_shown_after_the_end_from_five_answers_on(house, thu, people):
    (survey,) = make(house.cell, thu)
    for number, person in enumerate(people[:4]):
        answer(survey, person, number % 2, f"Lý do {number}")
    assert thu.get(url("survey_results", survey)).context["results"].answered == 0, "while it runs"
    with time_machine.travel(AFTER, tick=False):
        page = thu.get(url("survey_results", survey))
        assert (page.context["results"].answered, page.context["rows"]) == (4, [])
        assert "Lý do" not in page.content.decode()
    answer(survey, people[4], 1)
    with time_machine.travel(AFTER, tick=False):
        (_choice, counts, _none), (_words, _no, texts) = thu.get(url("survey_results", survey)).context[
            "rows"
        ]
        assert counts == [("19:00", 2), ("20:00", 3)]
        assert sorted(each.text for each in texts) == [f"Lý do {number}" for number in range(4)]


def test_results_are_for_who_asked(house, thu, an, chi, binh, dung):
    (of_cell,), (of_ward,) = make(house.cell, thu), make(house.ward, binh)
    for person in (an, chi, binh, dung):
        assert person.get(url("survey_results", of_cell)).status_code == 404
    for person in (thu, an, chi, dung):
        assert person.get(url("survey_results", of_ward)).status_code == 404
    assert binh.get(url("survey_results", of_ward)).status_code == 200


def test_comments_on_leaders_are_read_above_and_never_by_them(house, thu, lam, an, binh):
    """S000: members comment on the committee and the secretary; those are neither asked nor shown it."""
    page = binh.get(url("survey_make", house.ward) + "?about=leaders")
    form = page.context["form"]
    given = {name: str(form[name].value() or "") for name in form.fields} | {"ends_on": "05/12/2026"}
    assert binh.post(url("survey_make", house.ward) + "?about=leaders", given).status_code == 302
    survey = Survey.objects.get(cell=house.cell)
    assert survey.questions.count() == 5
    assert list(survey.members.values_list("member", flat=True)) == [an.member.pk]
    for leader in (thu, lam):
        assert leader.get(url("survey_results", survey)).status_code == 404
        assert survey.title not in leader.get(reverse("opinions:surveys")).content.decode()
    assert binh.get(url("survey_results", survey)).status_code == 200


def test_office_that_leads_a_cell_does_not_read_of_itself(house, thu, binh, an):
    from conftest import appoint

    from sotay.kernel.actor import Role

    make(house.ward, binh, about_leaders=True)
    appoint(house.ward, Role.WARD_OFFICE, thu.member)
    survey = Survey.objects.get(cell=house.cell)
    assert thu.get(url("survey_results", survey)).status_code == 404
    assert survey not in thu.get(reverse("opinions:surveys")).context["page"].object_list


# secrecy


def test_tables_of_answers_have_no_column_for_a_person_or_a_time():
    def columns(model) -> set[str]:
        return {field.column for field in model._meta.concrete_fields}

    assert columns(SurveyText) == {"id", "question_id", "text"}
    assert columns(SurveyQuestion) == {"id", "survey_id", "position", "text", "options", "counts"}
    assert columns(SurveyMember) == {"id", "survey_id", "member_id", "has_answered"}


def lie(table: str) -> list[dict]:
    """Rows in physical order, with the transaction that wrote each where the database tells."""
    hidden, order = ("NULL", "rowid") if connection.vendor == "sqlite" else ("xmin::text", "ctid")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {hidden} AS written, * FROM {table} ORDER BY {order}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_order_of_rows_tells_neither_who_answered_when_nor_what(house, thu, people):
    orders = set()
    for _time in range(4):
        Survey.objects.all().delete()
        (survey,) = make(house.cell, thu)
        for number, person in enumerate(people):
            answer(survey, person, 0, f"Lý do {number}")
        texts, places = lie("opinions_surveytext"), lie("opinions_surveymember")
        assert [row["id"] for row in texts] == sorted(row["id"] for row in texts)
        if connection.vendor == "sqlite":
            assert [row["id"] for row in places] == sorted(row["id"] for row in places)
        assert len({row["written"] for row in (*texts, *places)}) == 1, "all are of the newest answer"
        orders.add(tuple(row["text"] for row in texts))
    assert len(orders) == 4


def test_answering_leaves_no_line_and_no_notice(house, thu, an):
    (survey,) = make(house.cell, thu)
    before = (AuditLine.objects.count(), Notice.objects.count())
    assert an.post(url("survey_answer", survey), {"answer_1": "1", "answer_2": "Tiện"}).status_code == 302
    assert (AuditLine.objects.count(), Notice.objects.count()) == before
    told = an.get("/account/data.json").content.decode()
    assert "Giờ sinh hoạt" in told
    assert "Tiện" not in told


# size and keeping


def test_queries_do_not_grow_with_answers(house, thu, people, django_assert_max_num_queries):
    (survey,) = make(house.cell, thu)
    for person in people:
        answer(survey, person, 0, "Tiện")
    with django_assert_max_num_queries(11):
        answer(survey, thu, 1, "Muộn")
    with time_machine.travel(AFTER, tick=False), django_assert_max_num_queries(13):
        thu.get(url("survey_results", survey))
    with django_assert_max_num_queries(12):
        thu.get(reverse("opinions:surveys"))


def test_surveys_are_deleted_a_year_after_their_end(house, thu):
    make(house.cell, thu)
    assert actions.forget(datetime.fromisoformat("2027-12-05T08:00:00+07:00")) == 0
    assert actions.forget(datetime.fromisoformat("2027-12-06T08:00:00+07:00")) == 1
