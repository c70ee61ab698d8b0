"""Every page has its own help, in both languages, and says whom to ask; its words are those of the page."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from tests.test_doors import PEOPLE, table, urls

from sotay.kernel.help import GENERAL, PATH, help_named, pages, whom_to_ask

ROOT = Path(__file__).resolve().parents[1]
NOT_PAGES = {
    "portal:manifest": "what a telephone reads",
    "portal:worker": "a script",
    "members:workbook": "a file",
    "members:roster_refused": "a file",
    "accounts:my_data": "a file",
    "account_set_password": "leads to accounts:set_password",
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "for a script",
    "papers:pdf": "a file",
    "papers:docx": "a file",
    "papers:own_docx": "a file",
    "meetings:sheet_file": "a file",
    "meetings:pack": "a file",
    "scoring:printed": "a file",
    "assignments:letter": "a file",
    "papers:signed_pdf": "a file",
    "notify:notice": "leads to what it speaks of",
    "meetings:meeting": "leads to a step",
    "meetings:version": "for a script",
    "meetings:vote_version": "for a script",
    "meetings:code_data": "for a script",
    "meetings:join": "leads to the video call",
    "meetings:annex": "a file",
    "meetings:script_file": "a file",
    "meetings:vote_record_pdf": "a file",
    "meetings:vote_record_docx": "a file",
    "old_guidance": "leads to guidance:unit",
    "registers:dues_workbook": "a file",
    "reviews:summary_file": "a file",
    "reviews:sheet_file": "a file",
    "report_builder:file": "a file",
    "reports:version": "for a script",
    "reports:day_version": "for a script",
    "schemes:counts_workbook": "a file",
    "schedules:feed": "for calendar programs",
    "schedules:meeting_file": "a file",
    "assignments:year_file": "a file",
    "scoring:unit_sheet": "a file",
    "statistics:workbook": "a file",
    "statistics:sheet": "a file",
    "integration:handbook_file": "a file",
    **{name: "for programs" for name, _parameters in urls() if name.startswith("api:")},
}
"""Addresses that show no page, each with what they are instead."""

ANSWERED_WITH_A_PAGE = {"422"}
LANGUAGES = ("vi", "en")


def views_with_pages() -> set[str]:
    """What is opened, and what is sent and may come back with a page to correct."""
    listed = {door: set(statuses) for door, statuses in table().items()}
    names = {name for name, _parameters in urls()}
    sends = {door.removeprefix("POST ") for door in listed if door.startswith("POST ")}
    opened = {door.split()[0] for door in listed if not door.startswith("POST ")}
    corrected = {
        door.removeprefix("POST ").split()[0]
        for door, statuses in listed.items()
        if door.startswith("POST ") and statuses & ANSWERED_WITH_A_PAGE
    }
    assert sends | opened <= names | {name.split()[0] for name in sends}
    return (opened | corrected) - set(NOT_PAGES)


@pytest.mark.parametrize("view", sorted(views_with_pages()))
def test_page_has_its_own_help(view):
    assert view in pages(), f"write src/sotay/<app>/templates/help/{view.replace(':', '/')}.html"


def test_steps_of_a_meeting_have_each_their_own():
    steps = {f"meetings:step-{step}" for step in ("prepare", "start", "conduct", "close", "after")}
    assert steps <= set(pages())


def test_no_help_is_of_a_page_that_is_gone():
    names = {name for name, _parameters in urls()} | {GENERAL}
    assert {key for key in pages() if key.split("-")[0] not in names} == set()


def test_an_exception_is_still_an_address():
    assert set(NOT_PAGES) <= {name for name, _parameters in urls()}


@pytest.fixture(scope="module")
def labels() -> dict[str, set[str]]:
    """Everything pages say, in each language, to compare what help quotes."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    messages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(messages)
    catalogs = [messages.read(app) for app in messages.apps_with_words()]
    entries = [message for catalog in catalogs for message in catalog if message.id]
    return {
        "en": {text for message in entries for text in messages.texts(message.id)},
        "vi": {text for message in entries for text in messages.texts(message.string)},
    }


@pytest.mark.parametrize("key", sorted(pages()))
@pytest.mark.parametrize("language", LANGUAGES)
def test_help_says_what_for_what_first_and_what_then(key, language, labels):
    with translation.override(language):
        text = render_to_string(pages()[key])
    parts = [" ".join(re.sub(r"<[^>]+>", "", part).split()) for part in re.split(r"<h3>.*?</h3>", text)[1:]]
    assert len(parts) == 3
    assert all(len(part) >= 15 for part in parts), parts
    quoted = {quote for part in parts for quote in re.findall("“([^”]+)”", part)}
    assert quoted - labels[language] == set(), "no page says this"
    assert bool(re.search("[ăâđêôơưạảấầẩậắằẳẹẻếềểệỉịọỏốồổộớờởợụủứừửự]", text)) == (language == "vi")


def test_help_has_an_address_of_its_own(client):
    for key in ("meetings:step-prepare", GENERAL):
        assert help_named(key, None).url == reverse("portal:help", args=[key]) == f"{PATH}{key}/"


def test_each_role_is_told_whom_to_ask(house, thu, an, chi, binh, tinh, van):
    with translation.override("en"):
        told = [whom_to_ask(person.actor) for person in (thu, an, chi, binh, van)]
    assert "Party office" in told[0]
    assert "secretary" in told[1] == told[2]
    assert "level above" in told[3]
    assert "operate.md" in told[4]
    assert PEOPLE[0] == "nobody"
    with translation.override("en"):
        assert "log-in slip" in whom_to_ask(None)
