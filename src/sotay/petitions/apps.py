from __future__ import annotations

from django.apps import AppConfig

from sotay.audit import words as audit
from sotay.notify import words as notify
from sotay.petitions.words import AUDIT_WORDS, NOTICE_WORDS


class PetitionsConfig(AppConfig):
    name = "sotay.petitions"
    label = "petitions"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.petitions import own_data

        OWN_DATA.register(own_data.petitions)

        from sotay.meetings import loops
        from sotay.petitions.loop import PetitionLoop

        audit.register(AUDIT_WORDS)
        notify.register(NOTICE_WORDS)
        loops.join(PetitionLoop())
