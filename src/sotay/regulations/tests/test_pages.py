from __future__ import annotations

import re
from types import ModuleType

import pytest
from django.urls import include, path, reverse
from django.utils import translation

from sotay.regulations import queries
from sotay.regulations.loader import library


@pytest.fixture(autouse=True)
def _mounted(settings):
    """The pages at an address of their own, wherever the house mounts them."""
    settings.ROOT_URLCONF = _urls()


def _urls() -> ModuleType:
    urls = ModuleType("regulations_for_tests")
    urls.urlpatterns = [
        path("rules/", include("sotay.regulations.urls")),
        path("", include("sotay.config.urls")),
    ]
    return urls


def test_a_member_reads_what_meetings_are_judged_by(an, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        page = an.get("/rules/").content.decode()
    assert "Hướng dẫn số 42-HD/BTCTW ngày 28/10/2025 của Ban Tổ chức Trung ương" in page


def test_every_text_has_its_page_in_both_languages(an):
    for text in library().regulations:
        for language in ("vi", "en"):
            with translation.override(language):
                shown = queries.shown_text(text, text.effective_from)
            assert all(point.value or point.lines for point in shown.points), text.file
        page = an.get(f"/rules/{queries.slug_of(text)}/")
        assert page.status_code == 200, text.file


def test_a_text_we_do_not_have_is_not_found(an):
    assert an.get("/rules/cell-meeting-1930/").status_code == 404


def test_a_doubt_is_shown_beside_its_value_to_those_who_set_rules(binh, tinh, van):
    for person in (binh, tinh, van):
        page = person.get("/rules/charter-implementation-2026/").content.decode()
        assert "Quy chế bầu cử hiện hành chưa được đọc." in page
        assert "quá 1/2" in page


OF_THE_OPERATOR = re.compile(
    r"[Tt]heo trí nhớ|chưa đối chiếu|chưa được đọc|[Cc]hưa chắc chắn|trích đăng công khai|[Cc]hưa đọc được"
    r"|[Ff]rom memory|not verified|not read|[Dd]oubt|public transcription|Not certain yet"
)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_members_and_secretaries_are_shown_rules_without_their_doubts(house, an, thu, chi, binh, language):
    """On the list, on every text, and on the settings of their cell."""
    addresses = [
        "/rules/",
        *(f"/rules/{queries.slug_of(text)}/" for text in library().regulations),
        reverse("units:settings", args=[house.cell.pk]),
        reverse("units:setting", args=[house.cell.pk, "cell-meeting.least_minutes"]),
        reverse("units:setting", args=[house.cell.pk, "charter-implementation.suspended_in_base"]),
    ]
    for person in (an, thu, chi):
        for address in addresses:
            page = person.get(address, {"lang": language})
            if page.status_code == 404:
                continue
            text = re.sub(r"<dialog.*?</dialog>", "", page.content.decode(), flags=re.DOTALL)
            assert OF_THE_OPERATOR.findall(text) == [], (address, person.account.username)
    seen = [binh.get(address, {"lang": language}).content.decode() for address in addresses]
    assert sum(bool(OF_THE_OPERATOR.search(text)) for text in seen) >= 5


def test_nobody_reads_them_without_logging_in(client, db):
    assert client.get("/rules/").status_code == 302
