"""The office of the centre: opened by a page; answers what was passed up, writes to the cells, reads sums."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from conftest import appoint, make_member, make_person, make_unit
from django.urls import reverse

from sotay.guidance.models import Guidance
from sotay.kernel.actor import BELOW, SYSTEM, Can, Role
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.meetings.preparation import preparing
from sotay.members.models import Appointment
from sotay.notify.models import Notice
from sotay.petitions import actions as petitions
from sotay.petitions.models import Petition
from sotay.units import actions as units
from sotay.units.models import Kind

TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _in_november(settings):
    settings.LANGUAGE_CODE = "en"
    with time_machine.travel("2026-11-25T08:00:00+07:00", tick=False):
        yield


@pytest.fixture
def centre(house):
    unit = make_unit(None, 900, Kind.CENTRE, "00", "Trung ương")
    units.move(unit=house.province, by=SYSTEM, parent=unit, on=TODAY)
    return unit


@pytest.fixture
def office(centre):
    person = make_person("trunguong")
    appoint(centre, Role.CENTRE_OFFICE, account=person.account)
    return person


def test_operator_of_the_centre_opens_its_office_by_a_page(house, centre):
    operator, clerk = make_person("vanhanh"), make_person("chanhvanphong")
    appoint(centre, Role.OPERATOR, account=operator.account)
    at = reverse("members:appoint", args=[centre.pk])
    assert "Office of the Central Committee" in operator.get(at).text
    given = {"role": "centre_office", "person": f"account:{clerk.account.pk}", "from_on": "25/11/2026"}
    assert operator.post(f"{at}?q=chanhvanphong", given).status_code == 302
    assert Appointment.objects.filter(unit=centre, role="centre_office", account=clerk.account).exists()
    assert clerk.get(f"/reports/{centre.pk}/").status_code == 200
    assert clerk.get(at).status_code == 404, "it appoints nobody"


@pytest.mark.parametrize("of", ["province", "ward"])
def test_no_other_unit_has_the_office_of_the_centre(house, centre, of):
    operator, clerk = make_person("vanhanh"), make_person("chanhvanphong")
    unit = getattr(house, of)
    appoint(unit, Role.OPERATOR, account=operator.account)
    at = reverse("members:appoint", args=[unit.pk])
    given = {"role": "centre_office", "person": f"account:{clerk.account.pk}", "from_on": "25/11/2026"}
    assert operator.post(f"{at}?q=chanhvanphong", given).status_code == 422
    assert not Appointment.objects.filter(role="centre_office").exists()


def test_office_answers_a_petition_that_came_up_to_the_centre(house, centre, office, thu, an, binh, tinh):
    petition = petitions.raise_one(
        cell=house.cell,
        by=thu.actor,
        key=new_id(),
        text="Sửa quy định về chữ ký",
        level="cell",
        shown_to=Petition.ShownTo.LEADERS,
        person=an.member,
    )
    for person in (thu, binh, tinh):
        petition = petitions.pass_up(petition=petition, by=person.actor, because="Thuộc cấp trên")
    assert petition.held_by == centre
    page = office.get(petition.get_absolute_url())
    assert "Sửa quy định về chữ ký" in page.text
    assert an.member.full_name not in page.text, "who raised it is not told so far up"
    at = reverse("petitions:answer", args=[petition.pk])
    assert tinh.post(at, {"answer-text": "Chúng tôi trả lời"}).status_code == 422, "it is not held there"
    assert office.post(at, {"answer-text": "Sẽ sửa trong năm"}).status_code == 302
    petition.refresh_from_db()
    assert (petition.status, petition.held_by) == (Petition.Status.ANSWERED, house.cell)


def test_office_writes_to_the_cells_by_pages(house, centre, office, thu, dung, tinh):
    assert reverse("guidance:unit", args=[centre.pk]) in office.get(reverse("guidance:home")).text
    begun = office.post(reverse("guidance:begin", args=[centre.pk]), {"kind": "guidance"})
    draft = Guidance.objects.get()
    form = office.get(begun.url).context["form"]
    kept = {
        name: form[name].value() or ""
        for name in form.fields
        if not name.endswith(("_compulsory", "cell_types"))
    }
    office.post(begun.url, kept | {"title": "Học nghị quyết", "orientation": "Học ở chi bộ"})
    stamp = office.get(draft.get_absolute_url()).context["edited"].stamp()
    assert office.post(reverse("guidance:send", args=[draft.pk]), {"seen": stamp}).status_code == 302
    for person in (thu, dung):
        assert Notice.objects.filter(member=person.member, code="guidance.sent").exists()
        assert "Học ở chi bộ" in person.get(draft.get_absolute_url()).text
    for person in (tinh, thu):
        assert person.get(reverse("guidance:unit", args=[centre.pk])).status_code == 404


def test_office_reads_sums_and_no_words_names_or_drafts_below(house, centre, office, thu):
    meeting = preparing.set_up(cell=house.cell, by=thu.actor, month=Month(2026, 12))
    member = make_member(house.cell, "Lê Văn Một")
    assert office.get(f"/reports/{house.ward.pk}/").status_code == 200
    for address in (
        meeting.get_absolute_url(),
        member.get_absolute_url(),
        reverse("guidance:unit", args=[house.ward.pk]),
        reverse("members:appoint", args=[house.ward.pk]),
        reverse("units:edit", args=[house.ward.pk]),
    ):
        assert office.get(address).status_code == 404, address
    assert BELOW[Role.CENTRE_OFFICE] == {Can.SEE_UNIT, Can.SEE_FIGURES}


def test_every_page_of_the_menus_opens_for_the_office(office, house):
    for address in (
        "/",
        "/reports/",
        "/guidance/",
        "/petitions/",
        "/statistics/",
        "/report-builder/",
        reverse("portal:guide"),
    ):
        assert office.get(address, follow=True).status_code == 200, address
