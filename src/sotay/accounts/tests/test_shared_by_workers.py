"""What guards a log-in is known to all workers: none keeps it in a memory of its own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.utils import timezone

from sotay.accounts import shared_cache
from sotay.accounts.models import SharedValue
from sotay.accounts.shared_cache import SharedCache
from sotay.accounts.tests.test_two_step import code_now

LOGIN, STEP = "/account/login/", "/account/two-step/enter/"
PASSWORD = "mật khẩu để thử 1"


def in_another_process(do: Callable[[], object]) -> object:
    """What `do` answers in a process of its own, with its own connections and caches."""
    here = multiprocessing.get_context("fork")
    told = here.SimpleQueue()

    def run() -> None:
        connections.close_all()
        told.put(do())
        connections.close_all()

    connections.close_all()
    worker = here.Process(target=run)
    worker.start()
    answer = told.get()
    worker.join()
    return answer


def second_step(code: str) -> int:
    """Somebody with the password comes as far as the second step and enters a code."""
    client = Client()
    assert client.post(LOGIN, {"login": "thu", "password": PASSWORD}).url == STEP
    return client.post(STEP, {"code": code}).status_code


@pytest.mark.django_db(transaction=True)
def test_a_code_used_at_one_worker_is_used_at_the_other(thu):
    secret = generate_totp_secret()
    TOTP.activate(thu.account, secret)
    with time_machine.travel(datetime.now(UTC), tick=False):
        code = code_now(secret)
        assert second_step(code) == 302
        assert in_another_process(lambda: second_step(code)) == 200


@pytest.mark.django_db(transaction=True)
def test_wrong_passwords_at_one_worker_count_at_the_other(thu):
    def guess() -> int:
        return Client().post(LOGIN, {"login": "thu", "password": "sai"}).status_code

    assert [in_another_process(guess) if n % 2 else guess() for n in range(8)] == [200] * 7 + [429]


@pytest.mark.django_db(transaction=True)
def test_wrong_second_steps_at_one_worker_count_at_the_other(thu):
    TOTP.activate(thu.account, generate_totp_secret())
    tries = [
        in_another_process(lambda: second_step("000000")) if n % 2 else second_step("000000")
        for n in range(8)
    ]
    assert tries == [200] * 7 + [429]


def test_second_steps_from_one_address_do_not_keep_the_person_out(thu):
    """Somebody who knows the password guesses codes; the person's own code is taken elsewhere."""
    secret = generate_totp_secret()
    TOTP.activate(thu.account, secret)
    for n in range(12):
        Client_at(f"203.0.113.{n % 2}").step("000000")
    with time_machine.travel(datetime.now(UTC), tick=False):
        assert Client_at("198.51.100.1").step(code_now(secret)) == 302


class Client_at:  # noqa: N801
    """Somebody at an address."""

    def __init__(self, address: str) -> None:
        self.client, self.where = Client(), {"REMOTE_ADDR": address}

    def step(self, code: str) -> int:
        self.client.post(LOGIN, {"login": "thu", "password": PASSWORD}, **self.where)
        return self.client.post(STEP, {"code": code}, **self.where).status_code


def test_the_limits_of_the_library_are_kept_in_the_shared_cache(thu):
    for _ in range(3):
        Client().post(LOGIN, {"login": "thu", "password": PASSWORD})
    assert SharedValue.objects.filter(key__contains="allauth").exists()


def test_no_cache_of_this_house_is_one_workers_own():
    assert {kind["BACKEND"] for kind in settings.CACHES.values()} == {
        "sotay.accounts.shared_cache.SharedCache"
    }


def test_an_ordinary_page_asks_neither_the_cache_nor_the_counts(thu, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        assert thu.get("/account/").status_code == 200
    told = " ".join(query["sql"] for query in asked.captured_queries)
    assert "sharedvalue" not in told
    assert "failurecount" not in told


# --- the cache itself -------------------------------------------------------------------------------------


def test_two_instances_are_one_cache(db):
    one, other = SharedCache("", {}), SharedCache("", {})
    assert one.add("a", [1.5, "x"], 30)
    assert not other.add("a", "y", 30)
    assert other.get("a") == [1.5, "x"]
    other.set("a", "z", 30)
    assert one.get("a") == "z"
    assert other.delete("a")
    assert one.get("a", "none") == "none"
    assert not one.delete("a")


def test_a_value_is_there_until_it_expires(db):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        cache.set("a", 1, 30)
        cache.set("b", 2, None)
        clock.shift(timedelta(seconds=30))
        assert cache.get("a") is None
        assert cache.add("a", 3, 30)
        assert cache.touch("a", 300)
        clock.shift(timedelta(seconds=299))
        assert (cache.get("a"), cache.get("b")) == (3, 2)
        assert not cache.touch("c", 30)
        clock.shift(timedelta(seconds=2))
        assert shared_cache.forget(timezone.now()) == 1
        assert SharedValue.objects.count() == 1
    cache.clear()
    assert not SharedValue.objects.exists()


def test_nothing_that_could_run_is_kept(db):
    with pytest.raises(TypeError):
        cache.set("a", object(), 30)


@pytest.mark.django_db(transaction=True)
def test_of_two_processes_that_add_one_gets_it(thu):
    assert in_another_process(lambda: cache.add("a", 1, 30)) is True
    assert cache.add("a", 1, 30) is False


def test_a_second_step_that_was_right_starts_the_count_anew(thu):
    secret = generate_totp_secret()
    TOTP.activate(thu.account, secret)
    with time_machine.travel(datetime.now(UTC), tick=False):
        assert [second_step("000000") for _ in range(5)] == [200] * 5
        assert second_step(code_now(secret)) == 302
    assert [second_step("000000") for _ in range(7)] == [200] * 7
    assert Authenticator.objects.count() == 1
