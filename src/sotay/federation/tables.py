"""What is sent between databases: which tables, which of their columns, which of their rows.

Up, from a province: its units with their history, every sum of `figures`, and its parcels. Down, from the
centre: the centre as a unit, its settings, and its parcels. Nothing else is published, so nothing else can
leave: no table of people, meetings, logs, minutes, papers, ballots or accounts is named here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db import models

from sotay.federation.models import Parcel, Pulse
from sotay.units.models import CellOwned, Unit, UnitSetting, UnitVersion

UP = "sotay_up"
"""The publication of a province."""

STAYS_HOME = {
    Unit: {"phone", "address", "decision_no", "decision_on", "decided_by"},
    UnitVersion: {"reason"},
}
"""Columns that no other level needs."""

NOT_OF_UNITS = {Parcel, Pulse}
"""Rows of the exchange itself, which each side adds to and neither changes."""


def down(name: str) -> str:
    """The publication of the centre for one province."""
    return f"sotay_down_{name}"


@dataclass(frozen=True, slots=True)
class Published:
    """A table that is sent. `where` is a condition on its rows, of PostgreSQL's row filters."""

    model: type[models.Model]
    where: str = ""
    whole_identity: bool = False  # its filter reads more than the key, so the whole old row is logged

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def columns(self) -> list[str]:
        home = STAYS_HOME.get(self.model, set())
        fields = [field for field in self.model._meta.local_concrete_fields if field.name not in home]
        return [str(field.column) for field in fields]


def sums() -> list[type[models.Model]]:
    """Every table of `figures` that has a row a unit: what a cell owns stays home."""
    return [
        model
        for model in apps.get_app_config("figures").get_models()
        if not issubclass(model, CellOwned) and is_of_units(model)
    ]


def is_of_units(model: type[models.Model]) -> bool:
    """Whether each row is of one unit, and nothing in it has room for words."""
    fields = model._meta.local_concrete_fields
    of_unit = any(field.name == "unit" and field.related_model is Unit for field in fields)
    return of_unit and not any(has_room_for_words(field) for field in fields)


def has_room_for_words(field: models.Field[object, object]) -> bool:
    longest = 40
    is_text = isinstance(field, models.CharField) and (field.max_length or longest + 1) > longest
    return is_text or isinstance(field, models.TextField)


def going_up(own_unit: UUID, centre: UUID | None) -> Iterator[Published]:
    """What a province sends. `centre` is the unit that came from there, once it did."""
    yield Published(Unit, f"id <> '{centre}'" if centre else "")
    yield Published(UnitVersion)
    for model in sums():
        yield Published(model)
    yield Published(Parcel, f"sender = '{own_unit}'", whole_identity=True)
    yield Published(Pulse, f"unit_id = '{own_unit}'")


def going_down(own_unit: UUID, province: UUID) -> Iterator[Published]:
    """What the centre sends one province."""
    yield Published(Unit, f"id = '{own_unit}'")
    yield Published(UnitSetting, f"unit_id = '{own_unit}'", whole_identity=True)
    to_it = f"sender = '{own_unit}' AND (receiver IS NULL OR receiver = '{province}')"
    yield Published(Parcel, to_it, whole_identity=True)
    yield Published(Pulse, f"unit_id = '{own_unit}'")
