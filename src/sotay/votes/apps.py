from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VotesConfig(AppConfig):
    name = "sotay.votes"
    label = "votes"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.kernel import clock, health
        from sotay.votes import own_data
        from sotay.votes.jobs import destroy_old_keys
        from sotay.votes.keys import folder_faults
        from sotay.votes.queries import key_faults, odd_ballots

        OWN_DATA.register(own_data.secret_votes)

        for question in (
            health.Question("secret votes have as many slips as voters", odd_ballots),
            health.Question("keys of secret votes lie where nobody else reads them", folder_faults),
            health.Question("open secret votes have their key, and no other vote has one", key_faults),
        ):
            health.QUESTIONS.register(question)
        clock.DUE.register(
            clock.ScheduledJob(
                "votes.destroy_old_keys", destroy_old_keys, about=_("Destroying keys of votes that are over")
            )
        )
