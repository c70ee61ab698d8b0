"""Every address that takes a time answers one that cannot be meant, or that nothing is known of, without an
error of ours."""

from __future__ import annotations

import pytest
from django.urls import URLResolver, get_resolver, reverse

TIMES = {
    "month": ["1950-01", "0001-01", "9999-12", "abc", "2026-13", "2100-12", "1900-01"],
    "year": ["1950", "0001", "9999", "abc", "1900", "2100"],
    "day": ["01/01/1950", "1950-01-01", "0001-01-01", "31/12/9999", "abc"],
    "period": ["1950-01", "0001-Y", "9999-Y", "9999-12", "abc", "1950-01..9999-12", "9999-12..1950-01"],
}

ASKED: list[tuple[str, str, str]] = [
    # (whose door, address, the parameter it takes)
    ("thu", "schedules:schedule cell", "month"),
    ("binh", "schedules:schedule ward", "month"),
    ("tinh", "schedules:schedule province", "month"),
    ("thu", "schedules:themes cell", "year"),
    ("binh", "schedules:themes ward", "year"),
    ("thu", "reports:board cell", "month"),
    ("binh", "reports:board ward", "month"),
    ("tinh", "reports:board province", "month"),
    ("binh", "reports:version ward", "month"),
    ("binh", "reports:ranking ward", "month"),
    ("tinh", "reports:compare province", "month"),
    ("binh", "reports:day ward", "day"),
    ("tinh", "reports:day province", "day"),
    ("thu", "registers:dues cell", "month"),
    ("thu", "registers:dues_workbook cell", "month"),
    ("binh", "registers:dues_unit ward", "month"),
    ("binh", "oversight:unit ward", "month"),
    ("binh", "syntheses:unit ward", "month"),
    ("tinh", "syntheses:unit province", "month"),
    ("thu", "scoring:cell cell", "year"),
    ("thu", "scoring:enter cell", "year"),
    ("binh", "scoring:unit ward", "month"),
    ("binh", "scoring:unit_sheet ward", "month"),
    ("thu", "assignments:year cell", "year"),
    ("binh", "period_reviews:unit ward", "year"),
    ("binh", "inspections:plan ward", "year"),
    ("binh", "statistics:unit ward", "day"),
    ("tinh", "statistics:unit province", "day"),
    ("binh", "statistics:workbook ward", "day"),
    ("binh", "statistics:forms ward", "period"),
    ("binh", "report_builder:report", "period"),
    ("tinh", "report_builder:new", "period"),
    ("thu", "meetings:meetings", "month"),
]


def _in_path() -> list[tuple[str, dict[str, str]]]:
    """Every route that has a time in its path, with its converters: none is left out by nobody writing it."""
    found: list[tuple[str, dict[str, str]]] = []

    def walk(resolver: URLResolver, space: str) -> None:
        for each in resolver.url_patterns:
            if isinstance(each, URLResolver):
                walk(each, f"{each.namespace}:" if each.namespace else space)
            elif TIMED & each.pattern.converters.keys() and each.name and not space.startswith("api"):
                found.append((space + each.name, dict.fromkeys(each.pattern.converters, "")))

    walk(get_resolver(), "")
    return found


TIMED = {"month", "reviewed", "period", "year"}
OTHERS = {"ending": "xlsx", "form": "hn-1"}


@pytest.mark.parametrize(("who", "page", "parameter"), ASKED, ids=str)
def test_a_time_in_a_query_that_nothing_is_known_of_is_answered(request, house, who, page, parameter):
    person = request.getfixturevalue(who)
    name, _space, of = page.partition(" ")
    address = reverse(name, args=[getattr(house, of).pk] if of else [])
    person.raise_request_exception = False
    for value in TIMES[parameter]:
        answer = person.get(address, {parameter: value})
        assert answer.status_code in {200, 302, 404, 422}, (address, value, answer.status_code)


@pytest.mark.parametrize("route", [name for name, _converters in _in_path()])
def test_a_time_in_a_path_that_nothing_is_known_of_is_answered(house, thu, binh, tinh, an, route):
    converters = dict(_in_path())[route]
    (timed,) = TIMED & converters.keys()
    values = ["1950", "1", "9999", "1900", "2100"] if timed == "year" else TIMES["month"] + TIMES["period"]
    things = {thu: [house.cell.pk, an.member.pk], binh: [house.ward.pk], tinh: [house.province.pk]}
    for person, several in things.items():
        person.raise_request_exception = False
        for pk in several:
            for value in values:
                if ".." in value:
                    continue
                given = {**OTHERS, "pk": pk, timed: int(value) if timed == "year" else value}
                address = reverse(route, kwargs={name: given[name] for name in converters})
                for ask in (person.get, person.post):
                    answer = ask(address)
                    assert answer.status_code < 500, (address, answer.status_code)


def test_a_month_before_every_regulation_is_told_in_words(house, binh):
    page = binh.get(f"/schedule/{house.ward.pk}/?month=1950-01&lang=en")
    assert page.status_code == 404
    assert "No regulation is known that was in force on 01/01/1950. Ask for a later time." in page.text
    assert "What you typed" not in page.text
