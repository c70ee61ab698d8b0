"""Who is told how sure the program is of a regulation."""

from __future__ import annotations

from sotay.kernel.actor import Actor, Role

RULE_SETTERS = (Role.WARD_OFFICE, Role.PROVINCE_OFFICE, Role.CENTRE_OFFICE, Role.OPERATOR)


def sees_doubts(actor: Actor) -> bool:
    """Those who set rules, or answer for the files they come from. For everybody else a rule is a rule: what
    is doubtful about its source is settled by them and not by a member reading it.
    """
    return bool(actor.holds(*RULE_SETTERS))
