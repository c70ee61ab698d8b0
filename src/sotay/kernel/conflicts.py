"""Merging a form with what others changed after it was made, field by field.

What only others changed is taken over in silence; what only the reader changed is theirs; what both changed
to different values is a conflict: the field shows both, and the reader chooses. Nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from sotay.kernel import versions
from sotay.kernel.versions import SEEN, Change, Stale, digest

if TYPE_CHECKING:
    from sotay.kernel.forms import BaseForm

Changed = Callable[[str], Change | None]

CHOICE = "keep"
"""Beginning of the names of the choices between two values."""
THEIRS, MINE = "theirs", "mine"
SHORT = 80  # characters of a value that stands within a sentence


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two values for the same field or fields. `mine_value` says over which other value mine is chosen."""

    name: str
    mine: str
    theirs: str
    mine_value: str
    change: Change | None

    @property
    def is_short(self) -> bool:
        return not any(len(text) > SHORT or "\n" in text for text in (self.mine, self.theirs))

    @property
    def sentence(self) -> str:
        said = {"mine": self.mine or _("nothing"), "theirs": self.theirs or _("nothing")}
        change = self.change
        if change is None:
            return _("This was changed to “%(theirs)s” meanwhile; you entered “%(mine)s”.") % said
        said |= {"who": change.by, "at": change.when}
        if not self.is_short:
            if change.own:
                return _("You changed this yourself at %(at)s on another page. Both texts are below.") % said
            sentence = _("%(who)s changed this at %(at)s, after you opened the page. Both texts are below.")
            return sentence % said
        if change.own:
            sentence = _("At %(at)s you changed this to “%(theirs)s” on another page; here “%(mine)s”.")
            return sentence % said
        return _("%(who)s changed this to “%(theirs)s” at %(at)s; you entered “%(mine)s”.") % said


def seen_of(form: BaseForm, values: versions.Values) -> str:
    """The digests of the values a form is made from, as its hidden field carries them."""
    names = {name: _stored(form, name, value) for name, value in values.items() if name in form.fields}
    others = {name: digest(value) for name, value in values.items() if name not in form.fields}
    return versions.written({**{name: digest(value) for name, value in names.items()}, **others})


def settle(form: BaseForm, values: versions.Values, changed: Changed) -> None:
    """Bring the bound form up to the values as they are now, in the transaction of the write.

    Raises Stale when the reader has to choose or to look; the form then shows what, and carries the digests
    of what it shows, so that sending it again is a choice.
    """
    form.keep_on_record(values)
    merge = _Merge(form, values)
    if not merge.seen:  # sent by a program, which has no page that could be old
        return
    for names in _groups(form, values):
        merge.take(names, changed)
    is_moved = merge.take_the_rest()
    merge.data[form.add_prefix(SEEN)] = versions.written(merge.seen)
    form.data = merge.data
    form.keeps_stored = merge.keeps_stored()
    form.full_clean()
    form.conflicts = merge.conflicts
    for name, conflict in merge.conflicts.items():
        form.add_error(name, conflict.sentence)
    if is_moved:
        raise Stale(changed(""))
    if form.errors:
        raise Conflicted


class _Merge:
    """The posted data on its way to what will be saved. `seen` is brought up to what the form shows."""

    def __init__(self, form: BaseForm, values: versions.Values) -> None:
        self.form, self.values = form, values
        self.posted = cast(QueryDict, form.data)
        self.data = self.posted.copy()
        self.seen = versions.read(self.posted.get(form.add_prefix(SEEN)) or "")
        self.conflicts: dict[str, Conflict] = {}
        self.took = False

    def take(self, names: Sequence[str], changed: Changed) -> None:
        """Decide whose values a group of fields has."""
        form, first = self.form, names[0]
        theirs = {name: _stored(form, name, self.values[name]) for name in names}
        if all(digest(theirs[name]) == self.seen.get(name) for name in names):
            return
        mine = {name: _value(form, name, self.posted) for name in names}
        is_mine = any(name in self.seen and digest(mine[name]) != self.seen[name] for name in names)
        is_same = all(digest(mine[name]) == digest(theirs[name]) for name in names)
        chosen, chosen_over = self.posted.get(choice_name(form, first)), _mine_over(theirs)
        if is_same or not is_mine or chosen == THEIRS:
            self.took = True
            for name in names:
                _write(form, name, self.values[name], self.data)
                self.seen[name] = digest(theirs[name])
        elif chosen != chosen_over:
            own, other = (_words(form, names, data) for data in (self.posted, self._stored_data(names)))
            self.conflicts[first] = Conflict(first, own, other, chosen_over, changed(first))

    def keeps_stored(self) -> bool:
        """Whether others' values were taken over and nothing else is left of the form."""
        names = [name for name in self.values if name in self.form.fields]
        own = {name: digest(_value(self.form, name, self.data)) for name in names}
        return self.took and all(
            own[name] == digest(_stored(self.form, name, self.values[name])) for name in names
        )

    def _stored_data(self, names: Sequence[str]) -> QueryDict:
        data = QueryDict(mutable=True)
        for name in names:
            _write(self.form, name, self.values[name], data)
        return data

    def take_the_rest(self) -> bool:
        """Whether something besides the form's fields is no longer as the page had it, a field gone too."""
        now = {name: digest(value) for name, value in self.values.items() if name not in self.form.fields}
        before = {name: one for name, one in self.seen.items() if name in now or name not in self.values}
        self.seen = {name: one for name, one in self.seen.items() if name not in before} | now
        return before != now


def _mine_over(theirs: Mapping[str, Any]) -> str:
    """The value of choosing what one entered: over these values, and over no others that come meanwhile."""
    return f"{MINE}-{digest(list(theirs.values()))}"


class Conflicted(Stale):
    """The form's own errors say what is in conflict; above them stands what to do."""

    def __init__(self) -> None:
        sentence = _("Nothing was saved yet. Choose where two people changed the same, then save again.")
        super().__init__(sentence=sentence)


def choice_name(form: BaseForm, name: str) -> str:
    return form.add_prefix(f"{CHOICE}-{name}")


def _groups(form: BaseForm, values: versions.Values) -> list[tuple[str, ...]]:
    """Fields that are one fact are compared and chosen together, all others each for itself."""
    groups = [tuple(name for name in group if name in values) for group in form.together]
    grouped = {name for group in groups for name in group}
    single = [(name,) for name in values if name in form.fields and name not in grouped]
    return [group for group in [*groups, *single] if group]


def _stored(form: BaseForm, name: str, value: Any) -> Any:
    """A stored value as the field would read it, had a browser sent it."""
    posted = QueryDict(mutable=True)
    _write(form, name, value, posted)
    return _value(form, name, posted)


def _write(form: BaseForm, name: str, value: Any, data: QueryDict) -> None:
    """Put a stored value into posted data, as the field's widget would send it."""
    shown, key = form.fields[name].prepare_value(value), form.add_prefix(name)
    if shown is None or shown is False:
        data.pop(key, None)
    elif isinstance(shown, list | tuple):
        data.setlist(key, [str(one) for one in shown])
    else:
        data[key] = "on" if shown is True else str(shown)


def _value(form: BaseForm, name: str, data: QueryDict) -> Any:
    """What the field reads from posted data; as it was posted when the field cannot read it.

    A choice among rows is compared by what was posted, without asking the database.
    """
    field = form.fields[name]
    posted = field.widget.value_from_datadict(data, {}, form.add_prefix(name))
    if isinstance(field, forms.ModelChoiceField):
        return sorted(posted) if isinstance(posted, list) else posted
    try:
        return field.clean(posted)
    except forms.ValidationError:
        return posted


def _words(form: BaseForm, names: Sequence[str], data: QueryDict) -> str:
    """The values as a reader sees them; several with their labels."""
    shown = [(form.fields[name], _shown(form, name, data)) for name in names]
    if len(shown) == 1:
        return shown[0][1]
    return ", ".join(f"{field.label}: {words or '–'}" for field, words in shown)


def _shown(form: BaseForm, name: str, data: QueryDict) -> str:
    field = form.fields[name]
    posted = field.widget.value_from_datadict(data, {}, form.add_prefix(name))
    several = posted if isinstance(posted, list) else [posted]
    if choices := getattr(field, "choices", None):
        labels = {str(getattr(key, "value", key)): str(label) for key, label in choices}
        return ", ".join(labels.get(str(one), str(one)) for one in several if one not in (None, ""))
    return ", ".join(str(one) for one in several if one not in (None, "")).strip()
