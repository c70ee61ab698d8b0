"""Passkeys are offered where they can work; elsewhere the page says that the address is the cause."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from conftest import PASSWORD

from sotay.accounts import passkeys

GOOD = [("so.chibo.vn", True), ("localhost", False), ("may.localhost", False), ("localhost", True)]
BAD = [
    ("127.0.0.1", False),
    ("127.0.0.1", True),
    ("[::1]", True),
    ("192.168.1.20", True),
    ("so.chibo.vn", False),
]


def at(host: str, secure: bool) -> dict[str, object]:
    return {"headers": {"Host": f"{host}:8000"}, "secure": secure}


@pytest.fixture(autouse=True)
def _any_host(settings):
    settings.ALLOWED_HOSTS = ["*"]


@pytest.mark.parametrize(("host", "secure"), GOOD)
def test_a_passkey_is_offered_at_a_secure_name(rf, english, thu, host, secure):
    page = english.get("/account/login/", **at(host, secure)).content.decode()
    assert 'data-passkey="get"' in page
    assert (
        "Passkeys do not work at this address" not in page.replace("data-address", "")[: page.index("data-p")]
    )
    assert "/passkeys/add/" in thu.get("/account/two-step/", **at(host, secure)).content.decode()


@pytest.mark.parametrize(("host", "secure"), BAD)
def test_where_none_can_work_none_is_offered_and_the_address_is_named(english, thu, host, secure):
    thu.cookies["lang"] = "en"
    pages = [
        english.get("/account/login/", **at(host, secure)),
        thu.get("/account/two-step/", **at(host, secure)),
        thu.get("/account/passkeys/", **at(host, secure)),
    ]
    for page in pages:
        told = page.content.decode()
        assert "data-passkey" not in told
        assert "/passkeys/add/" not in told
        assert "do not work at this address" in told
        assert host.strip("[]") in told
        assert "Your device is not the cause" in told


def test_adding_one_says_so_too(thu):
    thu.cookies["lang"] = "en"
    thu.post("/account/confirm/", {"password": PASSWORD, "next": "/account/passkeys/add/"})
    page = thu.get("/account/passkeys/add/", **at("192.168.1.20", True)).content.decode()
    assert "data-passkey" not in page
    assert "192.168.1.20" in page


def test_a_second_step_by_passkey_is_not_offered_there(thu, english):
    Authenticator.objects.create(user=thu.account, type="webauthn", data={"credential": {}, "name": "x"})
    where = at("192.168.1.20", False)
    english.post("/account/login/", {"login": "thu", "password": PASSWORD}, **where)
    from unittest.mock import patch

    with patch("allauth.mfa.base.views.webauthn_auth.begin_authentication", return_value={}):
        page = english.get("/account/two-step/enter/", **where).content.decode()
    assert "data-passkey" not in page
    assert "Your device is not the cause" in page


@pytest.mark.parametrize(
    ("host", "name"), [("so.chibo.vn:8000", "so.chibo.vn"), ("[::1]:8000", "::1"), ("localhost", "localhost")]
)
def test_the_name_a_passkey_belongs_to(rf, host, name):
    assert passkeys.host_of(rf.get("/", headers={"Host": host})) == name
