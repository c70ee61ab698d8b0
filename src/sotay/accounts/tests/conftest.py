from __future__ import annotations

import pytest
from django.core.cache import cache

PASSWORD = "mật khẩu để thử 1"


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests():
    """Attempts are counted in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def english(client):
    """Somebody at the door who reads English."""
    client.cookies["lang"] = "en"
    return client


@pytest.fixture
def log_in(english):
    def log_in(name, password=PASSWORD, **more):
        return english.post("/account/login/", {"login": name, "password": password, **more})

    return log_in
