"""Opinions are written before a meeting, with a name or without, and read by those who conduct it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

import pytest
import time_machine
from conftest import appoint, make_member, make_person
from django.db import connection
from django.urls import reverse

from sotay.audit.models import AuditLine
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.meetings.agenda_sources import Question
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import inviting, preparing
from sotay.meetings.session import opening
from sotay.notify.models import Notice
from sotay.opinions import actions, queries, rules
from sotay.opinions.models import Opinion, UnnamedOpinion

pytestmark = pytest.mark.django_db

DECEMBER = Month(2026, 12)
EVE = "2026-12-02T08:00:00+07:00"
WORDS = "Đèn ngõ 5 hỏng đã lâu"
QUESTION_ID = uuid4()
QUESTION = "Vì sao rác còn đổ bừa?"


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-25T08:00:00+07:00", tick=False):
        yield


@pytest.fixture
def meeting(house, thu, lam, monkeypatch) -> Meeting:
    """On 3 December, invited, with a text to read and a question."""
    monkeypatch.setattr(queries, "questions_for", lambda meeting: [Question(QUESTION_ID, QUESTION)])
    meeting = preparing.set_up(cell=house.cell, by=thu.actor, month=DECEMBER)
    given = {"planned_at": meeting.planned_at, "place": "Nhà văn hóa"}
    preparing.arrange(meeting=meeting, by=thu.actor, chair=thu.member, minute_taker=lam.member, **given)
    discussed(meeting).filter(pk=discussed(meeting).first().pk).update(text="Giữ phố sạch")
    inviting.invite(meeting=meeting, by=thu.actor)
    return meeting


def discussed(meeting):
    return meeting.agenda.filter(step="conduct")


def url(name: str, thing) -> str:
    return reverse(f"opinions:{name}", args=[thing.pk])


def filled(page, **given) -> dict[str, str]:
    """What a browser sends of the page's form."""
    form = page.context["form"]
    return {name: str(form[name].value() or "") for name in form.fields} | given


def send(who, meeting, **given):
    page = who.get(url("write", meeting))
    return who.post(url("write", meeting), filled(page, **{"subject": "other", "text": WORDS, **given}))


def write(person, meeting, **given) -> Opinion:
    given = {"subject": None, "text": WORDS, "key": uuid4(), **given}
    return actions.write(meeting=meeting, by=person.actor, member=given.pop("member", person.member), **given)


def unnamed(meeting, text: str = WORDS, **given) -> None:
    actions.write_unnamed(meeting=meeting, **{"subject": None, "text": text, "key": uuid4(), **given})


# rules


def test_unnamed_opinions_are_shown_together_from_the_day_before():
    meets_on = date(2026, 12, 3)
    assert not rules.unnamed_are_shown(date(2026, 12, 1), meets_on, 1, has_begun=False)
    assert rules.unnamed_are_shown(date(2026, 12, 2), meets_on, 1, has_begun=False)
    assert rules.unnamed_are_shown(date(2026, 11, 1), meets_on, 1, has_begun=True)


def test_opinions_are_kept_for_so_many_months():
    assert rules.kept_since(date(2027, 12, 31), 12) == date(2026, 12, 28)


# writing


def test_member_writes_with_a_name_changes_it_and_takes_it_back(meeting, an):
    assert send(an, meeting, name="named").status_code == 302
    row = Opinion.objects.get()
    assert (row.member, row.text, row.about) == (an.member, WORDS, "")
    item = discussed(meeting).first()
    page = an.get(url("edit", row))
    answer = an.post(url("edit", row), filled(page, subject=str(item.pk), text="Đã sửa đèn"))
    assert answer.url == url("write", meeting)
    row.refresh_from_db()
    assert (row.about, row.text) == (item.title, "Đã sửa đèn")
    ((_row, edited),) = an.get(url("write", meeting)).context["mine"]
    assert an.post(url("take_back", row), {"seen": edited.stamp()}).status_code == 302
    assert not Opinion.objects.exists()
    codes = AuditLine.objects.filter(code__startswith="opinion.").values_list("code", flat=True)
    assert sorted(codes) == ["opinion.changed", "opinion.taken_back", "opinion.written"]


def test_nothing_is_chosen_beforehand_and_everything_is_asked_for(meeting, an):
    page = an.get(url("write", meeting))
    assert "checked" not in page.content.decode()
    answer = an.post(url("write", meeting), {"key": uuid4()})
    assert answer.status_code == 422
    assert {"subject", "text", "name"} == set(answer.context["form"].errors)
    assert not Opinion.objects.exists()


def test_questions_that_were_sent_can_be_answered(meeting, an):
    question = queries.subjects(meeting)[0]
    assert (question.words, question.is_question) == (QUESTION, True)
    send(an, meeting, name="named", subject=str(question.id))
    assert Opinion.objects.get().about == QUESTION


def test_second_tap_keeps_one(meeting, an):
    key = uuid4()
    for _tap in range(2):
        write(an, meeting, key=key)
        unnamed(meeting, key=key)
    assert (Opinion.objects.count(), UnnamedOpinion.objects.count()) == (1, 1)
    assert AuditLine.objects.filter(code="opinion.written").count() == 1


def test_item_that_left_the_agenda_is_refused(meeting, an):
    with pytest.raises(Refusal, match="không còn trong chương trình"):
        write(an, meeting, subject=uuid4())
    with pytest.raises(Refusal):
        unnamed(meeting, subject=uuid4())


def test_nothing_is_written_or_changed_once_the_meeting_has_begun(meeting, thu, an):
    row = write(an, meeting)
    opening.open_meeting(meeting=meeting, by=thu.actor)
    for act in (
        lambda: write(an, meeting),
        lambda: unnamed(meeting),
        lambda: actions.change(opinion=row, by=an.actor, subject=None, text="Khác"),
        lambda: actions.take_back(opinion=row, by=an.actor),
    ):
        with pytest.raises(Refusal, match="đã khai mạc"):
            act()
    page = an.get(url("write", meeting))
    assert not page.context["is_open"]
    assert WORDS in page.content.decode(), "one's own stays readable"


def test_old_page_does_not_write_over_what_is_newer(meeting, an):
    row = write(an, meeting)
    old = filled(an.get(url("edit", row)), text="Từ trang cũ")
    actions.change(opinion=row, by=an.actor, subject=None, text="Mới hơn")
    assert an.post(url("edit", row), old).status_code == 422
    row.refresh_from_db()
    assert row.text == "Mới hơn"


def test_secretary_writes_down_for_a_member_who_is_told(meeting, house, thu):
    old = make_member(house.cell, "Trần Văn Cụ")
    assert send(thu, meeting, name="unnamed", person=str(old.pk)).status_code == 422
    assert send(thu, meeting, name="named", person=str(old.pk)).status_code == 302
    row = Opinion.objects.get()
    assert (row.member, row.helped_by_name) == (old, thu.member.full_name)
    assert AuditLine.objects.get(code="opinion.written").assisted_member_id == old.pk
    assert Notice.objects.filter(member=old, code="opinion.written_for").count() == 1
    assert thu.get(url("edit", row)).status_code == 200, "who helped may correct it"


def test_member_writes_for_nobody_else(meeting, an, lam):
    assert "person" not in an.get(url("write", meeting)).context["form"].fields
    send(an, meeting, name="named", person=str(lam.member.pk))
    assert Opinion.objects.get().member == an.member


def test_committee_meeting_takes_opinions_of_those_invited(house, thu, an):
    month = Month(2026, 11)
    appoint(house.cell, Role.COMMITTEE_MEMBER, make_member(house.cell, "Ngô Văn Tư"))
    meeting = preparing.set_up(cell=house.cell, by=thu.actor, month=month, kind="committee")
    assert an.get(url("write", meeting)).status_code == 404
    assert thu.get(url("write", meeting)).status_code == 200


# reading


def test_chair_and_minute_taker_read_them_by_item(meeting, thu, lam, an):
    item = discussed(meeting).last()
    write(an, meeting, subject=item.pk)
    unnamed(meeting, "Họp quá dài", subject=item.pk)
    write(an, meeting, text="Việc khác")
    with time_machine.travel(EVE, tick=False):
        for reader in (thu, lam):
            page = reader.get(url("meeting", meeting))
            assert [section.words for section, _named, _unnamed in page.context["sections"]] == [
                item.title,
                "",
            ]
            assert {WORDS, "Họp quá dài", "Việc khác"} <= {
                row.text
                for _section, named, unnamed_rows in page.context["sections"]
                for row, _edited in (*named, *unnamed_rows)
            }


def test_unnamed_ones_wait_until_the_day_before(meeting, thu):
    unnamed(meeting)
    page = thu.get(url("meeting", meeting))
    assert WORDS not in page.content.decode()
    assert page.context["total"] == 0, "nor are they counted"
    with time_machine.travel(EVE, tick=False):
        assert WORDS in thu.get(url("meeting", meeting)).content.decode()


def test_members_read_only_their_own(meeting, an, chi, binh, dung, house):
    other = make_person("kim", make_member(house.cell, "Vũ Thị Kim"))
    row = write(other, meeting)
    unnamed(meeting)
    assert WORDS not in an.get(url("write", meeting)).content.decode()
    for person in (an, chi, binh, dung):
        assert person.get(url("meeting", meeting)).status_code == 404
        assert person.get(url("edit", row)).status_code == 404
        assert person.post(url("take_back", row)).status_code == 404
        assert person.post(url("raised", row)).status_code == 404
        assert person.post(url("unnamed_raised", UnnamedOpinion.objects.get())).status_code == 404
    for person in (chi, binh, dung):
        assert person.get(url("write", meeting)).status_code == 404


def test_opinion_about_a_removed_item_keeps_its_words(meeting, thu, an):
    item = discussed(meeting).last()
    row = write(an, meeting, subject=item.pk)
    item.delete()
    (section,) = queries.sections(meeting, with_unnamed=True)
    assert section.words == row.about
    page = an.get(url("edit", row))
    assert an.post(url("edit", row), filled(page, text="Sửa lời")).status_code == 302


def test_marking_what_was_raised(meeting, thu, an):
    row = write(an, meeting)
    unnamed(meeting)
    silent = UnnamedOpinion.objects.get()
    with pytest.raises(Refusal, match="chưa khai mạc"):
        actions.mark_raised(opinion=row, by=thu.actor, raised=True)
    opening.open_meeting(meeting=meeting, by=thu.actor)
    for name, table in (("raised", Opinion), ("unnamed_raised", UnnamedOpinion)):
        thing = table.objects.get()
        for _twice in range(2):
            assert thu.post(url(name, thing), {"raised": "yes"}).status_code == 302
        assert table.objects.get().raised
    assert AuditLine.objects.filter(code="opinion.raised").count() == 2
    assert thu.post(url("unnamed_raised", silent), {"raised": "no"}).status_code == 302
    assert not UnnamedOpinion.objects.get().raised
    assert "Đã nêu tại buổi sinh hoạt" in an.get(url("write", meeting)).content.decode()


def test_button_of_an_old_page_is_told_so(meeting, thu, an):
    row = write(an, meeting)
    opening.open_meeting(meeting=meeting, by=thu.actor)
    ((_section, ((_row, edited),), _unnamed),) = thu.get(url("meeting", meeting)).context["sections"]
    stamp = edited.stamp()
    actions.mark_raised(opinion=row, by=thu.actor, raised=True)
    said_again = thu.post(url("raised", row), {"seen": stamp, "raised": "yes"})
    assert said_again.status_code == 302, "a device that did not hear the answer says the same"
    assert thu.post(url("raised", row), {"seen": stamp, "raised": "no"}).status_code == 409


# Today, ways and queries


def test_today_asks_when_there_is_something_to_read(meeting, an):
    with time_machine.travel(EVE, tick=False):
        assert url("write", meeting) in an.get("/").content.decode()
        write(an, meeting)
        assert url("write", meeting) not in an.get("/").content.decode()


def test_today_is_silent_without_papers_or_texts(house, thu, an):
    meeting = preparing.set_up(cell=house.cell, by=thu.actor, month=DECEMBER)
    inviting.invite(meeting=meeting, by=thu.actor)
    meeting.agenda.update(text="")
    with time_machine.travel(EVE, tick=False):
        assert url("write", meeting) not in an.get("/").content.decode()


def test_meeting_leads_to_its_opinions(meeting, thu, an):
    step = reverse("meetings:step", args=[meeting.pk, "prepare"])
    assert url("write", meeting) in an.get(step).content.decode()
    assert f'"{url("meeting", meeting)}"' not in an.get(step).content.decode()
    assert url("meeting", meeting) in thu.get(step).content.decode()
    assert url("meeting", meeting) in thu.get(reverse("meetings:room", args=[meeting.pk])).content.decode()
    assert url("write", meeting) in an.get(reverse("opinions:home")).content.decode()


def test_queries_do_not_grow_with_opinions(meeting, thu, an, house, django_assert_max_num_queries):
    for number in range(30):
        member = make_member(house.cell, f"Ngô Văn Tư {number}")
        write(thu, meeting, member=member, subject=discussed(meeting).last().pk)
        write(an, meeting)
        unnamed(meeting, str(number))
    with time_machine.travel(EVE, tick=False):
        with django_assert_max_num_queries(14):
            assert thu.get(url("meeting", meeting)).context["total"] == 90
        with django_assert_max_num_queries(17):
            thu.get(url("write", meeting))
        with django_assert_max_num_queries(9):
            an.get(reverse("opinions:home"))


# secrecy


def rows_as_they_lie() -> list[str]:
    order = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT text FROM opinions_unnamedopinion ORDER BY {order}")
        return [text for (text,) in cursor.fetchall()]


def test_unnamed_table_has_no_column_for_a_writer_or_a_time():
    names = {field.column for field in UnnamedOpinion._meta.concrete_fields}
    assert names == {"id", "commune_id", "cell_id", "meeting_id", "subject_id", "about", "text", "raised"}


def test_order_of_rows_is_not_the_order_of_writing(meeting):
    texts = [f"Ý kiến {number}" for number in range(12)]
    orders = set()
    for _time in range(5):
        UnnamedOpinion.objects.all().delete()
        for text in texts:
            unnamed(meeting, text)
        lie = rows_as_they_lie()
        assert sorted(lie) == sorted(texts)
        ids = UnnamedOpinion.objects.order_by("id").values_list("text", flat=True)
        assert lie == list(ids), "they lie in the order of ids that are drawn by chance"
        orders.add(tuple(lie))
    assert len(orders) == 5


def test_writing_without_a_name_changes_no_other_table(meeting, an):
    def others() -> dict[str, list]:
        beside = {"opinions_unnamedopinion", "django_session", "usersessions_usersession", "sqlite_sequence"}
        found = {}
        with connection.cursor() as cursor:
            for table in sorted(set(connection.introspection.table_names()) - beside):
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = sorted(map(repr, cursor.fetchall()))
        return found

    page = an.get(url("write", meeting))
    before = others()
    sent = filled(page, subject="other", text=WORDS, name="unnamed")
    assert an.post(url("write", meeting), sent).status_code == 302
    an.get(url("write", meeting))
    assert UnnamedOpinion.objects.get().text == WORDS
    assert others() == before
    assert WORDS not in str(dict(an.session)), "nor does the session keep it"


def test_answer_is_the_same_with_a_name_and_without(meeting, an):
    for name in ("named", "unnamed"):
        send(an, meeting, name=name)
        said = [str(message) for message in an.get(url("write", meeting)).context["messages"]]
        assert len(said) == 1
        assert "tên" not in said[0]


def test_a_members_own_data_holds_the_named_ones_alone(meeting, an):
    write(an, meeting, text="Có ghi tên")
    unnamed(meeting, "Không ghi tên")
    told = an.get("/account/data.json").content.decode()
    assert "Có ghi tên" in told
    assert "Không ghi tên" not in told


# keeping


def test_opinions_are_deleted_a_year_after_the_meeting(meeting, an):
    write(an, meeting)
    unnamed(meeting)
    assert actions.forget(datetime.fromisoformat("2027-12-01T08:00:00+07:00")) == 0
    assert actions.forget(datetime.fromisoformat("2027-12-05T08:00:00+07:00")) == 2
    assert actions.forget(datetime.fromisoformat("2027-12-05T08:00:00+07:00")) == 0
