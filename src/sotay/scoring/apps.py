from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Role
from sotay.kernel.navigation import LEADERS, Entry


class ScoringConfig(AppConfig):
    name = "sotay.scoring"
    label = "scoring"

    def ready(self) -> None:
        from sotay.audit import words as audit
        from sotay.kernel.clock import DUE, ScheduledJob
        from sotay.kernel.needs import NEEDS
        from sotay.meetings.composing import SECTIONS
        from sotay.meetings.figures import COUNTED_ABOVE
        from sotay.meetings.goals import GOALS
        from sotay.meetings.views import BESIDE_MEETING, BESIDE_MEETINGS
        from sotay.meetings.views_offline import IN_THE_ROOM
        from sotay.notify import words as notices
        from sotay.scoring.actions import counts_of
        from sotay.scoring.beside import ways
        from sotay.scoring.goals import goals_of
        from sotay.scoring.in_room import sheets
        from sotay.scoring.messages import AUDIT_WORDS, NOTICE_WORDS
        from sotay.scoring.needs import needs_of
        from sotay.scoring.section import section_of
        from sotay.scoring.settling import settle

        audit.AUDIT_SENTENCES.register(AUDIT_WORDS)
        notices.NOTICE_SENTENCES.register(NOTICE_WORDS)
        about = _("Counting in scores the papers that did not come in time")
        DUE.register(ScheduledJob("scoring.settle", settle, about=about))
        NEEDS.register(needs_of)
        SECTIONS.register(section_of)
        COUNTED_ABOVE.register(counts_of)
        GOALS.register(goals_of)
        BESIDE_MEETING.register(ways)
        IN_THE_ROOM.register(sheets)
        BESIDE_MEETINGS.register(
            Entry(
                "scoring:home",
                _("Scores of the meetings"),
                "gauge",
                roles=(*LEADERS, Role.OVERSEER, Role.WARD_OFFICE),
            )
        )
