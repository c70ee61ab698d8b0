"""Every table fits the rules of Citus, distributed by commune (docs/citus.md).

Citus spreads a table's rows over nodes by one column, which its primary key and unique constraints must
hold. A foreign key leads to a row of the same commune, or to a table that every node holds whole. A table
is distributed when it has a commune in every row; the others are named here, each with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from tests.test_house import could_include_commune, unique_sets

from sotay.petitions import actions as petitions
from sotay.petitions.models import Petition
from sotay.reports.tests import stories

REFERENCE = {
    "units.Unit": "the tree: every query is placed by it",
    "units.UnitVersion": "the tree's history",
    "units.UnitSetting": "settings are inherited down the tree",
    "figures.UnitMonth": "sums of units, those above communes among them; a row a unit, month and kind",
    "figures.UnitDay": "sums of units, those above communes among them",
    "figures.UnitWork": "sums of units, those above communes among them",
    "figures.UnitBreakdown": "sums of units, those above communes among them",
    "accounts.Account": "accounts of offices lie in no commune; appointments of every commune name them",
    "guidance.Guidance": "sent to every commune below its unit",
    "guidance.GuidanceTopic": "part of guidance",
    "guidance.GuidanceQuestion": "part of guidance",
    "inspections.YearPlan": "of an office above communes",
    "inspections.PlannedRound": "part of a plan",
    "inspections.Round": "inspects cells of several communes",
    "schemes.Scheme": "called by a province for every commune",
    "schemes.Criterion": "part of a scheme",
    "schemes.Quota": "part of a scheme",
    "schemes.SchemeYear": "a year of a scheme",
    "registers.Course": "of a province, attended from every commune",
    "schedules.PlannedTheme": "planned by a unit above for the cells below",
    "opinions.Survey": "asked by an office above communes",
    "opinions.SurveyQuestion": "part of a survey",
}
"""Small, changed seldom, joined with everything."""

_OF_THE_FRAMEWORK = (
    *("auth.Permission", "auth.Group", "auth.Group_permissions", "contenttypes.ContentType"),
    *("sessions.Session", "django_tasks_database.DBTaskResult", "usersessions.UserSession"),
    *("account.EmailAddress", "account.EmailConfirmation", "mfa.Authenticator"),
)

LOCAL = {
    "audit.AuditLine": "lines of offices and of the clock are of no commune; written once, read by id",
    "monitoring.JobRun": "of this installation",
    "search.SearchEntry": "the index of this installation, over all communes, made again at any time",
    "search.IndexCheck": "of this installation: what the check of a night found",
    "figures.Check": "of this installation: what the check of a night found",
    "figures.Refill": "of this installation: how far figures of an older version are filled",
    "integration.Token": "of an account, found by its secret alone",
    "integration.Webhook": "of an account, about a unit anywhere",
    "integration.WebhookDelivery": "part of a webhook",
    "report_builder.SavedReport": "of an account, about a unit anywhere",
    "report_builder.ReportShare": "part of a kept report",
    "report_builder.ReportOpening": "part of a kept report",
    "accounts.LoginToken": "found by its code alone, before anybody knows the commune",
    "accounts.FailureCount": "counted before anybody is known",
    "accounts.SharedValue": "a cache",
    "notify.Device": "of an account, wherever it is",
    "library.LibraryBookmark": "of an account, about documents anywhere",
    "library.LibraryReading": "of an account, about documents anywhere",
    "library.LibraryLook": "of an account, wherever it is",
    "schedules.CalendarFeed": "found by its address alone",
    "schedules.PlannedTheme_cells": "which cells a plan names, few",
    "inspections.TeamMember": "people of several communes in one team",
    "opinions.SurveyMember": "who answered, over several communes, without what",
    "opinions.SurveyText": "what was answered, over several communes, without who",
    "federation.Installation": "of this installation",
    "federation.Link": "of this installation",
    "federation.Pulse": "of this installation",
    "federation.Parcel": "what crosses between databases",
    "federation.TakenIn": "what crosses between databases",
    **dict.fromkeys(_OF_THE_FRAMEWORK, "of the framework: sessions, rights, jobs, second factors"),
}
"""On the coordinator alone."""

TO_A_PERSON = "members.Member"
"""A person moves between communes and their past stays where it was, so a foreign key to a person leads to
another commune one day: under Citus these constraints are dropped, from whichever table."""

MAY_LEAD = {
    ("distributed", "distributed"),
    ("distributed", "reference"),
    ("reference", "reference"),
    ("local", "local"),
    ("local", "reference"),
}
"""From which kind of table a foreign key may lead to which."""


def all_models() -> list[type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return sorted(found, key=lambda model: model._meta.label)


def kind_of(model: type[models.Model]) -> str:
    label = model._meta.label
    return "reference" if label in REFERENCE else "local" if label in LOCAL else "distributed"


DISTRIBUTED = [model for model in all_models() if kind_of(model) == "distributed"]


def foreign_keys(model: type[models.Model]) -> Iterator[models.ForeignKey]:
    for field in model._meta.local_concrete_fields:
        if isinstance(field, models.ForeignKey) and field.db_constraint:
            yield field


@pytest.mark.parametrize("model", all_models(), ids=lambda model: model._meta.label)
def test_table_is_distributed_or_says_why_not(model):
    field = next((each for each in model._meta.local_fields if each.name == "commune_id"), None)
    if kind_of(model) == "distributed":
        assert field is not None, "give it commune_id, or a reason in REFERENCE or LOCAL"
        assert not field.null


def test_every_reason_is_of_a_table_and_of_one_kind():
    labels = {model._meta.label for model in all_models()}
    assert REFERENCE.keys() | LOCAL.keys() <= labels
    assert not REFERENCE.keys() & LOCAL.keys()
    assert all((REFERENCE | LOCAL).values())


@pytest.mark.parametrize("model", DISTRIBUTED, ids=lambda model: model._meta.label)
def test_keys_of_a_distributed_table_can_hold_the_commune(model):
    """The primary key becomes (commune_id, id): an id is unique by itself, so nothing gets looser."""
    key = model._meta.pk
    assert isinstance(key.target_field if key.is_relation else key, models.UUIDField), (
        "numbers given by one node would meet those of another"
    )
    shut_out = [
        names for names in unique_sets(model) if not could_include_commune(model, names, set(DISTRIBUTED))
    ]
    allowed = NOT_OF_A_COMMUNE.get(model._meta.label, [])
    assert sorted(shut_out) == sorted(allowed)


NOT_OF_A_COMMUNE = {
    # Of people in no cell, whose rows are of no commune: a partial index on each node, and the program asks.
    "notify.Notice": [("account", "matter")],
    "notify.Reach": [("account",)],
}


@pytest.mark.parametrize("model", all_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_lead_where_citus_lets_them(model):
    wrong = [
        f"{model._meta.label}.{field.name}: {kind_of(model)} to {kind_of(field.related_model)}"
        for field in foreign_keys(model)
        if field.related_model._meta.label != TO_A_PERSON
        and (kind_of(model), kind_of(field.related_model)) not in MAY_LEAD
    ]
    assert wrong == []


@pytest.mark.django_db
def test_rows_lead_to_rows_of_their_own_commune(house, thu, lam, an, chi, binh, dung):
    """After a month of a cell, each foreign key between distributed tables stays within a commune."""
    stories.whole(house.cell, thu.actor)
    stories.set_up(house.far_cell, dung.actor)
    petition = Petition.objects.get()
    petitions.pass_up(petition=petition, by=binh.actor, because="Vượt thẩm quyền")
    followed = 0
    for model in DISTRIBUTED:
        for field in foreign_keys(model):
            if (
                kind_of(field.related_model) == "distributed"
                and field.related_model._meta.label != TO_A_PERSON
            ):
                rows = model._default_manager.exclude(**{f"{field.name}": None})
                crossing = rows.exclude(commune_id=models.F(f"{field.name}__commune_id"))
                assert not crossing.exists(), f"{model._meta.label}.{field.name}"
                followed += rows.count()
    assert followed > 20, "there is something to look at"
