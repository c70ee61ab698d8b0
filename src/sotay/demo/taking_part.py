"""A scheme the demo ward has called, and the registration of the home cell that is being carried out."""

from __future__ import annotations

from datetime import date, timedelta

from sotay.demo.clock import at
from sotay.demo.year import _moment, actor_of, holder_of, words
from sotay.kernel.actor import Actor, Role
from sotay.kernel.periods import Month
from sotay.members.queries import roster
from sotay.schemes import actions as schemes
from sotay.schemes import scheme_actions
from sotay.schemes.examples import examples
from sotay.schemes.models import Registration, Scheme, SchemeYear
from sotay.schemes.queries import resolutions
from sotay.units.models import Unit

MONTHS_AGO = 9
"""When cells were called, where the demo goes back so far."""


def play(ward: Unit, home: Unit, office: Actor, start: date, today: date) -> None:
    """The cell registers by the newest resolution it has by then, and has reached its first milestone."""
    called = max(Month.of(start).day(15), Month.of(today).plus(-MONTHS_AGO).day(15))
    with at(_moment(called, 9)):
        year = _call(ward, office, today)
    newest = resolutions(home).order_by("frozen_at").filter(frozen_at__gte=_moment(called, 9)).first()
    if newest is None or newest.frozen_at is None:
        return
    registered = newest.frozen_at + timedelta(days=1)
    with at(registered):
        row = _register(year, home, today)
        secretary = actor_of(holder_of(home, Role.SECRETARY))
        schemes.send(registration=row, by=secretary, paper=newest)
    with at(min(registered + timedelta(days=2), _moment(today - timedelta(days=1), 9))):
        overseer = holder_of(home, Role.OVERSEER)
        schemes.accept(registration=row, by=office, overseer=overseer)
    with at(_moment(today - timedelta(days=1), 19)):
        _first_milestone(row, today - timedelta(days=1))


def _call(ward: Unit, office: Actor, today: date) -> SchemeYear:
    """From a worked example; cells assess themselves in some weeks, so the demo is in the middle of it."""
    example = examples()["model-cell-2022"]
    scheme = scheme_actions.begin(
        unit=ward,
        by=office,
        criteria=example.criteria,
        name=example.name,
        basis=f"Kế hoạch số 12-KH/ĐU về xây dựng chi bộ kiểu mẫu năm {today.year}",
        text=example.text,
        origin=example.origin,
        year_from=today.year,
        year_until=today.year + 1,
        cell_types=[],
        decides=Scheme.Decides.COMMUNE,
    )
    quota = {"most": 20, "percent": True, "scope": "unit", "cell_type": ""}
    scheme_actions.set_quotas(scheme=scheme, by=office, quotas=[quota])
    year = scheme_actions.add_year(
        scheme=scheme,
        by=office,
        year=today.year,
        register_by=today - timedelta(days=1),
        review_on=None,
        assess_from=today + timedelta(days=16),
        assess_until=today + timedelta(days=30),
        check_by=today + timedelta(days=45),
        decide_by=today + timedelta(days=60),
        valid_until=today + timedelta(days=365),
    )
    return scheme_actions.call(year=year, by=office)


def _register(year: SchemeYear, home: Unit, today: date) -> Registration:
    """Three milestones: one to be reached yesterday, two to come."""
    said = words()["scheme"]
    people = [row.member for row in roster(home.pk, today) if row.full and not row.exempt][:3]
    first, last = date(today.year, 1, 1), max(date(today.year, 12, 31), today + timedelta(days=30))
    due = [max(first, today - timedelta(days=1)), *(min(last, today + timedelta(days=n)) for n in (10, 28))]
    roadmap = list(zip(said["roadmap"], due, people, strict=False))
    secretary = actor_of(holder_of(home, Role.SECRETARY))
    return schemes.register(year=year, cell=home, by=secretary, aim=said["aim"], roadmap=roadmap)


def _first_milestone(row: Registration, day: date) -> None:
    said, milestone = words()["scheme"], row.milestones.select_related("responsible").get(position=1)
    by = actor_of(milestone.responsible)
    schemes.report_done(milestone=milestone, by=by, text=said["done"], done_on=day)
    overseer = actor_of(holder_of(row.cell, Role.OVERSEER))
    schemes.comment(milestone=milestone, by=overseer, text=said["comment"])
