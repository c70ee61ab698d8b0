"""Addresses that are told what happens: signed, tried again, cut when slow, never into private networks."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

import pytest
import time_machine
from conftest import appoint
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from sotay.audit.models import AuditLine
from sotay.figures.models import CellMonth
from sotay.integration import actions, addresses, events, rules, sealing, sending
from sotay.integration.models import Webhook, WebhookDelivery
from sotay.kernel import jobs
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.meetings import reporting
from sotay.meetings.tests.halls import hold
from sotay.members.models import Appointment, Member
from sotay.notify.models import Notice

Status = WebhookDelivery.Status


class Office(ThreadingHTTPServer):
    """The other side: it keeps what it was sent, and answers as it is told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status, self.waits = 200, 0.0
        self.released = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/tin"


class Handler(BaseHTTPRequestHandler):
    server: Office

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        if self.server.waits:
            self.server.released.wait(self.server.waits)
        try:
            self.send_response(self.server.status)
            if self.server.status == 302:
                self.send_header("Location", "http://169.254.169.254/")
            self.end_headers()
        except OSError:
            pass

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def office(settings) -> Iterator[Office]:
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    server = Office()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()


def register(person, unit, office: Office, *codes: str) -> tuple[Webhook, str]:
    return actions.register(
        by=person.actor,
        account=person.account,
        unit=unit,
        url=office.url,
        events=codes or tuple(events.EVENTS),
    )


def is_signed(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """What docs/api.md tells whoever is told."""
    parts = [part.partition("=")[::2] for part in headers["Sotay-Signature"].split(",")]
    moment = next(value for name, value in parts if name == "t")
    mark = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return any(hmac.compare_digest(mark, value) for name, value in parts if name == "v1")


@pytest.fixture(autouse=True)
def _people(request) -> None:
    """A meeting is held by a secretary, somebody who takes the minutes and a member who speaks."""
    if "house" in request.fixturenames:
        for name in ("thu", "lam", "an"):
            request.getfixturevalue(name)


def signed(house, thu):
    speaker = Member.objects.get(full_name="Nguyễn Văn An")
    return hold(house, thu, speaker.pk)


def report_a_meeting(house, thu):
    meeting = signed(house, thu)
    reporting.report(meeting=meeting, by=thu.actor)
    return meeting


def test_a_reported_meeting_is_told_signed_and_without_a_word_of_it(house, thu, binh, office):
    _hook, secret = register(binh, house.ward, office, "meeting.reported")
    meeting = report_a_meeting(house, thu)
    jobs.work_off()
    ((headers, body),) = office.got
    told = json.loads(body)
    assert told["event"] == headers["Sotay-Event"] == "meeting.reported"
    assert told["object"]["id"] == str(meeting.pk)
    assert told["object"]["api"] == f"/api/v1/meetings/{meeting.pk}"
    assert told["unit"] == {"id": str(house.cell.pk), "code": house.cell.code}
    assert told["id"] == headers["Sotay-Delivery"]
    assert is_signed(headers, body, secret)
    assert not is_signed(headers, body, "whsec_other")
    assert set(told) == {"id", "event", "at", "unit", "object"}
    assert WebhookDelivery.objects.get().status == Status.SENT


def test_only_what_was_chosen_and_only_below_the_unit(house, thu, dung, office):
    register(dung, house.far_cell, office)
    register(thu, house.cell, office, "petition.answered")
    report_a_meeting(house, thu)
    jobs.work_off()
    assert office.got == []


def test_what_its_person_may_not_know_is_not_told(house, thu, tinh, office):
    """The province reads no meetings: it is told nothing of one, whatever it chose."""
    register(tinh, house.province, office, "meeting.reported")
    report_a_meeting(house, thu)
    jobs.work_off()
    assert office.got == []
    assert WebhookDelivery.objects.get().status == Status.DROPPED


def test_an_address_ends_with_the_role_of_who_registered_it(house, thu, binh, office):
    hook, _secret = register(binh, house.ward, office)
    Appointment.objects.filter(member=binh.member).update(until_on=timezone.localdate())
    report_a_meeting(house, thu)
    jobs.work_off()
    hook.refresh_from_db()
    assert (office.got, hook.status) == ([], Webhook.Status.NO_RIGHT)


def test_nothing_is_told_of_an_act_that_was_taken_back(house, thu, binh, office):
    register(binh, house.ward, office, "meeting.reported")
    meeting = signed(house, thu)
    with transaction.atomic():
        reporting.report(meeting=meeting, by=thu.actor)
        transaction.set_rollback(True)
    jobs.work_off()
    assert (office.got, WebhookDelivery.objects.count()) == ([], 0)


def due(hook: Webhook, *, number: int = 1) -> list[WebhookDelivery]:
    event = events.EVENTS["meeting.reported"]
    made = [events.test_body(hook) for _ in range(number)]
    for delivery in made:
        delivery.event = "webhook.test"
        delivery.save(force_insert=True)
    assert event
    return made


def test_a_failed_delivery_is_tried_again_with_growing_pauses_and_the_same_id(house, thu, office):
    hook, _secret = register(thu, house.cell, office)
    office.status = 503
    (delivery,) = due(hook)
    begun, pauses = timezone.now(), []
    with time_machine.travel(begun, tick=False) as clock:
        for _ in range(4):
            sending.send_due()
            delivery.refresh_from_db()
            hook.refresh_from_db()
            pauses.append(delivery.due_at - timezone.now())
            assert hook.rests_until == delivery.due_at
            assert sending.send_due() == 0, "it rests"
            clock.move_to(delivery.due_at)
        office.status = 204
        sending.send_due()
    delivery.refresh_from_db()
    hook.refresh_from_db()
    assert pauses == [timedelta(minutes=3**n) for n in range(4)]
    assert (delivery.status, delivery.answer, delivery.attempts) == (Status.SENT, 204, 5)
    assert len({headers["Sotay-Delivery"] for headers, _body in office.got}) == 1
    assert (hook.failing_since, hook.rests_until) == (None, None)


def test_a_slow_address_is_cut_and_others_are_told_meanwhile(house, thu, binh, office, monkeypatch):
    """One that answers in a minute costs a few seconds, however many there are, and nobody waits for it."""
    monkeypatch.setattr(sending, "SECONDS", 0.5)
    slow = Office()
    threading.Thread(target=slow.serve_forever, args=(0.01,), daemon=True).start()
    slow.waits = 60
    hooks = [register(thu, house.cell, slow)[0] for _ in range(6)]
    good, _secret = register(binh, house.ward, office)
    for hook in [*hooks, good]:
        due(hook, number=2)
    begun = time.monotonic()
    sending.send_due()
    took = time.monotonic() - begun
    slow.released.set()
    slow.shutdown()
    slow.server_close()
    assert took < 5, "six slow ones at the same time, once each"
    assert len(office.got) == 2, "whoever answers is told everything at once"
    waiting = WebhookDelivery.objects.filter(webhook__in=hooks, attempts=1)
    assert {row.failure for row in waiting} == {addresses.SLOW}
    assert waiting.count() == 6
    assert WebhookDelivery.objects.filter(webhook__in=hooks, attempts=0).count() == 6, "the rest rests"


def test_an_address_that_drips_is_cut_too(house, thu, settings, monkeypatch):
    monkeypatch.setattr(sending, "SECONDS", 0.5)
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        taken, _from = listener.accept()
        try:
            for sign in b"HTTP/1.1 200 OK\r\n" * 100:
                taken.send(bytes([sign]))
                time.sleep(0.05)
        except OSError:
            pass

    threading.Thread(target=drip, daemon=True).start()
    hook, _secret = actions.register(
        by=thu.actor,
        account=thu.account,
        unit=house.cell,
        url=f"http://127.0.0.1:{listener.getsockname()[1]}/",
        events=["meeting.closed"],
    )
    begun = time.monotonic()
    delivery = sending.try_out(hook)
    listener.close()
    assert time.monotonic() - begun < 3
    assert delivery.failure == addresses.SLOW


def test_a_redirect_is_a_failure_and_is_not_followed(house, thu, office):
    hook, _secret = register(thu, house.cell, office)
    office.status = 302
    delivery = sending.try_out(hook)
    assert (delivery.status, delivery.answer, len(office.got)) == (Status.FAILED, 302, 1)


def test_long_failure_turns_an_address_off_and_tells_who_registered_it(house, thu, office):
    hook, _secret = register(thu, house.cell, office)
    office.status = 500
    Webhook.objects.update(failing_since=timezone.now() - timedelta(days=4))
    due(hook, number=2)
    sending.send_due()
    hook.refresh_from_db()
    assert hook.status == Webhook.Status.GAVE_UP
    assert not WebhookDelivery.objects.filter(status=Status.WAITING).exists()
    assert Notice.objects.get(member=thu.member, code="webhook.gave_up").url == hook.get_absolute_url()
    thu.post(f"/programs/told/{hook.pk}/on/")
    hook.refresh_from_db()
    assert (hook.status, hook.failing_since) == (Webhook.Status.ON, None)


def test_a_new_secret_signs_beside_the_one_of_before_for_a_day(house, thu, office):
    hook, old = register(thu, house.cell, office)
    thu.confirm()
    page = thu.post(f"/programs/told/{hook.pk}/secret/")
    new = page.context["secret"]
    assert new != old
    assert new not in thu.get(f"/programs/told/{hook.pk}/").content.decode()
    hook.refresh_from_db()
    assert new not in hook.secret
    sending.try_out(hook)
    headers, body = office.got[-1]
    assert is_signed(headers, body, new)
    assert is_signed(headers, body, old)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert sending.secrets_of(hook, timezone.now()) == [new]


def test_a_secret_survives_a_new_secret_key(settings):
    sealed = sealing.seal("whsec_x")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "k" * 40
    assert sealing.opened(sealed) == "whsec_x"
    settings.SECRET_KEY_FALLBACKS = []
    assert sealing.opened(sealed) is None


def test_changed_figures_are_told_once_for_each_change(house, thu, binh, office):
    register(thu, house.cell, office, "figures.changed")
    report_a_meeting(house, thu)
    month = str(CellMonth.objects.get(cell=house.cell).month)
    for _ in range(3):
        events.figures_changed(timezone.now())
    jobs.work_off()
    ((_headers, body),) = office.got
    told = json.loads(body)
    assert (told["month"], told["object"]["id"]) == (month, str(house.cell.pk))
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        assert events.figures_changed(timezone.now()) <= 1
        assert events.figures_changed(timezone.now()) == 0
        CellMonth.objects.get(cell=house.cell).save()
        assert events.figures_changed(timezone.now()) == 1
    assert WebhookDelivery.objects.count() == 2
    assert Month.parse(month)


REFUSED = [
    "file:///etc/passwd",
    "ftp://example.vn/",
    "gopher://127.0.0.1/",
    "https://user:secret@example.vn/",
    "https://example.vn\\@169.254.169.254/",
    "https://example.vn/#part",
    "https://example.vn:0/",
    "https://example.vn:99999/",
    "//example.vn/",
    "javascript:alert(1)",
    "https:///x",
    "https://exam ple.vn/",
    "https://example.vn/\r\nHost: x",
    "http://169.254.169.254/latest/meta-data/",
    "https://169.254.169.254/",
    "https://[fe80::1]/",
    "https://[::ffff:169.254.169.254]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://[2002:a9fe:a9fe::]/",
    "https://127.0.0.1/",
    "https://localhost/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://0.0.0.0/",
    "https://10.1.2.3/",
    "https://192.168.1.10/",
    "https://100.64.0.1/",
    "https://[::1]/",
    "https://[fd00::1]/",
    "https://224.0.0.1/",
    "http://8.8.8.8/",
]


@pytest.mark.parametrize("url", REFUSED)
def test_an_address_that_must_not_be_asked_is_refused_with_a_sentence(house, thu, url):
    thu.confirm()
    page = thu.post(f"/programs/told/of/{house.cell.pk}/add/", {"url": url, "events": ["meeting.closed"]})
    assert page.status_code == 422
    assert page.context["form"].errors["url"]
    assert not Webhook.objects.exists()


def test_the_operator_allows_networks_of_the_office_and_never_the_metadata(settings):
    settings.WEBHOOK_NETWORKS = [ip_network("10.0.0.0/8"), ip_network("0.0.0.0/0"), ip_network("::/0")]
    assert actions.look_up("https://10.1.2.3/tin").target == "/tin"
    for url in ("https://169.254.169.254/", "https://[::ffff:169.254.169.254]/", "https://0.0.0.0/"):
        with pytest.raises(addresses.BadAddress):
            actions.look_up(url)
    with pytest.raises(addresses.BadAddress):
        actions.look_up("http://10.1.2.3/")


def test_a_name_that_leads_inside_later_is_caught_when_it_is_sent(house, thu, office, monkeypatch):
    """The resolver is asked once, and the connection goes to what it said."""
    answers = {"tin.example.vn": "8.8.8.8"}
    asked: list[str] = []

    def resolver(host: str, port: int, **_how: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers.get(host, host), port))]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", resolver)
    actions.look_up("https://tin.example.vn/")
    answers["tin.example.vn"] = "169.254.169.254"
    hook, _secret = actions.register(
        by=thu.actor,
        account=thu.account,
        unit=house.cell,
        url="https://tin.example.vn/",
        events=["meeting.closed"],
    )
    asked.clear()
    delivery = sending.try_out(hook)
    assert delivery.status == Status.FAILED
    assert asked == ["tin.example.vn"]


@given(st.ip_addresses())
def test_no_place_inside_is_ever_allowed(place):
    if addresses.is_allowed(place, []):
        inside = (place.is_private, place.is_loopback, place.is_link_local, place.is_multicast)
        assert (place.is_global, inside) == (True, (False,) * 4)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text):
    for url in (text, f"https://{text}", f"https://example.vn{text}"):
        try:
            found = addresses.read(url)
        except addresses.BadAddress:
            continue
        assert found.host.isascii()
        assert "@" not in found.host
        assert not set(found.target) & set("\\\r\n #")


@given(st.text(min_size=1, max_size=20), st.binary(max_size=200))
def test_a_signature_is_of_its_secret_its_body_and_its_moment(secret, body):
    now = timezone.now()
    made = rules.signature([secret], now, body)
    assert is_signed({"Sotay-Signature": made}, body, secret)
    assert not is_signed({"Sotay-Signature": made}, body + b"x", secret)
    assert not is_signed({"Sotay-Signature": made.replace("t=", "t=1")}, body, secret)


def test_who_works_for_the_unit_sees_its_addresses_and_nobody_else(
    house, thu, lam, an, binh, chi, dung, tinh, van, office
):
    hook, secret = register(thu, house.cell, office)
    for person in (thu, lam):
        assert person.get(f"/programs/told/{hook.pk}/").status_code == 200
        assert secret not in person.get(f"/programs/told/of/{house.cell.pk}/").content.decode()
    for person in (an, binh, chi, dung, tinh, van):
        for path in (f"{hook.pk}/", f"of/{house.cell.pk}/", f"of/{house.cell.pk}/add/"):
            assert person.get(f"/programs/told/{path}").status_code == 404
        for what in ("test", "secret", "off", "on", "remove"):
            assert person.post(f"/programs/told/{hook.pk}/{what}/").status_code == 404
    assert office.got == []


def test_the_pages_of_an_address(house, thu, office):
    thu.confirm()
    page = thu.post(
        f"/programs/told/of/{house.cell.pk}/add/", {"url": office.url, "events": ["meeting.reported"]}
    )
    hook = Webhook.objects.get()
    assert page.context["secret"] in page.content.decode()
    thu.post(f"/programs/told/{hook.pk}/test/")
    assert len(office.got) == 1
    shown = thu.get(f"/programs/told/{hook.pk}/").content.decode()
    assert "HTTP 200" in shown
    thu.post(f"/programs/told/{hook.pk}/off/")
    hook.refresh_from_db()
    assert hook.status == Webhook.Status.OFF
    thu.post(f"/programs/told/{hook.pk}/off/")
    assert AuditLine.objects.filter(code="webhook.turned_off").count() == 1, "twice changes nothing"
    thu.post(f"/programs/told/{hook.pk}/remove/")
    assert not Webhook.objects.exists()


def test_a_unit_has_only_so_many_addresses(house, thu, office):
    for _ in range(actions.MOST_WEBHOOKS):
        register(thu, house.cell, office)
    with pytest.raises(actions.TooManyWebhooks):
        register(thu, house.cell, office)


def test_the_page_of_a_unit_leads_to_its_addresses(house, thu, an):
    link = f"/programs/told/of/{house.cell.pk}/"
    assert link in thu.get(house.cell.get_absolute_url()).content.decode()
    assert link not in an.get(house.cell.get_absolute_url()).content.decode()


def test_old_deliveries_are_forgotten(house, thu, office):
    hook, _secret = register(thu, house.cell, office)
    sending.try_out(hook)
    WebhookDelivery.objects.update(created_at=timezone.now() - timedelta(days=40))
    assert sending.forget(timezone.now()) == 1


def test_a_delivery_whose_worker_died_is_sent_by_another(house, thu, office):
    hook, _secret = register(thu, house.cell, office)
    (delivery,) = due(hook)
    long_ago = timezone.now() - timedelta(minutes=6)
    WebhookDelivery.objects.update(status=Status.SENDING, claimed_at=long_ago)
    sending.enqueue_due(timezone.now())
    jobs.work_off()
    delivery.refresh_from_db()
    assert delivery.status == Status.SENT


def test_an_office_may_hold_several_units(house, thu, office):
    appoint(house.neighbour, Role.SECRETARY, thu.member)
    assert thu.get(f"/programs/told/of/{house.neighbour.pk}/").status_code == 200
