"""The description of the interface for programs: complete, and true of every route (schemathesis)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import strategies as st
from kept import kept
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks
from tests.test_api import token_of

from sotay.assignments import actions as tasks
from sotay.config.api import MOUNTS, api
from sotay.guidance.models import Guidance
from sotay.kernel.api import Scope
from sotay.kernel.ids import new_id
from sotay.library import actions as library
from sotay.library.models import Document
from sotay.meetings import reporting
from sotay.meetings.models import Meeting
from sotay.meetings.tests.halls import hold
from sotay.notify.models import Notice
from sotay.papers.models import IssuedPaper
from sotay.petitions import actions as petitions
from sotay.petitions.models import Petition

EXAMPLES = 14
"""Requests of each route and way of making them up: some 1,400 in all, in some ten seconds of work."""
JSON, PROBLEM = "application/json", "application/problem+json"


def described() -> dict[str, Any]:
    return api.get_openapi_schema()


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described()["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


OF_DEVICES = ("/bundle", "/log", "/entries")
"""What a device holds a meeting with: described in docs/meeting-log.md, and asked with a session alone."""


def test_it_is_openapi_3_1_and_says_how_to_begin():
    told = described()
    assert told["openapi"].startswith("3.1")
    for word in ("Authorization: Bearer", "cursor", "Retry-After", "problem+json", "ETag"):
        assert word in told["info"]["description"]
    assert {tag["name"] for tag in told["tags"]} == {mount.router.tag for mount in MOUNTS}


def test_every_route_says_what_it_does_with_an_example():
    faults = []
    for path, method, operation in operations():
        name = f"{method} {path}"
        for lacking in ("summary", "description", "tags", "operationId", "security"):
            if not operation.get(lacking):
                faults.append(f"{name}: no {lacking}")
        if not path.endswith(OF_DEVICES):
            if "Scope of a token" not in operation["description"]:
                faults.append(f"{name}: no scope")
            faults += [
                f"{name}: {parameter['name']} without {lacking}"
                for parameter in operation.get("parameters", [])
                for lacking in ("description", "example")
                if lacking not in parameter
            ]
            answer = operation["responses"][200]["content"]
            if JSON in answer and not answer[JSON].get("example"):
                faults.append(f"{name}: no example of its answer")
        faults += [
            f"{name}: {status} is not said to be a problem"
            for status in (400, 401, 403, 404, 405, 422, 429)
            if PROBLEM not in operation["responses"][status]["content"]
        ]
    assert faults == []
    names = [operation["operationId"] for _path, _method, operation in operations()]
    assert len(names) == len(set(names))


OLD = {"SubmittedEntry", "Batch", "LogEntryOut", "SubmissionResultOut", "LogOut", "Receipt", "BundleOut"}
"""Of devices."""


def test_every_schema_and_field_is_described_with_an_example():
    faults = []
    for name, schema in described()["components"]["schemas"].items():
        if name in OLD:
            continue
        faults += [
            f"{name}: no {lacking}" for lacking in ("description", "examples") if not schema.get(lacking)
        ]
        faults += [
            f"{name}.{field}: not described"
            for field, told in schema.get("properties", {}).items()
            if not told.get("description")
        ]
    assert faults == []


def test_a_scope_opens_at_least_one_route_each():
    assert {mount.router.scope for mount in MOUNTS} == set(Scope)


@kept
def ids(house, thu, lam, an, binh) -> dict[str, list[str]]:
    """A cell with a reported meeting and one thing of each kind, and their ids."""
    meeting = hold(house, thu, an.member.pk)
    reporting.report(meeting=meeting, by=thu.actor)
    library.store(
        by=thu.actor,
        cell=house.cell,
        upload=SimpleUploadedFile("a.txt", b"x"),
        title="Tài liệu",
        not_secret=True,
    )
    task = tasks.hand_out(
        cell=house.cell,
        by=thu.actor,
        text="Rà soát hộ nghèo",
        people=[thu.member],
        due_on=timezone.localdate() + timedelta(days=30),
    )
    petitions.raise_one(
        cell=house.cell, by=an.actor, key=new_id(), text="Sửa đèn", level="cell", shown_to="all"
    )
    return {"task": [str(task.pk)], "meeting": [str(meeting.pk)]}


def real_ids(house, thu, ids) -> list[str]:
    found = [house.cell.pk, house.ward.pk, thu.member.pk, *ids["task"], *ids["meeting"]]
    for model in (IssuedPaper, Document, Petition, Notice, Guidance, Meeting):
        found += list(model._default_manager.values_list("pk", flat=True)[:3])
    return [str(pk) for pk in found]


@pytest.fixture
def in_process() -> Iterator[None]:
    """The application is asked as a server asks it, within the test's own transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
def test_every_route_answers_as_it_is_described(house, thu, ids, in_process, settings):
    settings.API_PER_MINUTE = 1_000_000
    settings.ALLOWED_HOSTS = ["localhost"]
    app = get_wsgi_application()
    headers = {"Authorization": f"Bearer {token_of(thu)}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    known = real_ids(house, thu, ids)
    answered: dict[int, int] = {}
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path.endswith(OF_DEVICES):
            continue
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _ask(operation, mode, known, headers, answered)
    assert {200, 404, 422} <= answered.keys()
    assert answered[200] > 100
    assert not {status for status in answered if status >= 500}


def _ask(operation: Any, mode: GenerationMode, known: list[str], headers: Any, answered: Any) -> None:
    """Requests made up of the description, most of them about things that are there.

    Of cursors only ours are good, and no description can say which: good requests ask for the first page.
    """
    is_good = mode is GenerationMode.POSITIVE
    pages = is_good and any(each.name == "cursor" for each in operation.query)
    made = operation.as_strategy(generation_mode=mode, query={"cursor": ""} if pages else None)

    @hypothesis.seed(20261201)
    @hypothesis.settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        derandomize=False,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    )
    @hypothesis.given(case=made, pk=st.sampled_from([None, *known]))
    def asked(case: Any, pk: str | None) -> None:
        if pk is not None and is_good and "pk" in (case.path_parameters or {}):
            case.path_parameters["pk"] = pk
        case.headers = {**(case.headers or {}), **headers}
        response = case.call_and_validate(excluded_checks=EXCLUDED if is_good else OF_BAD)
        answered[response.status_code] = answered.get(response.status_code, 0) + 1

    asked()


EXCLUDED = [checks.ignored_auth, checks.use_after_free, checks.ensure_resource_availability]
"""What asks again by itself: who gets in is asked in test_api and test_api_doors."""

OF_BAD = [*EXCLUDED, checks.positive_data_acceptance]
"""Of a request that is bad somewhere: its cursor is made up too."""
