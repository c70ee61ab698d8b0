from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.navigation import ACCOUNT, Entry


class IntegrationConfig(AppConfig):
    name = "sotay.integration"
    label = "integration"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.accounts.ways_in import ENDED
        from sotay.audit.actions import RECORDED
        from sotay.audit.words import AUDIT_SENTENCES
        from sotay.integration import actions, beside, events, needs, own_data, sending
        from sotay.integration.messages import AUDIT_WORDS, NOTICE_WORDS
        from sotay.kernel import clock, jobs
        from sotay.kernel.needs import NEEDS
        from sotay.meetings.views import BESIDE_MEETING
        from sotay.notify.words import NOTICE_SENTENCES
        from sotay.units.sections import SECTIONS

        ACCOUNT.register(Entry("integration:tokens", _("Programs"), "key-round", order=20))
        AUDIT_SENTENCES.register(AUDIT_WORDS)
        NOTICE_SENTENCES.register(NOTICE_WORDS)
        OWN_DATA.register(own_data.tokens)
        OWN_DATA.register(own_data.webhooks)
        ENDED.register(actions.end_all)
        RECORDED.register(events.follow)
        NEEDS.register(needs.needs_of)
        OWN_DATA.register(own_data.postings)
        SECTIONS.register(beside.of_unit)
        BESIDE_MEETING.register(beside.of_meeting)
        jobs.DESCRIPTIONS.register(
            jobs.Description(
                "sotay.integration.jobs.send_due", _("Telling programs of offices what happened")
            )
        )
        for job in (
            clock.ScheduledJob(
                "integration.figures",
                events.figures_changed,
                about=_("Telling programs of offices which figures changed"),
            ),
            clock.ScheduledJob(
                "integration.send",
                sending.enqueue_due,
                about=_("Having programs of offices told what is due"),
            ),
            clock.ScheduledJob(
                "integration.forget",
                sending.forget,
                about=_("Forgetting what programs were told a month ago"),
            ),
        ):
            clock.DUE.register(job)
