"""Lock-out after wrong answers: it meets whoever guesses, and not the person whose account it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sotay.accounts import actions, limits, lockout
from sotay.accounts.models import Account, FailureCount, SharedValue
from sotay.audit.models import AuditLine

from .conftest import PASSWORD

LOGIN, SLIP = "/account/login/", "/account/slip/"
ATTACKER = "203.0.113.9"


def guess(times: int, name: str = "thu", address: str = ATTACKER) -> list[int]:
    """Wrong passwords of somebody with no cookie, as a program sends them."""
    given = {"login": name, "password": "sai"}
    return [Client().post(LOGIN, given, REMOTE_ADDR=address).status_code for _ in range(times)]


def test_eight_wrong_passwords_pause_the_log_in_and_say_until_when(thu, log_in):
    now = timezone.localtime().replace(hour=19, minute=50, second=0, microsecond=0)
    with time_machine.travel(now, tick=False):
        pages = [log_in("thu", "sai") for _ in range(8)]
        assert [page.status_code for page in pages] == [200] * 7 + [429]
        assert "Try again in 15 minutes, at 20:05." in pages[-1].content.decode()
        assert pages[-1]["Retry-After"] == "900"
        assert log_in("thu").status_code == 429, "not even the right one opens it now"


def test_username_and_card_number_count_together(thu, log_in):
    for name in ["thu", "01000001", "THU", "01.000.001"] * 2:
        last = log_in(name, "sai")
    assert last.status_code == 429


def test_the_pause_ends_and_trying_again_does_not_make_it_longer(thu, log_in):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(8):
            log_in("thu", "sai")
        clock.shift(timedelta(minutes=10))
        assert "Try again in 5 minutes" in log_in("thu", "sai").content.decode()
        clock.shift(timedelta(minutes=6))
        assert log_in("thu").url == "/"


def test_a_name_that_does_not_exist_is_paused_alike(db, log_in):
    pages = [log_in("nobody", "sai") for _ in range(8)]
    assert [page.status_code for page in pages] == [200] * 7 + [429]
    assert "Try again in 15 minutes" in pages[-1].content.decode()


def test_sixty_wrong_passwords_from_one_address_do_not_keep_the_person_out(thu, log_in, english):
    guess(60)
    for address in ("198.51.100.1", "198.51.100.2", "198.51.100.3"):
        assert log_in("thu", address=address).url == "/"
        english.post("/account/logout/")
    assert log_in("thu", address=ATTACKER).status_code == 302, "a device that logged in before is known"
    stranger = Client().post(LOGIN, {"login": "thu", "password": PASSWORD}, REMOTE_ADDR=ATTACKER)
    assert stranger.status_code == 429


def test_guessing_at_a_known_device_is_limited_too(thu, log_in, english):
    """The cookie of a shared computer is no licence to guess, from whatever address it is sent."""
    log_in("thu")
    english.post("/account/logout/")
    tries = [log_in("thu", "sai", address=f"198.51.100.{n}").status_code for n in range(8)]
    assert tries == [200] * 7 + [429]


def test_a_device_is_known_to_the_accounts_that_logged_in_there_only(thu, an, log_in, english):
    guess(8, "an", "127.0.0.1")
    log_in("thu")
    english.post("/account/logout/")
    assert log_in("an").status_code == 429
    assert log_in("thu").status_code == 302


@pytest.mark.parametrize("cookie", ["", "x", "eyJkIjoiYSIsImEiOltdfQ:1abc:def", "\x00", "a" * 5000])
def test_a_forged_device_cookie_is_no_device(thu, log_in, english, cookie):
    english.cookies["device"] = cookie
    assert [log_in("thu", "sai").status_code for _ in range(8)][-1] == 429
    assert guess(1, "thu", "127.0.0.1") == [429], "it was counted by its address"


def test_a_hall_with_right_passwords_is_not_kept_out_by_its_own_slips_of_the_finger(thu, an, lam, log_in):
    """Thirty people behind one address, three wrong passwords each."""
    for n in range(30):
        assert guess(3, f"dv{n}", "192.0.2.7") == [200] * 3
    for name in ("thu", "an", "lam"):
        assert log_in(name, address="192.0.2.7").status_code == 302


def test_trying_one_password_on_many_names_is_limited_by_address(thu, log_in, english):
    tries = [guess(1, f"ten{n}")[0] for n in range(limits.ADDRESS.failures + 5)]
    assert tries.count(429) == 6
    assert guess(1, "thu") == [429]
    assert log_in("thu", address="198.51.100.1").status_code == 302


def test_guessing_from_many_addresses_is_limited_by_account_but_not_for_known_devices(thu, log_in, english):
    log_in("thu")
    english.post("/account/logout/")
    tries = [guess(1, "thu", f"198.51.{n // 200}.{n % 200}")[0] for n in range(limits.ACCOUNT.failures + 5)]
    assert tries.count(429) == 6
    fresh = Client().post(LOGIN, {"login": "thu", "password": PASSWORD}, REMOTE_ADDR="192.0.2.1")
    assert fresh.status_code == 429
    assert log_in("thu").status_code == 302


def test_a_right_password_counts_for_nothing(thu, english, log_in):
    for _ in range(limits.PAIR.failures * 2):
        assert log_in("thu").status_code == 302
        english.post("/account/logout/")
    assert not FailureCount.objects.filter(failures__gt=0).exists()


def test_neither_names_nor_addresses_nor_passwords_are_kept_with_the_counts(thu):
    guess(3)
    kept = str(list(FailureCount.objects.values()))
    assert kept.count("failures': 3") == 3
    for word in ("thu", ATTACKER, "sai", str(thu.account.pk)):
        assert word not in kept


def test_a_lock_out_leaves_one_line_however_long_somebody_tries(thu):
    guess(20)
    assert AuditLine.objects.filter(code="account.locked_out").count() == 1


def cost(name: str, tries: int, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """How many questions to the database and how many hashes each wrong password takes."""
    FailureCount.objects.all().delete()
    SharedValue.objects.all().delete()
    hashed: list[str] = []
    kept = Account.check_password
    with monkeypatch.context() as patch:
        patch.setattr(
            Account, "check_password", lambda self, raw: bool(hashed.append(raw)) or kept(self, raw)
        )
        costs = []
        for _ in range(tries):
            before = len(hashed)
            with CaptureQueriesContext(connection) as asked:
                guess(1, name)
            costs.append((len(asked), len(hashed) - before))
    return costs


@pytest.mark.parametrize(("known", "unknown"), [("thu", "nobody"), ("01000001", "09999999")])
def test_a_wrong_password_costs_the_same_whoever_it_is_for(thu, an, dung, known, unknown, monkeypatch):
    """Up to the pause and into it, so that time tells nothing of who has an account."""
    tries = limits.PAIR.failures + 1
    costs, others = cost(known, tries, monkeypatch), cost(unknown, tries, monkeypatch)
    one_more = list(others)
    one_more[limits.PAIR.failures - 1] = (others[limits.PAIR.failures - 1][0] - 1, others[0][1])
    assert costs == one_more, "but for the line about the pause, which is taken back for a name nobody has"
    assert costs[0][1] == (2 if known.isdecimal() else 1)


def test_a_card_number_that_another_ward_recorded_too_costs_the_same(thu, dung, monkeypatch):
    alone = cost("01000001", 3, monkeypatch)
    dung.member.member_card_no = "01000001"
    dung.member.save()
    assert [hashes for _asked, hashes in cost("01000001", 3, monkeypatch)] == [n for _asked, n in alone]


def test_a_card_number_recorded_twice_neither_closes_nor_tells_anything(thu, dung, log_in, english):
    """Somebody in another ward is recorded with the number of `thu`'s card: her log-in goes on."""
    dung.member.member_card_no = "01000001"
    dung.member.save()
    dung.account.set_password("một mật khẩu khác")
    dung.account.save()
    assert log_in("01000001").url == "/"
    assert english.get("/account/").context["account"] == thu.account
    english.post("/account/logout/")
    other = Client().post(LOGIN, {"login": "01000001", "password": "một mật khẩu khác"})
    assert other.status_code == 302


def test_counts_are_forgotten_by_the_clock(thu):
    guess(8)
    assert lockout.forget(timezone.now()) == 0
    assert lockout.forget(timezone.now() + timedelta(days=2)) > 0
    assert not FailureCount.objects.exists()


# --- slips ------------------------------------------------------------------------------------------------


CODES = [f"{a}{b}FHJKMNPR" for a in "CFHJKMNPRTX" for b in "CFHJKMNPRTX"]


@pytest.fixture
def code(an, thu):
    return actions.issue_slip(by=thu.actor, account=an.account)[1]


def enter(code: str, address: str = "127.0.0.1", **more: str) -> int:
    return Client().post(SLIP, {"code": code, **more}, REMOTE_ADDR=address).status_code


def test_wrong_codes_of_a_hall_keep_nobody_out(an, code):
    """Ten people mistype their codes behind one address; the eleventh comes in by the code alone."""
    assert {enter(each) for each in CODES[:10]} == {422}
    assert enter(code) == 302


def test_after_many_wrong_codes_from_one_address_the_name_is_asked_there(an, code):
    tries = [enter(each, ATTACKER) for each in CODES[:40]]
    assert tries == [422] * 15 + [429] * 25
    assert enter(code, ATTACKER) == 429
    assert enter(code, ATTACKER, name="nobody") == 422
    assert enter(code, ATTACKER, name="an") == 302


def test_elsewhere_the_code_alone_is_enough_while_one_address_guesses(an, code):
    for each in CODES[:40]:
        enter(each, ATTACKER)
    assert enter(code, "198.51.100.1") == 302


def test_forty_wrong_codes_from_forty_addresses_meet_a_limit(an, code):
    tries = [enter(each, f"198.51.100.{n}") for n, each in enumerate(CODES[:40])]
    assert tries == [422] * 30 + [429] * 10
    page = Client().post(f"{SLIP}?lang=en", {"code": code}, REMOTE_ADDR="192.0.2.1")
    assert page.status_code == 429
    assert "the name on the slip is asked too until" in page.content.decode()
    assert 'name="name"' in page.content.decode()
    assert enter(code, "192.0.2.1", name="01.000.003") == 302, "who holds the slip comes in all the same"


def test_the_limit_of_all_addresses_passes(an, code):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for n, each in enumerate(CODES[:40]):
            enter(each, f"198.51.100.{n}")
        clock.shift(timedelta(minutes=16))
        assert enter(code, "192.0.2.1") == 302


def test_guesses_at_one_slip_are_paused_by_address_and_leave_its_person_alone(an, code):
    tries = [enter(each, ATTACKER, name="an") for each in CODES[:10]]
    assert tries == [422] * 7 + [429] * 3
    assert enter(code, ATTACKER, name="an") == 429
    assert enter(code, "198.51.100.1", name="an") == 302


def test_a_name_that_has_no_slip_reads_and_costs_the_same(an, thu, code):
    said = []
    for name in ("an", "nobody"):
        with CaptureQueriesContext(connection) as asked:
            page = Client().post(f"{SLIP}?lang=en", {"code": CODES[0], "name": name})
        said.append((page.status_code, page.context["form"].errors["code"], len(asked)))
    assert said[0] == said[1]


def test_a_good_code_under_somebody_elses_name_is_not_used_up(an, thu, code):
    assert enter(code, name="thu") == 422
    assert enter(code, name="an") == 302


def test_wrong_passwords_do_not_close_slips_nor_slips_passwords(an, code, log_in):
    guess(9, "an", "127.0.0.1")
    assert enter(code) == 302
    for each in CODES[:40]:
        enter(each, name="an")
    assert Client().post(LOGIN, {"login": "thu", "password": "x"}).status_code == 200


# --- the arithmetic ---------------------------------------------------------------------------------------


def test_a_window_begins_with_its_first_failure_and_anew_when_it_is_over():
    now, limit = timezone.now(), limits.Limit(3, timedelta(minutes=10), timedelta(minutes=5))
    count = limits.after_failure(limits.Count(), limit, now)
    count = limits.after_failure(count, limit, now + timedelta(minutes=9))
    assert (count.failures, count.since, count.until) == (2, now, None)
    later = limits.after_failure(count, limit, now + timedelta(minutes=10))
    assert later.failures == 1
    paused = limits.after_failure(count, limit, now + timedelta(minutes=9))
    assert limits.paused_until(paused, now + timedelta(minutes=13)) == now + timedelta(minutes=14)
    assert limits.paused_until(paused, now + timedelta(minutes=14)) is None
