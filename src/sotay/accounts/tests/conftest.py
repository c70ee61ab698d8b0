from __future__ import annotations

import pytest

PASSWORD = "mật khẩu để thử 1"


@pytest.fixture
def english(client):
    """Somebody at the door who reads English."""
    client.cookies["lang"] = "en"
    return client


@pytest.fixture
def log_in(english):
    def log_in(name, password=PASSWORD, address="127.0.0.1", **more):
        given = {"login": name, "password": password, **more}
        return english.post("/account/login/", given, REMOTE_ADDR=address)

    return log_in
