"""Requests nobody can read are answered by a page of status 400; error pages need nothing that failed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper
from django.test import Client

MANY = 1_001
"""One parameter more than Django reads (DATA_UPLOAD_MAX_NUMBER_FIELDS)."""
QUERY = "&".join(f"q{number}=1" for number in range(MANY))
ADDRESSES = [
    "/",
    "/help/",
    "/account/login/",
    "/account/slip/",
    "/no/such/page/",
    "/search/",
    "/api/v1/openapi.json",
]


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Each refused request is logged with its traceback; here that is expected."""
    with caplog.at_level(logging.CRITICAL, "django.security"), caplog.at_level(logging.CRITICAL, "django"):
        yield


@pytest.fixture
def stranger(client: Client) -> Client:
    client.raise_request_exception = False
    return client


def page(answer: Any, status: int) -> str:
    assert answer.status_code == status
    text = answer.content.decode()
    assert text.count("<h1>") == 1
    return text


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_too_many_query_parameters_are_a_400_for_strangers(stranger, method, address):
    answer = getattr(stranger, method)(f"{address}?{QUERY}")
    assert answer.status_code == 400
    assert method == "head" or "Không đọc được yêu cầu" in page(answer, 400)


def test_too_many_query_parameters_are_a_400_for_a_member(an):
    an.raise_request_exception = False
    text = page(an.get(f"/?{QUERY}"), 400)
    assert "Không đọc được yêu cầu" in text


@pytest.mark.django_db
def test_page_of_an_unreadable_query_speaks_the_reader_s_language(stranger):
    stranger.cookies["lang"] = "en"
    answer = stranger.get(f"/help/?{QUERY}")
    assert "The request could not be read" in page(answer, 400)
    assert answer.headers["Content-Language"] == "en"


def fields(count: int) -> dict[str, str]:
    return {f"f{number}": "1" for number in range(count)}


UNREADABLE: dict[str, dict[str, Any]] = {
    "fields, as a form sends them": {
        "data": "&".join(fields(MANY)),
        "content_type": "application/x-www-form-urlencoded",
    },
    "fields in parts": {"data": fields(MANY)},
    "files": {"data": {f"f{number}": SimpleUploadedFile("a", b"a") for number in range(101)}},
    "bytes": {"data": b"a=" + b"1" * 6_000_000, "content_type": "application/x-www-form-urlencoded"},
    "no boundary": {"data": b"--x\r\n", "content_type": "multipart/form-data"},
    "a length that is none": {
        "data": b"x",
        "content_type": "multipart/form-data; boundary=x",
        "CONTENT_LENGTH": "-1",
    },
}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/account/login/", "/account/slip/"])
@pytest.mark.parametrize("what", UNREADABLE, ids=UNREADABLE)
@pytest.mark.parametrize("checks", [True, False], ids=["csrf", "no csrf"])
def test_form_nobody_can_read_is_refused_with_a_page(address, what, checks):
    sender = Client(enforce_csrf_checks=checks, raise_request_exception=False)
    answer = sender.post(address, **UNREADABLE[what])
    assert answer.status_code in {400, 403, 422}
    page(answer, answer.status_code)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["q=%FF%FE", "q=%00", "lang=%00", "%00", "&&&=", "q=" + "x" * 5_000, "lang[]=vi;"]
)
def test_query_of_odd_bytes_is_read(stranger, query):
    assert stranger.get(f"/help/?{query}").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_unknown_host_is_a_400(stranger, address):
    page(stranger.get(address, headers={"host": "elsewhere.example"}), 400)


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> None:
    """Every statement fails from now on, as when the database's machine is gone."""

    def fails(*_args: Any, **_more: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(CursorWrapper, "execute", fails)
    yield
    monkeypatch.undo()
    connection.close()


@pytest.mark.parametrize("address", ["/", "/no/such/page/", "/meetings/", "/account/login/"])
def test_page_without_its_database_is_the_failure_in_both_languages(thu, no_database, address):
    thu.raise_request_exception = False
    text = page(thu.get(address), 500)
    assert "Máy chủ gặp lỗi" in text
    assert "The server has failed" in text


@pytest.mark.parametrize("address", ["/help/", f"/help/?{QUERY}"])
def test_public_page_and_the_400_without_their_database(thu, no_database, address):
    thu.raise_request_exception = False
    assert thu.get(address).status_code in {400, 500}


def test_healthz_says_503_without_its_database(client, no_database):
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert (answer.json()["status"], answer.json()["database"]) == ("unavailable", "unavailable")
