from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.navigation import ACCOUNT, Entry


class RegistersConfig(AppConfig):
    name = "sotay.registers"
    label = "registers"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.audit.words import AUDIT_SENTENCES
        from sotay.kernel.needs import NEEDS
        from sotay.members import viewing
        from sotay.members.views import BESIDE_MEMBER, BESIDE_MEMBERS
        from sotay.notify.reminders import REMINDERS, Ladder
        from sotay.notify.words import NOTICE_SENTENCES
        from sotay.registers import beside, own_data
        from sotay.registers.discipline.queries import LOOKED
        from sotay.registers.honours import reminders
        from sotay.registers.messages import AUDIT_WORDS, NOTICE_WORDS
        from sotay.registers.needs import needs_of

        for part in own_data.PARTS:
            OWN_DATA.register(part)
        AUDIT_SENTENCES.register(AUDIT_WORDS)
        NOTICE_SENTENCES.register(NOTICE_WORDS)
        NEEDS.register(needs_of)
        REMINDERS.register(Ladder("reminders.badge_file", "badge.file", reminders.coming))
        BESIDE_MEMBER.register(beside.of_member)
        BESIDE_MEMBERS.register(beside.of_members)
        viewing.LOOKS.register(LOOKED)
        ACCOUNT.register(Entry("registers:home", _("My books"), "book-open", order=15))
