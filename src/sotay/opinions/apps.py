from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Role
from sotay.kernel.clock import DUE, ScheduledJob
from sotay.kernel.navigation import LEADERS, Entry


class OpinionsConfig(AppConfig):
    name = "sotay.opinions"
    label = "opinions"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.audit import words as audit
        from sotay.kernel.needs import NEEDS
        from sotay.meetings.views import BESIDE_MEETING, BESIDE_MEETINGS
        from sotay.meetings.views_offline import IN_THE_ROOM
        from sotay.notify import words as notices
        from sotay.opinions import actions, own_data
        from sotay.opinions.beside import ways
        from sotay.opinions.in_room import sheets
        from sotay.opinions.messages import AUDIT_WORDS, NOTICE_WORDS
        from sotay.opinions.needs import needs_of

        NEEDS.register(needs_of)
        OWN_DATA.register(own_data.opinions)
        OWN_DATA.register(own_data.surveys)
        audit.AUDIT_SENTENCES.register(AUDIT_WORDS)
        notices.NOTICE_SENTENCES.register(NOTICE_WORDS)
        BESIDE_MEETING.register(ways)
        IN_THE_ROOM.register(sheets)
        words = _("Write before the meeting")
        BESIDE_MEETINGS.register(Entry("opinions:home", words, "pencil-line", roles=(*LEADERS, Role.MEMBER)))
        BESIDE_MEETINGS.register(
            Entry(
                "opinions:surveys",
                _("Surveys"),
                "list-checks",
                roles=(*LEADERS, Role.MEMBER, Role.WARD_OFFICE),
            )
        )
        about = _("Deleting opinions written before meetings of long ago")
        DUE.register(ScheduledJob("opinions.forget", actions.forget, about=about))
