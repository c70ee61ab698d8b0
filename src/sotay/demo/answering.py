"""What happens between meetings in the demo ward: petitions are answered, tasks reported."""

from __future__ import annotations

import random

from sotay.assignments import actions as tasks
from sotay.assignments.models import Task
from sotay.demo.year import actor_of, words
from sotay.kernel.actor import Actor
from sotay.kernel.periods import Month
from sotay.petitions import actions as petitions
from sotay.petitions.models import Petition
from sotay.units.models import Unit


def answer_petitions(ward: Unit, office: Actor, month: Month) -> None:
    """The office answers most of what it holds and passes up what is beyond it."""
    chance = random.Random(f"answers {month}")
    held = Petition.objects.filter(held_by=ward, status=Petition.Status.OPEN)
    for petition in held.order_by("raised_on", "text"):
        luck = chance.random()
        if luck < 0.6:
            petitions.answer(petition=petition, by=office, text=chance.choice(words()["others"]["answers"]))
        elif luck < 0.75:
            because = "Vượt thẩm quyền của phường, đề nghị thành phố xem xét."
            petitions.pass_up(petition=petition, by=office, because=because)


def move_tasks(ward: Unit, month: Month) -> None:
    """People report some of their tasks before the next meeting asks."""
    chance = random.Random(f"tasks {month}")
    waiting = Task.objects.filter(commune_id=ward.pk, state=Task.State.OPEN, year_list=None)
    waiting = waiting.exclude(kind=Task.Kind.COMMITMENT).order_by("given_on", "text")
    for task in waiting.prefetch_related("members"):
        people = list(task.members.all())
        if people and chance.random() < 0.3:
            done = chance.random() < 0.6
            text = chance.choice(words()["results"]["done" if done else "under_way"])
            tasks.report(task=task, by=actor_of(people[0]), done=done, text=text)
