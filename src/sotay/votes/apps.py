from __future__ import annotations

from django.apps import AppConfig


class VotesConfig(AppConfig):
    name = "sotay.votes"
    label = "votes"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.votes import own_data

        OWN_DATA.register(own_data.secret_votes)

        from sotay.kernel import health
        from sotay.votes.queries import odd_ballots

        health.ask("secret votes have as many slips as voters", odd_ballots)
