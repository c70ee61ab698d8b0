"""What every form about a petition starts from, so that none decides by an old page (`kernel.versions`)."""

from __future__ import annotations

from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.versions import Edited, Values
from sotay.petitions import actions
from sotay.petitions.models import Petition


def history(reader: Actor, petition: Petition) -> Edited[Petition]:
    """Where the petition is, and the newest event of its history."""

    def values(petition: Petition) -> Values:
        newest = petition.events.order_by("-at", "-id").values_list("pk", flat=True).first()
        return {
            "state": [petition.status, petition.held_by_id, petition.due_on, petition.joined_to_id, newest]
        }

    return Edited(petition, values, lock=actions.locked, changed=last_change(reader, petition.pk))
