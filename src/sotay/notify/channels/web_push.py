"""Web push: the browser's own service carries a message, encrypted for one device, to its service worker.

Source: RFC 8030 (the service), 8291 (encryption), 8292 (VAPID).
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64encode
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy
from py_vapid import Vapid02
from pywebpush import WebPusher, WebPushException

from sotay.notify.channels import MOST_SECONDS, SECONDS, Message, Refused, Unavailable, within
from sotay.notify.channels.text import check
from sotay.notify.models import Device, Reach

KEPT_SECONDS = 3 * 24 * 60 * 60
"""How long the service keeps a message for a device that is switched off."""

_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class PushChannel:
    code = "push"
    words = gettext_lazy("On a telephone or computer")

    def is_open(self) -> bool:
        return True

    def is_for(self, reach: Reach) -> bool:
        return bool(reach.has_device)  # type: ignore[attr-defined]

    def addresses(self, reach: Reach) -> list[str]:
        account = reach.account or getattr(reach.member, "account", None)
        found = Device.objects.filter(account=account, is_paused=False) if account else Device.objects.none()
        return [str(pk) for pk in found.values_list("pk", flat=True)]

    def post(self, message: Message, addresses: list[str]) -> None:
        """To each device; one whose browser has forgotten us is forgotten. Well when one was reached."""
        devices = list(Device.objects.filter(pk__in=addresses))
        failure: Exception = Refused("no device left")
        reached = False
        for device in devices:
            try:
                within(MOST_SECONDS, lambda to=device: self._post(message, to))  # type: ignore[misc]
            except _Forgotten:
                device.delete()
            except Refused as wrong:
                failure = failure if isinstance(failure, Unavailable) else wrong
            except (Unavailable, requests.RequestException) as wrong:
                failure = Unavailable(type(wrong).__name__)
            else:
                reached = True
                Device.objects.filter(pk=device.pk).update(reached_at=timezone.now())
        if not reached:
            raise failure

    @staticmethod
    def _post(message: Message, device: Device) -> None:
        if not is_push_service(device.endpoint):
            raise _Forgotten
        service = urlsplit(device.endpoint)
        claims = {"aud": f"{service.scheme}://{service.netloc}", "sub": settings.PUSH_CONTACT}
        keys = {"p256dh": device.p256dh, "auth": device.auth}
        try:
            body = WebPusher({"endpoint": device.endpoint, "keys": keys}).encode(payload(message))["body"]
        except (ValueError, IndexError, WebPushException):  # keys that are none
            raise _Forgotten from None
        answer = requests.post(
            device.endpoint,
            data=body,
            headers={
                **vapid().sign(claims),
                "Content-Encoding": "aes128gcm",
                "TTL": str(KEPT_SECONDS),
                "Topic": message.id.hex,
                "Urgency": "normal",
            },
            timeout=SECONDS,
            allow_redirects=False,
            stream=True,  # the answer's body is not read
        )
        answer.close()
        if answer.status_code in _GONE:
            raise _Forgotten
        check(answer.status_code)


class _Forgotten(Exception):  # noqa: N818
    """The browser has withdrawn its consent, or was removed."""


def payload(message: Message) -> bytes:
    """What the service worker reads (portal/sw.js). `tag` replaces a copy that is shown already."""
    told = {"title": message.title, "body": message.text, "tag": str(message.id)}
    told["path"] = urlsplit(message.url).path  # the browser knows us by the address it asked from
    return json.dumps({**told, "lang": message.language}, ensure_ascii=False).encode()


_ENDPOINT = re.compile(
    r"(https://([a-z0-9.-]+)(?::443)?|http://127\.0\.0\.1:[0-9]+)/[\x21-\x5b\x5d-\x7e]*", re.IGNORECASE
)
"""Nothing that two parsers of addresses read differently: no backslash, no user, no control sign."""


def is_push_service(endpoint: str) -> bool:
    """Whether an address given by a browser is one of a known push service: the server posts to no other."""
    found = _ENDPOINT.fullmatch(endpoint)
    if found is None:
        return False
    if found[1] in settings.PUSH_SERVICES:  # a service of tests, named with its scheme and port
        return True
    host = (found[2] or "").lower()
    return any(
        host == name or (name.startswith(".") and host.endswith(name)) for name in settings.PUSH_SERVICES
    )


@lru_cache(maxsize=1)
def vapid() -> Vapid02:
    """The key that says it is us who send, drawn from SECRET_KEY: the same in every worker, and after a
    restore. With another SECRET_KEY browsers have to be asked again, which `push.js` does by itself.
    """
    drawn = HKDF(algorithm=hashes.SHA256(), length=48, salt=None, info=b"sotay.notify.vapid")
    number = int.from_bytes(drawn.derive(settings.SECRET_KEY.encode()), "big")
    return Vapid02(ec.derive_private_key(number % (_ORDER_OF_P256 - 1) + 1, ec.SECP256R1()))


def public_key() -> str:
    """What `pushManager.subscribe` takes as `applicationServerKey`."""
    point = vapid().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()
