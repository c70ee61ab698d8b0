"""A message for a device is encrypted for it, signed as ours, and says nothing of its matter."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import datetime

import http_ece
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from sotay.kernel import jobs
from sotay.notify import actions, words
from sotay.notify.channels.web_push import public_key, vapid
from sotay.notify.models import Delivery, Device
from sotay.notify.tests.servers import gateway

NOON = datetime.fromisoformat("2026-11-30T12:00+07:00")
AUTH = b"0123456789abcdef"
SECRET = "kỷ luật đồng chí Nguyễn Văn A"


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.fixture(autouse=True)
def noon(db):
    words.NOTICE_SENTENCES.register({"test.pushed": "%(text)s"})
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def service(settings):
    with gateway() as server:
        settings.PUSH_SERVICES = [server.url, "http://127.0.0.1:9"]
        yield server


@pytest.fixture
def browser():
    """The private half of a browser's subscription."""
    return ec.generate_private_key(ec.SECP256R1())


def device(person, browser, endpoint) -> Device:
    point = browser.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    keys = {"p256dh": encoded(point), "auth": encoded(AUTH)}
    return actions.add_device(
        by=person.actor, account=person.account, endpoint=endpoint, name="Chrome", **keys
    )


def tell(person):
    (notice,) = actions.tell([person.member.pk], "test.pushed", "/tasks/", text=SECRET)
    jobs.work_off()
    return notice


def state() -> str:
    return Delivery.objects.get().status


def test_a_device_reads_what_was_sent_to_it_and_nobody_else_can(an, service, browser):
    row = device(an, browser, f"{service.url}/one")
    notice = tell(an)
    ((path, headers, body),) = service.got
    assert path == "/one"
    assert SECRET.encode() not in body
    told = json.loads(http_ece.decrypt(body, private_key=browser, auth_secret=AUTH, version="aes128gcm"))
    assert told["path"] == notice.get_absolute_url()
    assert SECRET not in json.dumps(told, ensure_ascii=False)
    assert headers["topic"] == Delivery.objects.get().message_id.hex
    assert int(headers["ttl"]) > 0
    row.refresh_from_db()
    assert row.reached_at == NOON
    assert state() == "sent"


def test_the_service_can_tell_that_it_is_us(an, service, browser):
    device(an, browser, f"{service.url}/one")
    tell(an)
    authorization = service.got[0][1]["authorization"]
    assert Vapid02.verify(authorization)
    assert public_key() in authorization


def test_the_key_is_the_same_in_every_worker_and_another_with_another_secret(settings):
    before = public_key()
    vapid.cache_clear()
    assert public_key() == before
    settings.SECRET_KEY = "x" * 50
    vapid.cache_clear()
    assert public_key() != before
    settings.SECRET_KEY = "y"
    vapid.cache_clear()


def test_a_browser_that_forgot_us_is_forgotten(an, service, browser):
    device(an, browser, f"{service.url}/gone")
    service.status = 410
    tell(an)
    assert not Device.objects.exists()
    assert state() == "failed"


def test_one_device_of_two_is_enough(an, service, browser):
    device(an, browser, "http://127.0.0.1:9/dead")
    device(an, browser, f"{service.url}/alive")
    tell(an)
    assert state() == "sent"
    assert Device.objects.count() == 2


def test_a_device_that_is_only_slow_is_tried_again_though_another_refuses(an, service, browser):
    device(an, browser, "http://127.0.0.1:9/slow")
    service.status = 403
    device(an, browser, f"{service.url}/refuses")
    tell(an)
    assert state() == "waiting"


def test_an_address_of_no_push_service_is_forgotten_and_never_asked(an, service, browser):
    device(an, browser, f"{service.url}/one")
    Device.objects.update(endpoint="https://10.0.0.5\\.push.apple.com/x")
    tell(an)
    assert not Device.objects.exists()


def test_a_service_that_is_busy_is_asked_again(an, service, browser):
    device(an, browser, f"{service.url}/one")
    service.status = 503
    tell(an)
    assert state() == "waiting"


def test_keys_no_browser_would_make_fail_that_message_alone(an, service, browser):
    row = device(an, browser, f"{service.url}/one")
    Device.objects.filter(pk=row.pk).update(p256dh="AAAA")
    tell(an)
    assert state() == "failed"
    assert not Device.objects.exists()
