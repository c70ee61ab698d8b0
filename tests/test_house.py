"""What holds of the house as a whole: its layers, and the models a cell owns."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from sotay.units.models import CellOwned, Unit

ROOT = Path(__file__).resolve().parents[1]

UNIQUE_ANYWAY = {
    "search.SearchEntry: object_id, source": "an index of this installation, on the coordinator alone",
    "units.Unit: path": "the tree is one; units are a reference table that every node holds whole",
    "units.Unit: code": "codes are given out by one register; units are a reference table",
    "accounts.Account: username": "a log-in name is looked up before anybody knows the commune",
    "notify.Device: endpoint": "a browser has one address, whoever is logged in there",
    "notify.Notice: account, matter": "an account of nobody in a cell is of no commune",
    "notify.Reach: account": "an account of nobody in a cell is of no commune",
    "library.LibraryBookmark: account, item_id": "an account of an office is of no commune",
    "library.LibraryReading: account, item_id": "an account of an office is of no commune",
    "library.LibraryLook: account": "an account of an office is of no commune",
    "report_builder.ReportShare: report, audience": "a report of a province is of no commune",
    "report_builder.ReportOpening: report, account": "a report of a province is of no commune",
    "schemes.Criterion: scheme, number": "a province's scheme is of no commune",
    "schemes.SchemeYear: scheme, year": "a province's scheme is of no commune",
    "federation.Parcel: sender, kind, about_id, part": "what crosses between databases is of no commune",
    "integration.Token: secret_sha256": "a token is found by its secret alone, whosever it is",
    "accounts.LoginToken: code_hash": "a slip is found by its code alone, before anybody knows the commune",
}
"""Unique constraints of the whole house that no commune could be part of, each with its reason. They may only
stand on models no cell owns."""


def house_models() -> Iterator[type[models.Model]]:
    for config in apps.get_app_configs():
        if config.name.startswith("sotay."):
            yield from config.get_models()


def points_to(field: models.Field, model: type[models.Model]) -> bool:
    return isinstance(field, models.ForeignKey) and field.related_model is model


def owned_by_a_cell() -> set[type[models.Model]]:
    """Models with a `cell`, and whatever hangs on one of them by a foreign key that must be filled.

    The tree, its accounts and the audit are the frame around the cells: they have rows of no cell.
    """
    owned = {
        model
        for model in house_models()
        if issubclass(model, CellOwned)
        or any(field.name == "cell" and points_to(field, Unit) for field in model._meta.fields)
    }
    grew = True
    while grew:
        hanging = {
            model
            for model in house_models()
            if any(
                points_to(field, parent) and not field.null
                for field in model._meta.fields
                for parent in owned
            )
        }
        grew = not hanging <= owned
        owned |= hanging
    return owned


def unique_sets(model: type[models.Model]) -> Iterator[tuple[str, ...]]:
    for field in model._meta.fields:
        if field.unique and not field.primary_key:
            yield (field.name,)
    yield from model._meta.unique_together
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            assert constraint.fields or not constraint.expressions, (
                f"{constraint.name}: name fields, not expressions"
            )
            yield tuple(constraint.fields)


def could_include_commune(
    model: type[models.Model], names: tuple[str, ...], owned: set[type[models.Model]]
) -> bool:
    """Rows that share a value of the constraint always share their commune, because one of its fields names
    something that lies in one commune: a unit, or what a cell owns."""
    fields = [model._meta.get_field(name) for name in names]
    return "commune_id" in names or any(
        points_to(field, Unit) or any(points_to(field, parent) for parent in owned) for field in fields
    )


def test_the_models_are_seen_at_all():
    assert {"Member", "CellMembership", "Standing"} <= {model.__name__ for model in owned_by_a_cell()}


OF_SEVERAL_COMMUNES = {
    "members.NumberClash",
    "inspections.TeamMember",
    *("opinions.Survey", "opinions.SurveyQuestion", "opinions.SurveyMember", "opinions.SurveyText"),
}
"""Of a number in two records, of a team a province sends, of what an office above communes asks."""


@pytest.mark.parametrize(
    "model",
    sorted(
        (model for model in owned_by_a_cell() if model._meta.label not in OF_SEVERAL_COMMUNES),
        key=lambda m: m._meta.label,
    ),
    ids=lambda m: m._meta.label,
)
def test_what_a_cell_owns_carries_its_commune(model):
    field = model._meta.get_field("commune_id")
    assert isinstance(field, models.UUIDField)
    assert not field.null


@pytest.mark.parametrize(
    "model", sorted(house_models(), key=lambda m: m._meta.label), ids=lambda m: m._meta.label
)
def test_no_unique_constraint_shuts_the_commune_out(model):
    owned = owned_by_a_cell()
    shut_out = [
        f"{model._meta.label}: {', '.join(names)}"
        for names in unique_sets(model)
        if not could_include_commune(model, names, owned)
    ]
    if model in owned:
        assert not shut_out
    else:
        assert not set(shut_out) - UNIQUE_ANYWAY.keys()


def test_an_exception_is_still_needed():
    labels = {model._meta.label: model for model in house_models()}
    for exception in UNIQUE_ANYWAY:
        label, names = exception.split(": ")
        assert tuple(names.split(", ")) in set(unique_sets(labels[label]))


def test_an_app_imports_only_from_floors_below():
    program = shutil.which("lint-imports", path=Path(sys.executable).parent)
    ran = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_kernel_names_no_app():
    """Neither in an import, which the contracts hold, nor by a url name: what it draws is registered.
    Examples in docstrings and comments may."""
    ours = "|".join(settings.LOCAL_APPS)
    named = re.compile(rf"""["'](?:{ours}):|from sotay\.(?:{ours})\b""")
    told = re.compile(r'""".*?"""|\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}', re.DOTALL)
    kernel = ROOT / "src" / "sotay" / "kernel"
    paths = [path for ending in ("*.py", "*.html", "*.js") for path in kernel.rglob(ending)]
    found = {
        str(path.relative_to(ROOT)): named.findall(told.sub("", path.read_text(encoding="utf-8")))
        for path in paths
        if not {"tests", "vendor"} & set(path.parts)
    }
    assert {path: names for path, names in found.items() if names} == {}
