"""A notice leaves the application once for each channel its person chose, and says nothing of its matter."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from email import message_from_bytes
from uuid import UUID

import pytest
import time_machine
from conftest import make_member, make_person
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sotay.kernel import jobs
from sotay.notify import actions, channels, queries, sending, words
from sotay.notify.channels import text
from sotay.notify.channels.email import EmailChannel
from sotay.notify.jobs import send_due
from sotay.notify.models import Delivery, Notice, Reach
from sotay.notify.tests.servers import gateway, mail_server

HERE = "/tasks/"
SECRET = "kỷ luật đồng chí Nguyễn Văn A"
NOON = datetime.fromisoformat("2026-11-30T12:00+07:00")


@pytest.fixture(autouse=True)
def noon(db):
    words.NOTICE_SENTENCES.register(
        {"test.secret": "%(text)s", "test.meeting": "Họp bàn: %(text)s lúc %(at)s"}
    )
    words.OUTSIDE_SENTENCES.register({"test.meeting": "Bạn có cuộc họp lúc %(at)s."})
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def reach(person, **chosen) -> Reach:
    whose = queries.whose(person.actor)
    row, _new = Reach.objects.update_or_create(
        **whose, defaults={"commune_id": person.member.commune_id, **chosen}
    )
    return row


@pytest.fixture
def by_mail(an):
    return reach(an, email="an@example.org", email_confirmed_at=NOON)


def tell(*people, code="test.secret", **data) -> list[Notice]:
    return actions.tell([person.member.pk for person in people], code, HERE, **{"text": SECRET, **data})


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("status", flat=True))


def test_nobody_is_sent_anything_without_having_asked(an):
    tell(an)
    jobs.work_off()
    assert not Delivery.objects.exists()
    assert not mail.outbox


def test_a_letter_says_that_something_is_new_and_where_and_not_what(an, by_mail, settings):
    (notice,) = tell(an)
    jobs.work_off()
    (letter,) = mail.outbox
    whole = letter.message().as_string() + letter.subject + letter.body
    assert letter.to == ["an@example.org"]
    assert f"{settings.PUBLIC_URL}{notice.get_absolute_url()}" in letter.body
    for part in (SECRET, "kỷ luật", an.member.full_name, str(an.member.cell)):
        assert part not in whole
    assert states() == ["sent"]


def test_an_app_may_say_when_a_meeting_is(an, by_mail):
    tell(an, code="test.meeting", at="19:30, 03/12/2026")
    jobs.work_off()
    assert "Bạn có cuộc họp lúc 19:30, 03/12/2026." in mail.outbox[0].body
    assert SECRET not in mail.outbox[0].body


def test_an_address_that_was_not_confirmed_gets_nothing(an):
    reach(an, email="an@example.org")
    tell(an)
    jobs.work_off()
    assert not mail.outbox


def test_what_comes_at_night_is_one_letter_in_the_morning(an, by_mail, noon):
    noon.move_to(NOON + timedelta(hours=11))
    tell(an)
    tell(an)
    jobs.work_off()
    assert not mail.outbox
    noon.move_to(NOON + timedelta(hours=18, minutes=1))
    jobs.work_off()
    (letter,) = mail.outbox
    assert "2" in letter.body
    assert "/notices/" in letter.body
    assert states() == ["sent", "sent"]


def test_a_job_that_waits_for_the_morning_does_not_hold_back_what_is_sent_now(an, thu, by_mail):
    reach(thu, email="thu@example.org", email_confirmed_at=NOON, daily_at=time(7))
    tell(thu)
    tell(an)
    jobs.work_off()
    assert [letter.to for letter in mail.outbox] == [["an@example.org"]]


def test_all_of_a_day_comes_together_and_what_was_read_meanwhile_is_left_out(an, by_mail, noon):
    reach(an, daily_at=time(17))
    first, *_ = tell(an), tell(an), tell(an)
    actions.mark_read(of=an.actor, notices=[first[0].pk])
    noon.move_to(NOON + timedelta(hours=5, minutes=1))
    jobs.work_off()
    (letter,) = mail.outbox
    assert "2" in letter.body
    assert sorted(states()) == ["sent", "sent", "unneeded"]


def test_a_letter_in_english_to_whoever_chose_it(an, by_mail):
    reach(an, language="en")
    tell(an)
    jobs.work_off()
    assert "new notice" in mail.outbox[0].body


def test_an_account_that_was_closed_is_sent_nothing(an, by_mail):
    tell(an)
    an.account.is_active = False
    an.account.save()
    jobs.work_off()
    tell(an)
    jobs.work_off()
    assert not mail.outbox
    assert states() == ["unneeded"]


def test_run_twice_and_late_nothing_is_sent_twice(an, by_mail, noon):
    tell(an)
    for _ in range(3):
        sending.enqueue_due(timezone.now())
        jobs.work_off()
        send_due.call(channel="email")
        noon.shift(timedelta(hours=1))
    assert len(mail.outbox) == 1


def test_a_message_whose_worker_died_is_sent_again_under_the_same_id(an, by_mail, noon, monkeypatch):
    tell(an)
    post = EmailChannel.post

    def sent_and_killed(self, message, addresses):
        post(self, message, addresses)
        raise SystemExit

    monkeypatch.setattr(EmailChannel, "post", sent_and_killed)
    with pytest.raises(SystemExit):
        sending.send_due("email")
    monkeypatch.undo()
    noon.shift(timedelta(minutes=1))
    assert sending.send_due("email") == 0  # it may still be at it
    noon.shift(sending.LEASE)
    sending.enqueue_due(timezone.now())
    jobs.work_off()
    one, again = [letter.extra_headers["Message-ID"] for letter in mail.outbox]
    assert one == again
    assert states() == ["sent"]


def test_mail_kept_as_files_is_one_file_however_often_it_is_sent(an, by_mail, settings, tmp_path):
    settings.EMAIL_BACKEND = "sotay.notify.channels.mail_files.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    tell(an)
    jobs.work_off()
    Delivery.objects.update(status="waiting")
    sending.send_due("email")
    (file,) = (tmp_path / "mail").iterdir()
    assert file.stem == str(Delivery.objects.get().message_id)
    assert message_from_bytes(file.read_bytes())["To"] == "an@example.org"


@pytest.fixture
def smtp(settings):
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 2
        yield server


def test_a_mail_server_takes_the_letter(an, by_mail, smtp):
    tell(an)
    jobs.work_off()
    assert f"Message-ID: <{Delivery.objects.get().message_id}@" in smtp.letters[0]


def test_an_address_the_mail_server_refuses_for_good_is_not_tried_again(an, thu, by_mail, smtp):
    smtp.answer = "550 no such person an@example.org"
    tell(an)
    jobs.work_off()
    row = Delivery.objects.get()
    assert (row.status, row.attempts) == ("failed", 1)
    assert "an@example.org" not in row.failure


def test_a_mail_server_that_is_busy_is_asked_again_later(an, thu, by_mail, smtp, noon):
    reach(thu, email="thu@example.org", email_confirmed_at=NOON)
    smtp.answer = "451 try later"
    tell(an, thu)
    jobs.work_off()
    assert states() == ["waiting", "waiting"]
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [1, 1]
    smtp.answer = "250 ok"
    noon.shift(timedelta(minutes=2))
    jobs.work_off()
    assert states() == ["sent", "sent"]


def test_one_address_that_fails_holds_up_nobody_else(an, thu, lam, by_mail, smtp, monkeypatch):
    for person in (thu, lam):
        reach(person, email=f"{person.account.username}@example.org", email_confirmed_at=NOON)
    post = EmailChannel.post

    def fails_for_an(self, message, addresses):
        if addresses == ["an@example.org"]:
            raise OSError
        post(self, message, addresses)

    monkeypatch.setattr(EmailChannel, "post", fails_for_an)
    tell(an, thu, lam)
    jobs.work_off()
    assert sorted(states()) == ["sent", "sent", "waiting"]


def test_a_server_that_is_not_there_is_asked_three_times_and_then_rests(an, by_mail, settings):
    people = [
        make_person(f"m{n}", make_member(an.member.cell, f"Vũ Văn {n}", f"0900000{n}")) for n in range(6)
    ]
    for person in people:
        reach(person, email=f"{person.account.username}@example.org", email_confirmed_at=NOON)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    tell(*people)
    sending.send_due("email")
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 0, 1, 1, 1]


def test_what_is_too_late_is_not_sent_any_more(an, by_mail, noon):
    tell(an)
    noon.shift(sending.STALE)
    jobs.work_off()
    assert states() == ["unneeded"]
    assert not mail.outbox


def test_a_reminder_does_not_wait_for_the_day_s_message_when_it_would_be_too_late(an, by_mail, noon):
    reach(an, daily_at=time(18))
    said = {"matter": "m:1", "words": {"text": SECRET}, "until": NOON + timedelta(hours=2)}
    actions.remind([an.member.pk], "test.secret", HERE, **said)
    jobs.work_off()
    assert len(mail.outbox) == 1


def test_after_eight_attempts_it_failed_and_the_operator_has_it_tried_again(an, van, by_mail, smtp, noon):
    smtp.answer = "451 try later"
    tell(an)
    for _ in range(8):
        sending.send_due("email")
        Delivery.objects.filter(status="waiting").update(due_at=NOON)
    row = Delivery.objects.get()
    assert (row.status, row.attempts) == ("failed", 8)
    page = van.get("/notices/outgoing/")
    assert "SMTPRecipientsRefused" in page.text
    assert "an@example.org" not in page.text
    smtp.answer = "250 ok"
    assert van.post("/notices/outgoing/again/", {"message": row.message_id}).status_code == 302
    jobs.work_off()
    assert states() == ["sent"]


@pytest.fixture
def texts(an, settings):
    an.member.phone = "0912345678"
    an.member.save()
    reach(an, by_text=True)
    with gateway() as server:
        settings.TEXT_URL, settings.TEXT_TOKEN = f"{server.url}/send", "thẻ".encode().hex()
        yield server


def test_a_text_message_goes_through_the_gateway_with_its_id(an, texts, settings):
    tell(an)
    jobs.work_off()
    ((path, headers, body),) = texts.got
    sent = json.loads(body)
    assert path == "/send"
    assert headers["authorization"] == f"Bearer {settings.TEXT_TOKEN}"
    assert sent["to"] == "0912345678"
    assert UUID(headers["idempotency-key"]) == UUID(sent["id"])
    assert SECRET not in sent["text"]


@pytest.mark.parametrize(
    ("status", "state"), [(400, "failed"), (429, "waiting"), (503, "waiting"), (302, "failed")]
)
def test_what_the_gateway_answers(an, texts, status, state):
    texts.status = status
    tell(an)
    jobs.work_off()
    assert states() == [state]


def test_a_gateway_that_hangs_holds_up_one_message_and_the_worker_goes_on(an, texts, noon, monkeypatch):
    monkeypatch.setattr(text, "MOST_SECONDS", 0.2)
    texts.hangs = True
    tell(an)
    tell(an)
    jobs.work_off()
    assert states() == ["waiting", "waiting"]
    assert Delivery.objects.order_by("-attempts").first().failure == "Unavailable: no answer in 0.2 s"
    texts.hangs = False
    noon.shift(timedelta(hours=1))
    sending.enqueue_due(timezone.now())
    jobs.work_off()
    assert states() == ["sent", "sent"]


def test_a_gateway_that_is_not_there_is_asked_again(an, texts, settings):
    settings.TEXT_URL = "http://127.0.0.1:9/send"
    tell(an)
    jobs.work_off()
    assert states() == ["waiting"]


def test_without_a_gateway_nothing_is_queued_for_it(an, texts, settings):
    settings.TEXT_URL = ""
    tell(an)
    assert not Delivery.objects.exists()


def test_overdue_says_what_no_worker_sent(an, by_mail, noon):
    tell(an)
    noon.shift(timedelta(hours=2))
    waiting = sending.overdue(timezone.now() - timedelta(hours=1))
    assert waiting is not None
    assert waiting.count == 1
    jobs.work_off()
    assert sending.overdue(timezone.now()) is None


def test_what_was_sent_is_forgotten_after_three_months_and_what_failed_stays(an, by_mail, noon):
    tell(an)
    jobs.work_off()
    tell(an)
    Delivery.objects.filter(status="waiting").update(status="failed", ended_at=NOON)
    assert sending.forget(timezone.now() + sending.KEPT - timedelta(days=1)) == 0
    assert sending.forget(timezone.now() + sending.KEPT + timedelta(days=1)) == 1
    assert states() == ["failed"]


def test_telling_many_asks_as_many_queries_as_telling_one(
    an, thu, lam, by_mail, django_assert_max_num_queries
):
    for person in (thu, lam):
        reach(person, email="x@example.org", email_confirmed_at=NOON)
    with CaptureQueriesContext(connection) as asked:
        tell(an)
    with django_assert_max_num_queries(len(asked)):
        tell(an, thu, lam)


def test_the_deadline_of_a_channel_is_one_for_the_whole_message():
    with pytest.raises(channels.Unavailable):
        channels.within(0.05, lambda: __import__("time").sleep(1))
    with pytest.raises(ZeroDivisionError):
        channels.within(1, lambda: 1 / 0)
    assert channels.within(1, lambda: 7) == 7
