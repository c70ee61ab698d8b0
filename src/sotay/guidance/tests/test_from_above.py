"""Guidance of a province and of the centre: it reaches the cells, and what became of it adds up by unit."""

from __future__ import annotations

import pytest
import time_machine
from conftest import appoint, make_unit
from django.db.models import Q
from django.urls import reverse

from sotay.figures.models import UnitWork
from sotay.guidance import actions, queries
from sotay.guidance import jobs as telling
from sotay.guidance.models import Guidance
from sotay.kernel import jobs
from sotay.kernel.actor import SYSTEM, Role
from sotay.kernel.periods import Month
from sotay.meetings.preparation import agenda, preparing
from sotay.notify.models import Notice
from sotay.units import actions as units
from sotay.units.models import CellType, Kind

pytestmark = pytest.mark.django_db

DECEMBER = Month(2026, 12)


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-25T08:00:00+07:00", tick=False):
        yield


def sent(unit, person, **more):
    given = {"title": "Định hướng của Tỉnh ủy", "text": "Chuẩn bị đại hội", **more}
    return actions.issue(unit=unit, by=person.actor, month=DECEMBER, **given)


def use(person, letter, unit=None):
    asked = {"unit": unit.pk} if unit else {}
    return person.get(reverse("guidance:use", args=[letter.pk]), {"lang": "en", **asked})


def row_of(page, unit):
    return next(row for row in page.context["page"] if row.unit == unit)


def test_province_writes_on_pages_and_cells_of_every_ward_have_it(house, tinh, thu, dung, binh):
    assert reverse("guidance:unit", args=[house.province.pk]) in tinh.get("/guidance/").content.decode()
    begun = tinh.post(reverse("guidance:begin", args=[house.province.pk]), {"kind": "guidance"})
    form = tinh.get(begun.url).context["form"]
    given = {name: form[name].value() or "" for name in form.fields if not name.endswith("_compulsory")}
    given.pop("cell_types")
    tinh.post(begun.url, given | {"title": "Định hướng", "orientation": "Chuẩn bị đại hội"})
    draft = Guidance.objects.get()
    page = tinh.get(draft.get_absolute_url(), {"lang": "en"})
    assert "It goes to 3 cells" in page.content.decode()
    for person in (thu, dung, binh):
        assert person.get(draft.get_absolute_url()).status_code == 404, "a draft is nobody's but the sender's"
    seen = {"seen": page.context["edited"].stamp()}
    assert tinh.post(reverse("guidance:send", args=[draft.pk]), seen).status_code == 302
    for person in (thu, dung, binh):
        assert person.get(draft.get_absolute_url()).status_code == 200
    for person in (thu, dung, binh):
        own = Q(member=person.actor.member_id) | Q(account=person.account)
        assert Notice.objects.filter(own, code="guidance.sent").count() == 1


def test_agenda_has_the_highest_unit_s_items_first_each_with_its_origin(house, tinh, binh, thu):
    sent(house.ward, binh, title="Định hướng của phường")
    sent(house.province, tinh)
    meeting = preparing.set_up(cell=house.cell, by=thu.actor, month=DECEMBER)
    items = meeting.agenda.filter(origin="proposed").order_by("position")
    assert [item.title for item in items] == ["Định hướng của Tỉnh ủy", "Định hướng của phường"]


def test_what_became_of_it_adds_up_by_unit_and_leads_down(house, tinh, thu, an, binh, dung):
    letter = sent(house.province, tinh)
    thu.get(letter.get_absolute_url())
    meeting = preparing.set_up(cell=house.cell, by=thu.actor, month=DECEMBER)
    an.get(reverse("guidance:digest", args=[house.cell.pk, str(DECEMBER)]))
    page = use(tinh, letter)
    assert [row.unit for row in page.context["page"]] == [house.other_ward, house.ward], "least read first"
    own = row_of(page, house.ward)
    assert (own.cells, own.opened, own.taken, own.left_out, own.read) == (2, 1, 1, 0, 1)
    assert row_of(page, house.other_ward).not_opened == 1
    assert [n for _name, _words, n in page.context["totals"]] == [3, 1, 1, 0, 1]
    down = use(tinh, letter, house.ward)
    assert house.cell.name in down.content.decode()
    assert {row.cell for row in down.context["page"]} == {house.cell, house.neighbour}
    agenda.remove(item=meeting.agenda.get(title=letter.title), by=thu.actor, reason="Bàn tháng sau")
    assert row_of(use(tinh, letter), house.ward).left_out == 1
    assert use(thu, letter).status_code == use(dung, letter).status_code == 404


def test_ward_sees_its_own_part_of_what_the_province_sent(house, tinh, binh, thu):
    letter = sent(house.province, tinh)
    thu.get(letter.get_absolute_url())
    page = use(binh, letter)
    assert {row.cell for row in page.context["page"]} == {house.cell, house.neighbour}
    assert page.context["crumbs"] == []
    for unit in (house.province, house.other_ward, house.cell):
        assert use(binh, letter, unit).status_code == 404
    assert binh.get(reverse("guidance:use", args=[letter.pk]), {"unit": "x"}).status_code == 404
    assert binh.get(reverse("guidance:withdraw", args=[letter.pk])).status_code == 404
    assert reverse("guidance:use", args=[letter.pk]) in binh.get(letter.get_absolute_url()).content.decode()
    assert use(tinh, sent(house.ward, binh, title="Của phường")).status_code == 404


def test_cells_of_another_type_are_neither_told_nor_counted(house, tinh, thu):
    letter = sent(house.province, tinh, cell_types=[CellType.STUDENTS])
    assert not Notice.objects.filter(member=thu.member).exists()
    page = use(tinh, letter)
    assert "It reaches no cell here" in page.content.decode()


def test_figures_of_the_province_have_it(house, tinh, thu):
    letter = sent(house.province, tinh)
    thu.get(letter.get_absolute_url())
    preparing.set_up(cell=house.cell, by=thu.actor, month=DECEMBER)
    with time_machine.travel("2026-12-02T08:00:00+07:00", tick=False):
        actions.mark_opened(guidance=letter, cells=[house.neighbour], member_id=thu.member.pk)
        actions.figures.keep_below(letter)
        jobs.work_off()
        row = UnitWork.objects.get(unit=house.province, month=DECEMBER)
    assert (row.guidance_received, row.guidance_opened) == (3, 2)


def test_the_many_are_told_by_job_each_once(house, tinh, thu, dung, monkeypatch):
    monkeypatch.setattr(telling, "MANY", 1)
    letter = sent(house.province, tinh)
    jobs.work_off()
    for person in (thu, dung):
        assert Notice.objects.filter(member=person.member, code="guidance.sent").count() == 1
    telling.tell(letter)
    jobs.work_off()
    assert Notice.objects.filter(member=thu.member, code="guidance.sent").count() == 1
    actions.withdraw(guidance=letter, by=tinh.actor, reason="Nhầm tháng")
    jobs.work_off()
    assert Notice.objects.filter(member=dung.member, code="guidance.withdrawn").count() == 1


def test_province_reads_what_the_centre_sent_and_sees_its_own_part(house, tinh, thu, binh):
    centre = make_unit(None, 90, Kind.CENTRE, "00", "Trung ương")
    other = make_unit(centre, 1, Kind.PROVINCE, "41", "Tỉnh Mới")
    units.move(unit=house.province, by=SYSTEM, parent=centre, on=DECEMBER.plus(-1).first)
    appoint(centre, Role.CENTRE_OFFICE, account=binh.account)
    letter = actions.issue(
        unit=centre, by=SYSTEM, month=DECEMBER, title="Định hướng của Trung ương", text="Quán triệt"
    )
    assert tinh.get(letter.get_absolute_url()).status_code == 200
    assert thu.get(letter.get_absolute_url()).status_code == 200
    rows = use(tinh, letter).context["page"].object_list
    assert {row.unit.pk for row in rows} == {house.ward.pk, house.other_ward.pk}
    assert use(tinh, letter, other).status_code == 404


def test_queries_of_use_do_not_grow_with_cells(house, tinh, django_assert_max_num_queries):
    letter = sent(house.province, tinh)
    with django_assert_max_num_queries(20) as few:
        use(tinh, letter)
    for number in range(30):
        make_unit(
            house.ward, 60 + number, Kind.CELL, f"38.168.8{number:02}", f"Chi bộ {number}",
            cell_type=CellType.RESIDENTIAL,
        )  # fmt: skip
    with django_assert_max_num_queries(len(few)):
        page = use(tinh, letter)
    assert row_of(page, house.ward).cells == 32
    assert queries.lists_cells(house.ward)
