"""Whatever is added and moved, in whatever order, the tree stays a tree."""

from __future__ import annotations

from datetime import timedelta

from django.test import TestCase
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from sotay.kernel.actor import SYSTEM
from sotay.kernel.refusal import Refusal
from sotay.kernel.tree import parent as place_above
from sotay.kernel.tree import subtree
from sotay.units import actions, rules
from sotay.units.models import Kind, Unit, UnitVersion

KINDS = [Kind.PROVINCE, Kind.COMMUNE, Kind.COMMITTEE, Kind.CELL, Kind.GROUP]


class Tree(RuleBasedStateMachine):
    """Adds, moves and waits at random; refusals are fine, a broken tree is not."""

    units = Bundle("units")

    @initialize(target=units)
    def root(self):
        UnitVersion.objects.all().delete()
        Unit.objects.update(parent=None)
        Unit.objects.all().delete()  # each example starts with a bare field
        self.day = timezone.localdate()
        return self._add(None, Kind.PROVINCE)

    @rule(target=units, parent=units, kind=st.sampled_from(KINDS))
    def add(self, parent, kind):
        return self._add(parent, kind) or parent

    @rule(unit=units, parent=units, wait=st.sampled_from([0, 0, 0, 3]))
    def move(self, unit, parent, wait):
        unit, parent = Unit.objects.get(pk=unit), Unit.objects.get(pk=parent)
        below = set(Unit.objects.within(subtree(unit.path)).values_list("pk", flat=True))
        try:
            actions.move(unit=unit, by=SYSTEM, parent=parent, on=self.day + timedelta(days=wait))
        except Refusal:
            return
        unit.refresh_from_db()
        assert set(Unit.objects.within(subtree(unit.path)).values_list("pk", flat=True)) == below
        if not wait:
            assert unit.parent_id == parent.pk

    @rule()
    def the_day_comes(self):
        actions.apply_due(self.day + timedelta(days=3))
        UnitVersion.objects.filter(applied=True, from_on__gt=self.day).delete()

    @invariant()
    def it_is_a_tree(self):
        for unit in Unit.objects.select_related("parent"):
            above = unit.parent
            assert place_above(unit.path) == (above.path if above else "")
            assert rules.may_hold(above.kind if above else None, unit.kind)
            own = above is None or rules.is_commune_key(above.kind, unit.kind)
            assert unit.commune_id == (unit.pk if own else above.commune_id)

    def _add(self, parent, kind):
        parent = Unit.objects.get(pk=parent) if parent else None
        try:
            return actions.add(by=SYSTEM, parent=parent, kind=kind, name="X").pk
        except Refusal:
            return None


class TestTree(Tree.TestCase, TestCase):  # type: ignore[misc, valid-type]
    settings = settings(
        max_examples=25,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
