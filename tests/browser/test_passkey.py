"""Logging in with a passkey: adding one, leaving, and coming in with it, on a finger reader made of air."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from browser.conftest import PASSWORD
from browser.story import Say
from sotay.audit.models import AuditLine

say = Say("vi")

# As in a phone: it keeps the key itself, and recognises whoever touches it.
READER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Reader:
    """The finger reader of one page."""

    def __init__(self, page: Page) -> None:
        self.wire = page.context.new_cdp_session(page)
        self.wire.send("WebAuthn.enable")
        self.id = self.wire.send("WebAuthn.addVirtualAuthenticator", {"options": READER})["authenticatorId"]

    def ask(self, what: str, **more: Any) -> Any:
        return self.wire.send(f"WebAuthn.{what}", {"authenticatorId": self.id, **more})


@pytest.fixture
def home(settings, live_server) -> str:
    """Our address by name: a passkey belongs to a name and never to bare numbers."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # as on any machine without HTTPS
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "localhost"]
    return live_server.url.replace("127.0.0.1", "localhost")


def by_password(page: Page, home: str) -> None:
    page.goto(home + reverse("account_login"))
    page.get_by_label(say("Username or Party-card number")).fill("an")
    page.get_by_label(say("Password"), exact=True).fill(PASSWORD)
    page.get_by_role("button", name=say("Log in"), exact=True).click()
    is_in(page)


def confirm(page: Page) -> None:
    """Whoever changes how an account is opened shows once more that it is theirs."""
    page.get_by_label(say("Your password")).fill(PASSWORD)
    page.get_by_role("button", name=say("Confirm"), exact=True).click()


def put_codes_away(page: Page) -> None:
    page.get_by_role("link", name=say("I have kept them")).click()


def is_in(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("An")


def log_out(page: Page) -> None:
    page.locator("details.menu > summary:has(.avatar)").click()
    page.get_by_role("button", name=say("Log out")).click()
    expect(page.get_by_role("button", name=say("Log in"), exact=True)).to_be_visible()


def done(code: str) -> int:
    return AuditLine.objects.filter(code=f"account.{code}").count()


def test_a_passkey_is_added_and_opens_the_door_without_a_password(home, an, visit, look):
    page = visit()
    reader = Reader(page)
    by_password(page, home)
    page.goto(home + reverse("mfa_list_webauthn"))
    look(page, "none-yet")
    page.get_by_role("link", name=say("Add a passkey")).click()
    confirm(page)
    look(page, "add")
    page.get_by_label(say("Name of the passkey")).fill("Máy của tôi")
    page.get_by_role("button", name=say("Add a passkey")).click()
    expect(page).to_have_url(re.compile("recovery"))
    look(page, "codes-for-a-lost-phone")
    put_codes_away(page)
    page.goto(home + reverse("mfa_list_webauthn"))
    expect(page.get_by_text("Máy của tôi").first).to_be_visible()
    look(page, "added")
    assert [key["rpId"] for key in reader.ask("getCredentials")["credentials"]] == ["localhost"]

    log_out(page)
    page.goto(home + reverse("account_login"))
    reader.ask("setUserVerified", isUserVerified=False)
    by_passkey = page.get_by_role("button", name=say("Fingerprint or face (passkey)"))
    by_passkey.click()
    expect(page.get_by_role("alert")).to_be_visible()  # a finger that is not recognised opens nothing
    look(page, "not-recognised")
    reader.ask("setUserVerified", isUserVerified=True)
    by_passkey.click()
    is_in(page)
    look(page, "in")
    assert (done("passkey_added"), done("logged_in_by_passkey")) == (1, 1)


def test_a_passkey_that_was_removed_opens_nothing(home, an, visit):
    page = visit()
    Reader(page)
    by_password(page, home)
    page.goto(home + reverse("mfa_add_webauthn"))
    confirm(page)
    page.get_by_role("button", name=say("Add a passkey")).click()
    put_codes_away(page)
    page.goto(home + reverse("mfa_list_webauthn"))
    page.get_by_role("link", name=say("Remove")).click()
    page.get_by_role("button", name=say("Remove")).click()
    expect(
        page.get_by_text(
            say("You have no passkey yet. With one you log in by fingerprint, face or screen lock.")
        )
    ).to_be_visible()
    log_out(page)
    page.goto(home + reverse("account_login"))
    page.get_by_role("button", name=say("Fingerprint or face (passkey)")).click()
    expect(
        page.get_by_text(say("The passkey was not recognised. Try again, or choose another way."))
    ).to_be_visible()
    assert (done("passkey_removed"), done("logged_in_by_passkey")) == (1, 0)
