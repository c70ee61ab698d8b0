from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sotay.kernel.navigation import ACCOUNT, COUNTERS, Counter, Entry


class NotifyConfig(AppConfig):
    name = "sotay.notify"
    label = "notify"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.notify import own_data

        OWN_DATA.register(own_data.notices)
        OWN_DATA.register(own_data.reach)
        from sotay.audit.words import AUDIT_SENTENCES
        from sotay.notify.queries import unread_count
        from sotay.notify.words import AUDIT_WORDS, NOTICE_SENTENCES, NOTICE_WORDS, say_unread

        COUNTERS.register(Counter("notify:notices", _("Notices"), "bell", unread_count, say_unread))
        ACCOUNT.register(Entry("notify:notices", _("Notices"), "bell", order=5))
        ACCOUNT.register(Entry("notify:reach", _("How you are reached"), "send", order=6))

        from sotay.kernel import clock, jobs
        from sotay.notify import full_status, reminders, sending
        from sotay.notify.channels import CHANNELS
        from sotay.notify.channels.email import EmailChannel
        from sotay.notify.channels.text import TextChannel
        from sotay.notify.channels.web_push import PushChannel

        AUDIT_SENTENCES.register(AUDIT_WORDS)
        for channel in (PushChannel(), EmailChannel(), TextChannel()):
            CHANNELS.register(channel)
        NOTICE_SENTENCES.register(NOTICE_WORDS)
        reminders.REMINDERS.register(
            reminders.Ladder("reminders.full_status", "member.full_status", full_status.coming)
        )
        jobs.DESCRIPTIONS.register(
            jobs.Description("sotay.notify.jobs.send_due", _("Sending messages that are due"))
        )
        due = clock.DUE.register
        due(
            clock.ScheduledJob(
                "notify.remind", reminders.remind_hourly, about=_("Reminding people of what comes")
            )
        )
        due(
            clock.ScheduledJob(
                "notify.send",
                sending.enqueue_due,
                about=_("Having messages sent that are due"),
                overdue=sending.overdue,
            )
        )
        due(
            clock.ScheduledJob(
                "notify.forget", sending.forget, about=_("Forgetting messages sent three months ago")
            )
        )

        from django.contrib.auth.signals import user_logged_in, user_logged_out

        user_logged_in.connect(resume, dispatch_uid="notify.resume")
        user_logged_out.connect(pause, dispatch_uid="notify.pause")


def resume(request: HttpRequest | None, user: Any, **_: object) -> None:
    from sotay.notify.actions import resume_devices

    if browser := _browser(request):
        resume_devices(account_id=user.pk, browser=browser)


def pause(request: HttpRequest | None, user: Any, **_: object) -> None:
    from sotay.notify.actions import pause_devices

    if user is not None and (browser := _browser(request)):
        pause_devices(account_id=user.pk, browser=browser)


def _browser(request: HttpRequest | None) -> str:
    """The random name of the browser a request comes from; '' when it has none yet."""
    from sotay.accounts.devices import device_of

    device = device_of(request) if request is not None else None
    return device.name if device else ""
