"""`sotay rebuild-figures`: work the kept figures out again from the records, and say what differed."""

from __future__ import annotations

import argparse

from sotay.config.commands.base import Commands, command, need_database, start_django


def add_to(commands: Commands) -> None:
    command(
        commands,
        "rebuild-figures",
        run,
        "Work every kept figure out again from the records. Figures are kept as they change, so this finds "
        "nothing to correct unless something went wrong; it prints what it corrected.",
    )


def run(args: argparse.Namespace) -> int:
    start_django()
    need_database()

    from sotay.figures import actions

    print(actions.rebuild())
    return 0
