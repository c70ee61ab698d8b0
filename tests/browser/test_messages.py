"""Messages on a device: asked for on the page, encrypted by the server, shown by the real service worker.

The browser's own message service is far away; its address is the gateway of the tests, and what arrives there
is handed to the worker as that service would hand it over.
"""

from __future__ import annotations

import json
import shutil
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from browser.conftest import CHROMIUM, FLAGS
from browser.story import Say
from sotay.kernel import jobs
from sotay.notify import actions, words
from sotay.notify.models import Delivery, Device, Reach
from sotay.notify.tests.servers import gateway

say = Say("vi")
AUTH = b"0123456789abcdef"
SECRET = "kỷ luật đồng chí Nguyễn Văn A"
SERVICE = """
const made = %s;
made.toJSON = () => ({ endpoint: made.endpoint, keys: made.keys });
PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
  made.options = { applicationServerKey: applicationServerKey.buffer };
  sessionStorage.setItem("made", "yes");
  return made;
};
const kept = () => (sessionStorage.getItem("made") ? { ...made, options: {} } : null);
PushManager.prototype.getSubscription = async () => kept();
"""


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def browser(browser: Browser) -> Iterator[Browser]:
    """The whole browser: the one without windows that other tests use never shows a message."""
    program = next(filter(None, map(shutil.which, WITH_MESSAGES)), None)
    assert program, "no Chromium with windows on this machine: install one"
    whole = browser.browser_type.launch(executable_path=program, args=FLAGS)
    yield whole
    whole.close()


WITH_MESSAGES = CHROMIUM[1:]


@pytest.fixture
def service(settings):
    with gateway() as server:
        settings.PUSH_SERVICES = [server.url]
        yield server


class Worker:
    """The service worker of a page, and the browser that hands it messages."""

    def __init__(self, page: Page) -> None:
        self.wire, self.found = page.context.new_cdp_session(page), []
        self.wire.on(
            "ServiceWorker.workerRegistrationUpdated", lambda told: self.found.extend(told["registrations"])
        )
        self.wire.send("ServiceWorker.enable")
        self.page = page

    def deliver(self, data: bytes) -> None:
        if not self.found:
            self.page.wait_for_timeout(300)
        origin = self.page.evaluate("location.origin")
        registration = self.found[-1]["registrationId"]
        self.wire.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": origin, "registrationId": registration, "data": data.decode()},
        )

    def shown(self) -> list[dict[str, Any]]:
        return self.page.evaluate(
            """async () => {
              const registration = await navigator.serviceWorker.ready;
              const told = await registration.getNotifications();
              return told.map(({ title, body, tag, data }) => ({ title, body, tag, path: data.path }));
            }"""
        )

    def shown_soon(self, number: int) -> list[dict[str, Any]]:
        for _ in range(50):
            if len(shown := self.shown()) >= number:
                return shown
            self.page.wait_for_timeout(100)
        return self.shown()


def test_a_message_reaches_the_device_that_asked_for_it(an, visit, look, service):
    words.NOTICE_SENTENCES.register({"test.pushed": "%(text)s"})
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    keys = {"p256dh": encoded(point), "auth": encoded(AUTH)}
    page = visit(an)
    page.context.grant_permissions(["notifications"])
    page.add_init_script(SERVICE % json.dumps({"endpoint": f"{service.url}/an", "keys": keys}))
    page.goto(reverse("notify:reach"))
    page.get_by_role("button", name=say("Show messages on this device")).click()
    expect(page.get_by_text(say("This device shows messages."))).to_be_visible()
    look(page, "reach")
    assert Device.objects.get().account == an.account

    (notice,) = actions.tell([an.member.pk], "test.pushed", "/tasks/", text=SECRET)
    Reach.objects.update(quiet_from="00:00", quiet_until="00:00")
    jobs.work_off()
    assert Delivery.objects.get().status == "sent"
    ((_path, _headers, body),) = service.got
    told = http_ece.decrypt(body, private_key=key, auth_secret=AUTH, version="aes128gcm")

    worker = Worker(page)
    worker.deliver(told)
    (shown,) = worker.shown_soon(1)
    assert shown["path"] == notice.get_absolute_url()
    assert SECRET not in json.dumps(shown, ensure_ascii=False)
    worker.deliver(told)  # as after a worker of ours was killed between sending and noting it
    page.wait_for_timeout(500)
    assert worker.shown() == [shown]

    page.goto(shown["path"])
    expect(page).to_have_url(page.evaluate("location.origin") + "/tasks/")
    notice.refresh_from_db()
    assert notice.read_at


def test_without_a_message_service_nothing_changes_and_it_is_said(an, visit, service):
    page = visit(an)
    page.context.grant_permissions(["notifications"])
    page.add_init_script("PushManager.prototype.subscribe = () => Promise.reject(new Error('no service'));")
    page.goto(reverse("notify:reach"))
    page.get_by_role("button", name=say("Show messages on this device")).click()
    expect(page.locator("[data-when=failed]")).to_be_visible()
    expect(page.get_by_role("button", name=say("Show messages on this device"))).to_be_visible()
    assert not Device.objects.exists()
