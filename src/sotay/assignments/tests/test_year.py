"""The year's assignments: drafted, adopted by a resolution, adjusted, and who has no task."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from sotay.assignments import actions, queries, refusals, rules, year_actions, year_queries
from sotay.assignments.models import Adoption, Task, YearLine
from sotay.assignments.needs import needs_of
from sotay.members.models import Standing
from sotay.notify import queries as notices


@pytest.fixture
def year() -> int:
    return timezone.localdate().year


@pytest.fixture
def draft(house, thu, an, lam, year):
    def add(*people, kind="monthly", text="Phụ trách nhóm liên gia số 3", follower=None):
        return year_actions.add_lines(
            cell=house.cell,
            year=year,
            by=thu.actor,
            people=[person.member for person in people or (an, lam)],
            kind=kind,
            text=text,
            due_on=date(year, 12, 31),
            follower=follower.member if follower else None,
        )

    return add


def adopt(house, thu, year, **more) -> Adoption:
    given = {"resolution": "Nghị quyết số 01-NQ/CB", "adopted_on": timezone.localdate(), **more}
    return year_actions.adopt(cell=house.cell, year=year, by=thu.actor, **given)


def page(house, year) -> str:
    return f"{reverse('assignments:year', args=[house.cell.pk])}?year={year}"


def test_a_draft_is_for_the_leaders_alone(draft, house, thu, an, binh, year):
    draft(text="Việc còn bàn")
    assert not Task.objects.exists()
    assert not notices.unread(an.actor).exists()
    assert "Việc còn bàn" in thu.get(page(house, year)).text
    for person in (an, binh):
        answer = person.get(page(house, year))
        assert answer.status_code == 200
        assert "Việc còn bàn" not in answer.text


def test_a_resolution_turns_lines_into_tasks_and_everybody_is_told(draft, house, thu, an, lam, year):
    draft(follower=thu)
    answer = thu.post(
        reverse("assignments:year_adopt", args=[house.cell.pk, year]),
        {"resolution": "Nghị quyết số 01-NQ/CB", "adopted_on": f"{timezone.localdate():%d/%m/%Y}"},
    )
    assert answer.status_code == 302
    tasks = Task.objects.order_by("given_to__member__name_sort")
    assert {task.people[0] for task in tasks} == {an.member, lam.member}
    assert {(task.kind, task.year_list.year, task.follower) for task in tasks} == {
        ("monthly", year, thu.member)
    }
    assert "Phụ trách nhóm liên gia số 3" in str(notices.unread(an.actor).get())
    shown = an.get(page(house, year)).text
    assert "Nghị quyết số 01-NQ/CB" in shown
    assert "Phụ trách nhóm liên gia số 3" in shown


def test_without_a_resolution_nothing_is_adopted(draft, house, thu, year):
    draft()
    answer = thu.post(reverse("assignments:year_adopt", args=[house.cell.pk, year]), {"adopted_on": ""})
    assert answer.status_code == 422
    assert not Task.objects.exists()
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(refusals.AdoptedInTheFuture):
        adopt(house, thu, year, adopted_on=tomorrow)
    adopt(house, thu, year)
    with pytest.raises(refusals.NothingToAdopt):
        adopt(house, thu, year)


def test_an_adjustment_during_the_year_is_a_second_resolution(draft, house, thu, an, lam, year):
    draft(an)
    first = adopt(house, thu, year)
    draft(lam, text="Vận động thu gom rác")
    second = adopt(house, thu, year, resolution="Nghị quyết số 06-NQ/CB")
    assert [line.member for line in first.lines.all()] == [an.member]
    assert [line.member for line in second.lines.all()] == [lam.member]


def test_an_adoption_is_taken_back_until_somebody_has_begun(draft, house, thu, an, year):
    draft()
    adoption = adopt(house, thu, year)
    year_actions.take_back(adoption=adoption, by=thu.actor)
    assert not Task.objects.exists()
    assert set(YearLine.objects.values_list("adoption", "task")) == {(None, None)}
    adoption = adopt(house, thu, year)
    task = Task.objects.filter(given_to__member=an.member).get()
    actions.report(task=task, by=an.actor, done=False, text="Đã họp nhóm")
    with pytest.raises(refusals.WorkHasBegun):
        year_actions.take_back(adoption=adoption, by=thu.actor)
    assert Task.objects.count() == 2


def test_an_adopted_line_is_changed_as_a_task_only(draft, house, thu, year):
    line = draft()[0]
    adopt(house, thu, year)
    given = {"kind": "once", "text": "Khác", "due_on": date(year, 12, 1), "follower": None}
    with pytest.raises(refusals.LineAdopted):
        year_actions.edit_line(line=line, by=thu.actor, **given)
    with pytest.raises(refusals.LineAdopted):
        year_actions.remove_line(line=line, by=thu.actor)
    line.refresh_from_db()
    answer = thu.get(reverse("assignments:line_edit", args=[line.pk]))
    assert answer.url == line.task.get_absolute_url()


def test_a_deadline_lies_in_the_year_of_the_list(house, thu, an, year):
    with pytest.raises(refusals.InAnotherYear):
        year_actions.add_lines(
            cell=house.cell,
            year=year,
            by=thu.actor,
            people=[an.member],
            kind="once",
            text="Việc",
            due_on=date(year + 1, 1, 1),
        )


def test_last_years_list_is_taken_over_once(draft, house, thu, an, lam, year):
    draft()
    adopt(house, thu, year)
    assert year_actions.copy_year(cell=house.cell, year=year + 1, by=thu.actor) == 2
    lines = YearLine.objects.filter(year_list__year=year + 1)
    assert {line.due_on for line in lines} == {date(year + 1, 12, 31)}
    assert {line.adoption_id for line in lines} == {None}
    with pytest.raises(refusals.NothingToCopy):
        year_actions.copy_year(cell=house.cell, year=year + 1, by=thu.actor)


def test_members_without_a_task_are_named_and_those_who_need_none_are_not(draft, house, thu, an, lam, year):
    day = timezone.localdate()
    draft(an)
    adopt(house, thu, year)
    assert set(year_queries.year_state(house.cell, day).without) >= {lam.member, thu.member}
    assert an.member not in year_queries.year_state(house.cell, day).without
    owned = {"commune_id": house.cell.commune_id, "cell": house.cell}
    lam.member.standings.create(**owned, kind=Standing.Kind.EXEMPT, from_on=day)
    state = year_queries.year_state(house.cell, day)
    assert lam.member not in state.without
    need = next(need for need in needs_of(thu.actor, day) if need.code == "without_task")
    assert thu.member.full_name in need.sentence
    assert thu.member.full_name in thu.get(reverse("units:unit", args=[house.cell.pk])).text
    assert not [need for need in needs_of(an.actor, day) if need.code in ("without_task", "year_tasks")]


def test_a_dropped_task_no_longer_counts(draft, house, thu, an, year):
    draft(an)
    adopt(house, thu, year)
    actions.drop(task=Task.objects.get(), by=thu.actor, because="Sức khỏe")
    assert an.member in year_queries.year_state(house.cell, timezone.localdate()).without


SEATS = st.builds(
    rules.Seat,
    member=st.uuids(),
    exempt=st.booleans(),
    away=st.booleans(),
    here=st.booleans(),
    barred=st.booleans(),
)


@given(SEATS, st.booleans(), st.booleans())
def test_who_is_away_or_barred_never_has_to_have_a_task(seat, temporary_too, exempt_too):
    has_to = rules.has_to_have_a_task(seat, temporary_too=temporary_too, exempt_too=exempt_too)
    if seat.away or seat.barred:
        assert not has_to
    elif not (seat.exempt or seat.here):
        assert has_to
    wider = rules.has_to_have_a_task(seat, temporary_too=True, exempt_too=True)
    assert wider or not has_to


def test_strangers_and_offices_cannot_draw_up_a_list(draft, house, an, binh, chi, dung, year):
    line = draft()[0]
    for person in (an, binh, chi, dung):
        for name, args in (
            ("year_add", [house.cell.pk, year]),
            ("year_adopt", [house.cell.pk, year]),
            ("year_copy", [house.cell.pk, year]),
            ("line_edit", [line.pk]),
            ("line_remove", [line.pk]),
            ("new", [house.cell.pk]),
        ):
            assert person.post(reverse(f"assignments:{name}", args=args)).status_code == 404
    assert dung.get(page(house, year)).status_code == 404
    assert YearLine.objects.count() == 2


def test_the_list_is_printed(draft, house, thu, an, year):
    url = reverse("assignments:year_file", args=[house.cell.pk, year, "docx"])
    draft(text="Phụ trách nhóm liên gia")
    adopt(house, thu, year)
    for person in (thu, an):
        answer = person.get(url)
        assert answer.status_code == 200
        assert answer["Content-Disposition"].endswith(f'phan-cong-{year}.docx"')
    pdf = thu.get(reverse("assignments:year_file", args=[house.cell.pk, year, "pdf"]))
    assert pdf.content.startswith(b"%PDF")
    assert thu.get(reverse("assignments:year_file", args=[house.cell.pk, year, "exe"])).status_code == 404


def test_queries_of_the_list_do_not_grow(draft, house, thu, an, lam, year, django_assert_max_num_queries):
    for number in range(8):
        draft(text=f"Việc {number}")
    adopt(house, thu, year)
    with django_assert_max_num_queries(19):
        assert thu.get(page(house, year)).status_code == 200


def test_late_tasks_are_counted_below_an_office(house, thu, an, binh, tinh):
    day = timezone.localdate()
    task = actions.give(cell=house.cell, by=thu.actor, to=an.member, text="Việc trễ", due_on=day)
    Task.objects.filter(pk=task.pk).update(due_on=day - timedelta(days=2))
    lines = {line.unit: line.counts for line in queries.late_below(house.ward, day)}
    assert lines[house.cell].overdue == 1
    assert sum(counts.overdue for counts in lines.values()) == 1
    above = {line.unit: line.counts for line in queries.late_below(house.ward.parent, day)}
    assert above[house.ward].overdue == 1
    seen = binh.get(reverse("assignments:late", args=[house.ward.pk]))
    assert reverse("assignments:tasks") + f"?cell={house.cell.pk}" in seen.text
    seen = tinh.get(reverse("assignments:late", args=[house.ward.pk])).text
    assert house.cell.name in seen
    assert f"?cell={house.cell.pk}" not in seen
    assert an.get(reverse("assignments:late", args=[house.ward.pk])).status_code == 404


def test_the_page_and_today_name_the_same_people(draft, house, thu, an, lam, year):
    """`year_state` asks the database what `year_page` works out of the roll."""
    day = timezone.localdate()
    draft(an)
    adopt(house, thu, year)
    owned = {"commune_id": house.cell.commune_id, "cell": house.cell, "from_on": day}
    members = [row.member for row in year_queries.year_page(house.cell, year, day, drafts=True).people]
    for member, kind in zip(
        [one for one in members if one != an.member],
        [Standing.Kind.EXEMPT, Standing.Kind.SUSPENDED, Standing.Kind.AWAY],
        strict=False,
    ):
        member.standings.create(**owned, kind=kind)
        page = year_queries.year_page(house.cell, year, day, drafts=True)
        assert list(year_queries.year_state(house.cell, day).without) == page.without
