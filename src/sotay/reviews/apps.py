from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Role
from sotay.kernel.navigation import LEADERS, Entry


class ReviewsConfig(AppConfig):
    name = "sotay.reviews"
    label = "reviews"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.audit import words as audit
        from sotay.kernel.needs import NEEDS
        from sotay.meetings.agenda_sources import AGENDA_SOURCES
        from sotay.meetings.views import BESIDE_MEETINGS
        from sotay.members.views import BESIDE_MEMBER
        from sotay.notify import words as notices
        from sotay.reviews import own_data
        from sotay.reviews.agenda_source import ReviewAgendaSource
        from sotay.reviews.beside import ways
        from sotay.reviews.messages import AUDIT_WORDS, NOTICE_WORDS
        from sotay.reviews.needs import needs_of

        audit.AUDIT_SENTENCES.register(AUDIT_WORDS)
        notices.NOTICE_SENTENCES.register(NOTICE_WORDS)
        for section in (own_data.monthly, own_data.ratings, own_data.counting):
            OWN_DATA.register(section)
        NEEDS.register(needs_of)
        AGENDA_SOURCES.register(ReviewAgendaSource())
        BESIDE_MEMBER.register(ways)
        roles = (*LEADERS, Role.MEMBER, Role.WARD_OFFICE)
        BESIDE_MEETINGS.register(Entry("reviews:home", _("Reviews and ratings"), "award", roles=roles))
