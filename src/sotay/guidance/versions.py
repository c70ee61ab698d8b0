"""What the forms of guidance are made from, so that none writes over what is newer (`kernel.versions`)."""

from __future__ import annotations

from sotay.audit.queries import last_change
from sotay.guidance import rules
from sotay.guidance.forms import topic_names
from sotay.guidance.models import Guidance
from sotay.kernel.actor import Actor
from sotay.kernel.rows import get_or_none
from sotay.kernel.versions import Edited, Stale, Values


def letter(reader: Actor, guidance: Guidance) -> Edited[Guidance]:
    """All that is written in it, and whether it is a draft, sent or withdrawn."""

    def lock(guidance: Guidance) -> Guidance:
        rows = Guidance.objects.select_for_update(of=("self",)).select_related("unit")
        found = get_or_none(rows, guidance.pk)
        if found is None:
            raise Stale(last_change(reader, guidance.pk)(""))
        return found

    return Edited(guidance, _values, lock=lock, changed=last_change(reader, guidance.pk))


def _values(guidance: Guidance) -> Values:
    values = {
        "month": guidance.month,
        "title": guidance.title,
        "summary": guidance.summary,
        "orientation": guidance.orientation,
        "cell_types": guidance.types,
        "state": [guidance.status, guidance.sent_at],
    }
    if guidance.is_bulletin:
        return values
    topics, questions = list(guidance.topics.all()), list(guidance.questions.all())
    for number in range(1, rules.TOPICS + 1):
        topic = topics[number - 1] if number <= len(topics) else None
        title, text, compulsory = topic_names(number)
        values[title] = topic.title if topic else ""
        values[text] = topic.text if topic else ""
        values[compulsory] = bool(topic and topic.compulsory)
    for number in range(1, rules.QUESTIONS + 1):
        values[f"question_{number}"] = questions[number - 1].text if number <= len(questions) else ""
    return values
