"""The pages for what went wrong can always be drawn, whatever is missing when they are needed."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation
from django.views import defaults
from django.views.csrf import csrf_failure


def drawn(response: HttpResponse, status: int) -> str:
    assert response.status_code == status
    text = response.content.decode()
    assert text.count("<h1>") == 1
    return text


def test_a_request_that_could_not_be_read() -> None:
    request = RequestFactory().get("/")
    with translation.override("vi"):
        text = drawn(defaults.bad_request(request, SuspiciousOperation()), 400)
    assert "Không đọc được yêu cầu" in text


def test_what_is_not_there_and_what_is_not_for_you_look_the_same() -> None:
    request = RequestFactory().get("/x")
    with translation.override("vi"):
        absent = drawn(defaults.page_not_found(request, Http404()), 404)
        forbidden = drawn(defaults.permission_denied(request, PermissionDenied()), 403)
    assert "Không tìm thấy trang" in absent
    assert "Không tìm thấy trang" in forbidden


def test_a_form_that_was_open_too_long() -> None:
    with translation.override("vi"):
        text = drawn(csrf_failure(RequestFactory().post("/"), "why"), 403)
    assert "Đề nghị gửi lại một lần nữa" in text


def test_a_failure_speaks_both_languages() -> None:
    text = drawn(defaults.server_error(RequestFactory().get("/")), 500)
    assert "Máy chủ gặp lỗi" in text
    assert "The server has failed" in text


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused_with_a_page() -> None:
    page = Client(enforce_csrf_checks=True).post("/styleguide", {"x": "1"})
    drawn(page, 403)
