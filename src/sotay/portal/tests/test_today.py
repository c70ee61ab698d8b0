"""Today: what each person of the house finds, through the page itself."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from conftest import appoint, make_member
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from sotay.assignments.models import Task, TaskMember
from sotay.guidance import actions as guidance
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.meetings.models import Invitation, Meeting
from sotay.meetings.preparation import inviting
from sotay.meetings.session import opening
from sotay.petitions.models import Petition
from sotay.reports.tests import stories
from sotay.scoring import actions as scoring
from sotay.scoring.queries import scored
from sotay.scoring.rules import Answer

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _third_of_the_month():
    """The evening before the meeting, as most months go."""
    with time_machine.travel("2026-11-02T08:00:00+07:00", tick=False):
        yield


def page(person: Client, **more: str) -> str:
    answer = person.get("/?lang=en", **more)
    assert answer.status_code == 200
    return answer.content.decode()


def first(person: Client) -> str:
    """The card of what to do now."""
    return page(person).partition('class="card now"')[2].partition("</section>")[0]


def test_nobody_is_sent_to_log_in(house):
    assert Client().get("/").url.startswith("/account/login")


def test_a_secretary_reaches_the_settings_of_her_cell(house, thu, an):
    link = reverse("units:settings", args=[house.cell.pk])
    assert link in thu.get("/").content.decode()
    assert link not in an.get("/").content.decode()


def test_a_secretary_is_led_through_the_month(house, thu, lam, an):
    assert "Prepare the meeting of 11/2026" in first(thu)
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": "11/2026"})
    meeting = Meeting.objects.get()
    assert "Look over the agenda and invite" in first(thu)
    inviting.invite(meeting=meeting, by=thu.actor)
    assert "Post the documents to the national handbook" in first(thu), "it is due today"
    posted = {"posted_on": f"{timezone.localdate():%d/%m/%Y}"}
    thu.post(f"/programs/handbook/{meeting.pk}/before/posted/", posted)
    assert "Will you come?" in first(thu)
    inviting.answer(invitation=Invitation.objects.get(member=thu.member), by=thu.actor, will_come=True)
    assert "1 will come, 0 cannot, 2 have not answered" in first(thu)
    with time_machine.travel("2026-11-03T18:00:00+07:00", tick=False):
        assert "The meeting is today" in first(thu)
    with time_machine.travel("2026-11-03T19:45:00+07:00", tick=False):
        assert "The meeting should have begun" in first(thu)
        opening.open_meeting(meeting=meeting, by=thu.actor)
        assert "Go on with the meeting" in first(thu)
        assert "Go on with the meeting" in first(lam), "she takes the minutes"
        assert "Follow the meeting" in first(an)
        for round_ in ("start", "end"):
            stories.call_roll(meeting, thu.actor, round_)
        stories.close(meeting, thu.actor)
        assert "wait for your signature" in first(thu)
        stories.sign(meeting, thu.actor)
        assert "Report the meeting" in first(thu)
    with time_machine.travel("2026-11-09T08:00:00+07:00", tick=False):
        assert ">Late<" in first(thu)
        thu.post(f"/meetings/{meeting.pk}/report/")
        assert "Score the meeting" in page(thu)
        asked = [row.row for row in scored(meeting).score.rows if row.is_asked]
        answers = {row.key: Answer(row.max_points, row.max_points) for row in asked}
        scoring.say(meeting=meeting, by=thu.actor, answers=answers, hand_in=True)
        assert "Post minutes and resolution to the national handbook" in page(thu)
        thu.post(f"/programs/handbook/{meeting.pk}/after/posted/", {"posted_on": "09/11/2026"})
        assert "Nothing waits for you" in page(thu)


def test_a_month_without_a_meeting_is_said_to_be_late(house, thu):
    with time_machine.travel("2026-11-20T08:00:00+07:00", tick=False):
        assert "No meeting in 11/2026 yet" in first(thu)
    with time_machine.travel("2026-11-25T08:00:00+07:00", tick=False):
        assert "Prepare the meeting of 12/2026" in page(thu)


def test_a_member_answers_with_one_tap(house, thu, lam, an):
    meeting = stories.set_up(house.cell, thu.actor)
    assert "Nothing waits for you" in page(an)
    inviting.invite(meeting=meeting, by=thu.actor)
    own = Invitation.objects.get(member=an.member)
    card = first(an)
    assert "Will you come?" in card
    assert f'action="/meetings/invitations/{own.pk}/"' in card
    assert an.post(f"/meetings/invitations/{own.pk}/", {"will_come": "yes"}).url == "/"
    assert "Read before the meeting" in first(an)
    an.get(f"/meetings/{meeting.pk}/prepare/")
    assert "Nothing waits for you" in page(an)


def test_a_member_sees_own_tasks_and_answers_and_the_latest_resolution(house, thu, lam, an):
    stories.whole(house.cell, thu.actor)
    due = timezone.localdate() - timedelta(days=1)
    for task in Task.objects.all():
        task.due_on = due
        task.save()
    Petition.objects.update(status=Petition.Status.ANSWERED)
    text = page(an) + page(thu) + page(lam)
    assert "Your task is past its deadline" in text
    assert "Your petition has an answer" in text
    assert "Latest from the cell" in page(an)


def test_a_unit_is_named_only_to_who_has_several(house, thu, lam, an, binh):
    stories.whole(house.cell, thu.actor)
    Task.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    assert "Ask how they stand" in page(thu)
    assert f"{house.cell.name}. Ask how they stand" not in page(thu)
    appoint(house.neighbour, Role.DEPUTY_SECRETARY, thu.member)
    assert f"{house.cell.name}. Ask how they stand" in page(thu)


def test_an_overseer_sees_the_cell_and_is_invited(house, thu, lam, an, chi):
    assert "11/2026: Not set up yet" in page(chi)
    meeting = stories.set_up(house.cell, thu.actor)
    inviting.invite(meeting=meeting, by=thu.actor)
    assert "Will you come?" in first(chi)
    assert meeting.get_absolute_url() in page(chi)
    assert (
        house.neighbour.name not in page(chi).partition("Cells in your charge")[2].partition("</section>")[0]
    )


def test_the_ward_sees_its_month_what_it_holds_and_what_to_send(house, thu, lam, an, binh):
    meeting = stories.set_up(house.cell, thu.actor)
    text = page(binh)
    assert "2 cells: 1 not set up yet, 1 waiting for their hour" in text
    with time_machine.travel("2026-11-03T20:00:00+07:00", tick=False):
        assert "Cells that meet today: 1" in first(binh)
        assert "Past their hour and not begun: 1" in first(binh)
        for _step in stories.steps(meeting, thu.actor):
            pass
        assert "Petitions to answer: 1" in first(binh)
    with time_machine.travel("2026-11-24T08:00:00+07:00", tick=False):
        assert "Send guidance for 12/2026" in page(binh)
        guidance.issue(unit=house.ward, by=binh.actor, month=Month(2026, 12), title="Vệ sinh", text="Dọn ngõ")
        assert "Send guidance for 12/2026" not in page(binh)
        assert "Guidance from above has arrived" in page(thu)
        assert "Vệ sinh" in page(thu)


def test_the_province_sees_figures_and_nothing_of_what_was_said(house, thu, lam, an, tinh):
    stories.whole(house.cell, thu.actor)
    text = page(tinh)
    assert house.other_ward.name in text
    assert "Đề nghị sửa đèn" not in text
    assert "Đèn ngõ 5" not in text


def test_an_operator_sees_accounts_and_no_meeting(house, thu, lam, an, van):
    stories.set_up(house.cell, thu.actor)
    text = page(van)
    assert "Getting people in" in text
    assert "Regular meeting" not in text


def test_a_stranger_finds_nothing_of_the_others(house, thu, lam, an, dung):
    stories.whole(house.cell, thu.actor)
    text = page(dung)
    assert house.cell.name not in text
    assert "Đèn ngõ 5" not in text


def many_rows(house, thu, n):
    """Tasks, petitions and meetings for everybody to be shown."""
    owned = {"commune_id": house.cell.commune_id, "cell": house.cell}
    today = timezone.localdate()
    for place in range(n):
        member = make_member(house.cell, f"Nguyễn Văn Số {place}")
        task = Task.objects.create(text=f"Việc {place}", given_on=today, due_on=today, **owned)
        TaskMember.objects.create(task=task, member=member, **owned)
        TaskMember.objects.create(task=task, member=thu.member, **owned)
        for unit in (house.cell, house.ward):
            Petition.objects.create(
                text=f"Kiến nghị {place}", raised_on=today, raised_by=thu.member, held_by=unit, **owned
            )


@pytest.mark.parametrize("name", ["thu", "an", "chi", "binh", "tinh", "van"])
def test_queries_do_not_grow_with_rows(
    house, thu, lam, an, chi, binh, tinh, van, name, django_assert_max_num_queries
):
    meeting = stories.set_up(house.cell, thu.actor)
    many_rows(house, thu, 3)
    inviting.invite(meeting=meeting, by=thu.actor)
    person = {"thu": thu, "an": an, "chi": chi, "binh": binh, "tinh": tinh, "van": van}[name]
    with translation.override("vi"), django_assert_max_num_queries(26) as few:
        person.get("/")
    many_rows(house, thu, 12)
    with django_assert_max_num_queries(len(few)):
        person.get("/")


@pytest.mark.parametrize("address", ["/help/", "/help/who-sees-what/"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_help_is_open_to_everybody(address, language):
    text = Client().get(f"{address}?lang={language}").content.decode()
    assert text.count("<h1>") == 1


# the order of the page


def fill_with_what_is_owed(house, person) -> None:
    """Overdue tasks, and papers of a meeting of August that are not signed."""
    owned = {"commune_id": house.cell.commune_id, "cell": house.cell}
    long_ago = timezone.localdate() - timedelta(days=90)
    for number in range(3):
        task = Task.objects.create(text=f"Việc {number}", given_on=long_ago, due_on=long_ago, **owned)
        TaskMember.objects.create(task=task, member=person.member, **owned)


@pytest.mark.parametrize("name", ["thu", "lam", "an", "chi", "binh"])
def test_on_the_day_of_a_meeting_that_meeting_is_first_for_everybody(house, thu, lam, an, chi, binh, name):
    with time_machine.travel("2026-08-03T19:30:00+07:00", tick=False):
        old = stories.set_up(house.cell, thu.actor)
        inviting.invite(meeting=old, by=thu.actor)
        opening.open_meeting(meeting=old, by=thu.actor)
        for round_ in ("start", "end"):
            stories.call_roll(old, thu.actor, round_)
        stories.close(old, thu.actor)
    meeting = stories.set_up(house.cell, thu.actor)
    inviting.invite(meeting=meeting, by=thu.actor)
    person = {"thu": thu, "lam": lam, "an": an, "chi": chi, "binh": binh}[name]
    fill_with_what_is_owed(house, person)
    with time_machine.travel("2026-11-03T08:00:00+07:00", tick=False):
        card = first(person)
        assert ">Today<" in card
        expected = "Cells that meet today: 1" if name == "binh" else "11/2026"
        assert expected in card
        assert "08/2026" not in card
        if name in {"thu", "lam"}:
            assert "wait for your signature" in page(person), "still there, below"


def test_a_member_nobody_invited_hears_of_the_meeting_on_its_day(house, thu, lam, an):
    stories.set_up(house.cell, thu.actor)
    with time_machine.travel("2026-11-03T08:00:00+07:00", tick=False):
        assert "The cell meets today" in first(an)


def test_a_member_with_a_new_task_is_not_told_that_nothing_waits(house, thu, an):
    assert "Nothing waits for you" in page(an)
    owned = {"commune_id": house.cell.commune_id, "cell": house.cell}
    today = timezone.localdate()
    task = Task.objects.create(
        text="Rà soát hộ nghèo", given_on=today, due_on=today + timedelta(days=60), **owned
    )
    TaskMember.objects.create(task=task, member=an.member, **owned)
    assert "You have a new task" in first(an)
    assert "Nothing waits for you" not in page(an)
    Task.objects.update(given_on=today - timedelta(days=60))
    assert "Your tasks in hand: 1" in first(an)


@pytest.mark.parametrize("name", ["thu", "an", "chi", "binh", "dung", "tinh"])
def test_the_day_of_the_next_meeting_is_always_said(house, thu, an, chi, binh, dung, tinh, name):
    person = {"thu": thu, "an": an, "chi": chi, "binh": binh, "dung": dung, "tinh": tinh}[name]
    strip = page(person).partition('class="next-meeting"')[2].partition("</p>")[0]
    assert "03/11/2026" in strip
    assert "by the usual calendar" in strip
    assert "tomorrow" in strip


def test_the_planned_day_stands_there_once_there_is_one(house, thu, an):
    meeting = stories.set_up(house.cell, thu.actor)
    Meeting.objects.update(planned_at="2026-11-10T19:30:00+07:00")
    strip = page(an).partition('class="next-meeting"')[2].partition("</p>")[0]
    assert "10/11/2026, 19:30" in strip
    assert meeting.get_absolute_url() in strip


# what came to an office


def arrived(person: Client) -> str:
    return page(person).partition('id="arrived"')[2].partition("</section>")[0]


def test_what_was_reported_and_passed_up_is_on_the_wards_today_and_new_until_seen(house, thu, lam, an, binh):
    assert arrived(binh) == ""
    with time_machine.travel("2026-11-03T19:30:00+07:00", tick=False):
        stories.whole(house.cell, thu.actor)
    with time_machine.travel("2026-11-04T08:00:00+07:00", tick=False):
        card = arrived(binh)
        assert "Reported: " in card
        assert house.cell.name in card
        assert "2 new" in card
        until = re.search(r'name="until" value="([^"]+)"', card)[1]
        assert binh.post(reverse("portal:arrivals_seen"), {"until": until}).url == "/"
        assert "Reported: " in arrived(binh)
        assert " new<" not in arrived(binh)
        assert ">New<" not in arrived(binh)
    with time_machine.travel("2026-12-20T08:00:00+07:00", tick=False):
        assert arrived(binh) == "", "after a month it is no news"


def test_what_comes_while_the_page_is_read_stays_new(house, thu, lam, an, binh):
    with time_machine.travel("2026-11-03T19:30:00+07:00", tick=False):
        binh.post(reverse("portal:arrivals_seen"), {"until": timezone.now().isoformat()})
    with time_machine.travel("2026-11-03T20:30:00+07:00", tick=False):
        stories.whole(house.cell, thu.actor)
        assert "2 new" in arrived(binh)


@pytest.mark.parametrize(
    "until", ["", "yesterday", "2026-11-03", "9999-01-01T00:00:00+00:00", "2026-13-45T00:00:00Z"]
)
def test_a_moment_somebody_made_up_hides_nothing_to_come(house, thu, lam, an, binh, until):
    assert binh.post(reverse("portal:arrivals_seen"), {"until": until}).status_code == 302
    with time_machine.travel("2026-11-03T20:30:00+07:00", tick=False):
        stories.whole(house.cell, thu.actor)
        assert "2 new" in arrived(binh)


def test_what_arrived_is_for_offices_only(house, thu, lam, an, chi, dung, tinh, van):
    with time_machine.travel("2026-11-02T08:00:00+07:00", tick=False):
        stories.whole(house.cell, thu.actor)
        for person in (thu, an, chi, dung, tinh, van):
            assert arrived(person) == ""


def test_portal_names_no_code_of_a_need():
    """A new app brings its needs and its words; Today gathers and orders them."""
    for path in (ROOT / "portal").rglob("*.py"):
        if "tests" not in path.parts:
            assert not re.search(r"\bUrgency\.|\bNeed\(", path.read_text(encoding="utf-8")), path
