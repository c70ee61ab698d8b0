"""Choosing how one is reached, confirming an address, and the secretary's list of those to be called."""

from __future__ import annotations

import json
import re

import pytest
from conftest import PASSWORD
from django.core import mail
from django.utils import timezone

from sotay.accounts.models import Account
from sotay.notify.channels.web_push import is_push_service
from sotay.notify.models import Device, Reach

CHOSEN = {
    "email": "an@example.org",
    "quiet_from": "21:00",
    "quiet_until": "6h",
    "daily_at": "",
    "language": "vi",
}
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"


def choose(person, **changed):
    return person.post("/notices/reach/", {**CHOSEN, **changed})


def link(letter) -> str:
    return re.search(r"/notices/reach/confirm/\S+", letter.body)[0]


def test_an_address_counts_once_its_reader_confirmed_it(an):
    assert choose(an).status_code == 302
    (letter,) = mail.outbox
    assert letter.to == ["an@example.org"]
    assert an.get(link(letter)).status_code == 200
    assert Reach.objects.get().email_confirmed_at is None
    an.post(link(letter))
    assert Reach.objects.get().email_confirmed_at is not None


def test_another_address_has_to_be_confirmed_anew_and_the_old_link_ends(an):
    choose(an)
    choose(an, email="other@example.org")
    an.post(link(mail.outbox[0]))
    assert Reach.objects.get().email_confirmed_at is None
    an.post(link(mail.outbox[1]))
    assert Reach.objects.get().email_confirmed_at is not None
    choose(an, email="other@example.org", daily_at="7")
    assert Reach.objects.get().email_confirmed_at is not None
    assert len(mail.outbox) == 2


def test_the_link_of_a_letter_is_for_its_reader_alone_and_not_to_be_guessed(an, thu):
    choose(an)
    assert thu.get(link(mail.outbox[0])).status_code == 404
    assert thu.post(link(mail.outbox[0])).status_code == 404
    assert an.get("/notices/reach/confirm/abc:def:ghi/").status_code == 404


def test_a_mail_server_that_does_not_answer_is_said_and_the_choice_kept(an, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    choose(an)
    page = an.get("/notices/reach/")
    assert 'class="toast' in page.text or "toast" in page.text
    assert Reach.objects.get().email == "an@example.org"
    assert an.post("/notices/reach/letter/").status_code == 302


def test_nobody_has_letters_sent_to_strangers_without_end(an):
    for number in range(9):
        choose(an, email=f"victim{number}@example.org")
        an.post("/notices/reach/letter/")
    assert len(mail.outbox) == 5


@pytest.mark.parametrize(
    "wrong", [{"email": "an"}, {"quiet_from": "25:00"}, {"language": "xx"}, {"email": "a@b\nBcc: c@d.vn"}]
)
def test_what_cannot_be_is_refused_beside_its_field(an, wrong):
    assert choose(an, **wrong).status_code == 422
    assert not Reach.objects.exists()


def test_text_messages_are_offered_where_there_is_a_gateway_and_a_number(an, settings):
    assert 'name="by_text"' not in an.get("/notices/reach/").text
    settings.TEXT_URL = "http://127.0.0.1:9/"
    an.member.phone = "0912345678"
    an.member.save()
    assert 'name="by_text"' in an.get("/notices/reach/").text


def test_somebody_in_no_cell_chooses_too(van):
    assert choose(van).status_code == 302
    assert Reach.objects.get().account_id == van.account.pk


def add(person, endpoint=ENDPOINT, **more):
    body = {"endpoint": endpoint, "keys": {"p256dh": "B" * 87, "auth": "A" * 22}, **more}
    return person.post("/notices/reach/devices/", json.dumps(body), content_type="application/json")


def test_a_browser_is_added_once_and_goes_over_to_who_logs_in_there(an, thu):
    assert add(an).status_code == 201
    assert add(an).status_code == 201
    assert Device.objects.get().account == an.account
    assert add(thu).status_code == 201
    assert Device.objects.get().account == thu.account


def test_a_device_is_forgotten_by_its_owner(an, thu):
    add(an)
    device = Device.objects.get()
    thu.post(f"/notices/reach/devices/{device.pk}/forget/")
    assert Device.objects.exists()
    an.post(f"/notices/reach/devices/{device.pk}/forget/")
    assert not Device.objects.exists()


def come_in(client, username):
    client.post("/account/login/", {"login": username, "password": PASSWORD})


def test_messages_rest_while_somebody_is_logged_out_and_go_to_nobody_else(an, thu, client):
    """A browser of several people: each gets messages there while it is they who are logged in."""
    for person in (an, thu):
        person.account.set_password(PASSWORD)
        person.account.save()
    come_in(client, an.account.username)
    add(client)
    assert not Device.objects.get().is_paused
    client.post("/account/logout/")
    assert Device.objects.get().is_paused
    come_in(client, an.account.username)
    assert not Device.objects.get().is_paused
    client.cookies.pop("sessionid", None)  # the session ends by itself
    come_in(client, thu.account.username)
    assert Device.objects.get().is_paused


def test_the_eleventh_device_takes_the_place_of_the_first(an):
    for number in range(12):
        add(an, f"{ENDPOINT}{number}")
    assert Device.objects.count() == 10
    assert not Device.objects.filter(endpoint=f"{ENDPOINT}0").exists()


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:5432/",
        "https://127.0.0.1/",
        "https://evil.example/fcm.googleapis.com",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilfcm.googleapis.com/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "http://fcm.googleapis.com/x",
        "file:///etc/passwd",
        "https://[::1/x",
        "",
        "https://push.apple.com.evil.example/",
        "https://10.0.0.5\\.push.apple.com/x",
        "https://fcm.googleapis.com\\@evil.example/x",
        "https://fcm.googleapis.com/x\x00",
        "https://fcm.googleapis.com/é",
    ],
)
def test_the_server_posts_to_no_address_but_of_a_push_service(an, endpoint):
    assert not is_push_service(endpoint)
    assert add(an, endpoint).status_code == 400
    assert not Device.objects.exists()


@pytest.mark.parametrize(
    "keys",
    [
        {"p256dh": "", "auth": "A" * 22},
        {"p256dh": "B" * 87, "auth": ""},
        {"p256dh": "B\x00" * 43, "auth": "A" * 22},
    ],
)
def test_keys_no_browser_would_make_are_refused(an, keys):
    assert add(an, keys=keys).status_code == 400
    assert not Device.objects.exists()


def test_the_services_of_browsers_are_known():
    for host in (
        "fcm.googleapis.com",
        "updates.push.services.mozilla.com",
        "web.push.apple.com",
        "x.notify.windows.com",
    ):
        assert is_push_service(f"https://{host}/send/1")


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"endpoint": 1}', "null", '{"endpoint": "x", "keys": "y"}', "ÿ"]
)
def test_what_no_browser_would_send_is_a_bad_request(an, body):
    answer = an.post("/notices/reach/devices/", body, content_type="application/json")
    assert answer.status_code == 400


def test_the_secretary_sees_who_has_to_be_called(thu, an, lam, house):
    Account.objects.update(last_login=None)
    Account.objects.filter(pk=lam.account.pk).update(last_login=timezone.now())
    an.member.phone = "0912345678"
    an.member.save()
    page = thu.get(f"/notices/people/{house.cell.pk}/").text
    calls, others = page.split('id="others"')
    assert an.member.full_name in calls
    assert "0912345678" in calls
    assert lam.member.full_name in others


def test_the_list_is_for_those_who_keep_the_roll(an, chi, dung, house):
    for person in (an, chi, dung):
        assert person.get(f"/notices/people/{house.cell.pk}/").status_code == 404


def test_the_secretary_turns_text_messages_on_for_a_member(thu, an, dung, house, settings):
    settings.TEXT_URL = "http://127.0.0.1:9/"
    an.member.phone = "0912345678"
    an.member.save()
    url = f"/notices/people/{an.member.pk}/texts/"
    assert dung.post(url, {"wanted": "yes"}).status_code == 404
    assert an.post(url, {"wanted": "yes"}).status_code == 404
    assert thu.post(url, {"wanted": "yes"}).status_code == 302
    assert Reach.objects.get().by_text
    thu.post(url, {"wanted": "no"})
    assert not Reach.objects.get().by_text


def test_the_pages_ask_few_queries(thu, an, house, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        thu.get(f"/notices/people/{house.cell.pk}/")
    with django_assert_max_num_queries(12):
        an.get("/notices/reach/")


def test_what_did_not_get_out_is_for_the_operator(an, binh, van):
    for person in (an, binh):
        assert person.get("/notices/outgoing/").status_code == 404
        assert person.post("/notices/outgoing/again/").status_code == 404
    assert van.get("/notices/outgoing/").status_code == 200
    assert van.post("/notices/outgoing/again/", {"message": "x"}).status_code == 404
