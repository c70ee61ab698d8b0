"""What a reader sees of a unit's counts and forms: everything, or with small numbers hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from sotay import regulations
from sotay.figures.catalog import BREAKDOWNS, FIGURES
from sotay.figures.queries import breakdown, series
from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.periods import Month
from sotay.kernel.tree import ancestors
from sotay.members.queries import holders
from sotay.petitions import holding
from sotay.regulations import RuleBook
from sotay.statistics import official, rules
from sotay.statistics.access import sees_names, top_of
from sotay.statistics.counting import (
    MEMBERS,
    MOVED,
    OPEN,
    Counted,
    Frame,
    count,
    roll,
    with_what_they_are_within,
)
from sotay.statistics.dimensions import Book
from sotay.statistics.models import FormCall, FormReturn
from sotay.statistics.official import BY_HAND, COUNTED, FIGURE, SUM, FormTemplate
from sotay.statistics.rules import QUARTER, Breakdown, Period
from sotay.units.models import Kind, Unit

Status = FormReturn.Status


def book_on(day: date) -> Book:
    """Bands hold for the whole tree, so that forms add up; no unit sets its own.

    Raises NotInForce for a day of which no bands are known.
    """
    book: RuleBook = regulations.on(day)
    if "member-statistics.size_bands" not in book.points:
        raise regulations.NotInForce("member-statistics", day)
    return {key: point.value for key, point in book.points.items()}


def frame_of(unit: Unit, day: date, since: date | None = None) -> Frame:
    first = since or Period.holding(day, QUARTER).first
    return Frame(unit, day, first, book_on(day))


# --- what a reader sees of numbers


@dataclass(frozen=True, slots=True)
class Number:
    """A number as a reader sees it. `value` is None when it is hidden; `about`: it is rounded."""

    value: int | None
    about: bool = False


@dataclass(frozen=True)
class Sight:
    """What of a unit's numbers a reader is shown: with names everything; without, what `rules.shown` lets
    through, every number of people rounded by a draw that holds for the unit and the quarter."""

    names: bool
    own: frozenset[Breakdown] = frozenset()
    below: frozenset[Breakdown] = frozenset()
    least: int = 0
    round_to: int = 1
    is_top: bool = True
    place: str = ""
    quarter: str = ""

    def number(self, what: Breakdown, value: int, category: str = "", *, child: str = "") -> Number:
        """Of the unit itself, or of the unit below it at a path."""
        if self.names:
            return Number(value)
        if what in OPEN and what != MEMBERS:
            return Number(value)
        if what != MEMBERS and what not in (self.below if child else self.own):
            return Number(None)
        if rules.is_small(value, self.least):
            return Number(None)
        draw = self._draw(child or self.place, what, category)
        return Number(rules.rounded(value, self.round_to, draw), about=self.round_to > 1 and value > 0)

    def _draw(self, place: str, what: Breakdown, category: str) -> int:
        """The same whenever it is asked within a quarter, so that asking again tells no more; another one
        in the next, so that a number that jumps need not have changed."""
        words = "|".join((place, self.quarter, what.population, what.by, category))
        return int.from_bytes(salted_hmac("sotay.statistics", words, algorithm="sha256").digest()[:8])


@dataclass(frozen=True)
class UnitCounts:
    """The counts of a unit as of a day, and how a reader sees them."""

    frame: Frame
    counted: Counted
    sight: Sight

    def number(self, what: Breakdown, category: str = "") -> Number:
        return self.sight.number(what, self.counted.number(what, category), category)

    def of_child(self, path: str, what: Breakdown, category: str = "") -> Number:
        counts = self.counted.children.get(path, {}).get(what, Counter())
        value = counts[category] if category else sum(counts.values())
        return self.sight.number(what, value, category, child=path)


def day_for(actor: Actor, unit: Unit, day: date) -> date:
    """As of which day a reader who asks for one sees counts. Without names the ends of quarters alone: from
    one day to the next so few people come and leave that the difference would say who they are."""
    return day if sees_names(actor, unit) else rules.quarter_over(day)


def counts_of(
    actor: Actor, unit: Unit, day: date, asked: Iterable[Breakdown], since: date | None = None
) -> UnitCounts:
    """The counts a reader asks for. For one without names also those of the units above, up to their own, and
    of the sisters on the way: they decide what may be shown."""
    wanted = set(asked)
    frame = frame_of(unit, day, since)
    if sees_names(actor, unit):
        return UnitCounts(frame, count(frame, wanted), Sight(names=True))
    protected = list(rules.in_order(with_what_they_are_within(wanted)))
    looked_at = wanted | {each.breakdown for each in protected}
    looked_at |= {each.others for each in protected if each.others is not None}
    above = _chain(actor, unit)
    counted = [count(frame_of(each, day, frame.since), looked_at) for each in above]
    levels: list[list[rules.OfUnit]] = [[counted[0].own]]
    levels += [list(each.children.values()) for each in counted]
    least = frame.book["member-statistics.small_count"]
    found = rules.shown(levels, protected, least)
    allowed = [_without_moves(shown, counted[0], above[0], frame, at) for at, shown in enumerate(found)]
    sight = Sight(
        names=False,
        own=allowed[-2],
        below=allowed[-1],
        least=least,
        round_to=frame.book["member-statistics.round_to"],
        is_top=len(above) == 1,
        place=unit.path,
        quarter=str(Period.holding(day, QUARTER)),
    )
    return UnitCounts(frame, counted[-1], sight)


def _chain(actor: Actor, unit: Unit) -> list[Unit]:
    """From the highest unit the reader sees figures of down to this one."""
    top = top_of(actor, unit)
    places = [path for path in [*ancestors(unit.path), unit.path] if len(path) >= len(top)]
    if places == [unit.path]:
        return [unit]
    return list(Unit.objects.filter(path__in=places).order_by("path"))


_CAME = (Breakdown("admitted"), Breakdown("admitted_in_year"))


def _without_moves(
    shown: frozenset[Breakdown], top: Counted, unit: Unit, frame: Frame, level: int
) -> frozenset[Breakdown]:
    """Totals of units are never hidden, so two of them tell how many more there are. Who came and left is
    shown for the reader's own unit alone, and not where those differences would tell which unit they came
    to."""
    hidden = {what for what in shown if what.population == MOVED.population} if level else set()
    came_in = top.own.get(MOVED, Counter())["in"]
    for what, first in zip((MOVED, *_CAME), (frame.since, frame.since, frame.year_first), strict=True):
        if what not in shown or what in hidden or level:
            continue
        came = came_in + top.number(_CAME[0] if what == MOVED else what)
        if rules.explained(_changes(unit, first, frame.day), came):
            hidden |= {each for each in shown if each.population == what.population}
    return shown - hidden


def _changes(unit: Unit, first: date, last: date) -> list[int]:
    """How the totals of the units directly below changed from the day before `first` to `last`."""
    sums: Counter[str] = Counter()
    for day, sign in ((first - timedelta(days=1), -1), (last, 1)):
        frame = frame_of(unit, day)
        rows = roll(frame).annotate(child=frame.child("cell__path")).values_list("child")
        for child, n in rows.annotate(n=Count("pk")):
            sums[child] += sign * n
    return list(sums.values())


# --- units


def homes(actor: Actor) -> list[Unit]:
    """Units the actor has figures of by a role there, the highest first."""
    held = {grant.unit_id for grant in actor.grants if grant.allows(Can.SEE_FIGURES, grant.path)}
    found = Unit.objects.in_use().filter(pk__in=held).exclude(kind=Kind.GROUP)
    seen = [unit for unit in found if sees_names(actor, unit) or unit.kind not in (Kind.CELL, Kind.COMMITTEE)]
    return sorted(seen, key=lambda unit: (len(unit.path), unit.name_sort))


def children_of(unit: Unit) -> list[Unit]:
    return list(Unit.objects.filter(parent=unit).exclude(kind=Kind.GROUP).order_by("name_sort"))


def fillers_below(unit: Unit) -> list[Unit]:
    """Units directly below that fill in forms: wards and provinces, and committees that have an office."""
    found = Unit.objects.in_use().filter(parent=unit, kind__in=official.FILLED_BY).order_by("name_sort")
    rows = list(found)
    small = [row.pk for row in rows if row.kind == Kind.COMMITTEE]
    staffed = (
        {each.unit_id for each in holders(small, Role.WARD_OFFICE, day=timezone.localdate())}
        if small
        else set()
    )
    return [row for row in rows if row.kind != Kind.COMMITTEE or row.pk in staffed]


def receiver_of(unit: Unit) -> Unit | None:
    """Whom a unit sends its forms to: the nearest unit above with an office."""
    return holding.above(unit)


# --- forms


def templates_for(period: Period) -> list[FormTemplate]:
    return [each for each in official.on(period.last) if period.kind in each.periods]


@dataclass(frozen=True)
class FormNumbers:
    """What the program counts of a form, by the key of the cell."""

    as_of: date
    numbers: Mapping[str, int]


def day_of(period: Period, today: date) -> date:
    """As of which day a period is counted: its last, or today while it lasts."""
    return min(period.last, today)


def count_form(unit: Unit, template: FormTemplate, period: Period, today: date) -> FormNumbers:
    """Every number of the form that is not entered by hand."""
    day = day_of(period, today)
    counted = count(frame_of(unit, day, period.first), template.asked)
    figures = figures_of(unit, template.figures, period.first_month, period.last_month)
    numbers: dict[str, int] = {}
    for key, _row, _column, cell in template.cells():
        if cell.kind == COUNTED and cell.what is not None:
            numbers[key] = counted.number(cell.what, cell.category)
        elif cell.kind == FIGURE and cell.figure.partition(".")[0] in {*FIGURES, *BREAKDOWNS}:
            numbers[key] = figures[cell.figure]
    return FormNumbers(day, template.summed(numbers))


def figures_of(unit: Unit, names: Collection[str], first: Month, last: Month) -> Counter[str]:
    """Figures of meetings added up from one month to another, by name or "breakdown.key"."""
    found: Counter[str] = Counter()
    if not names:
        return found
    for counts in series([unit], first, last).values():
        found.update(counts)
    for name in sorted({figure.partition(".")[0] for figure in names if "." in figure}):
        for counts in breakdown([unit], name, first, last).values():
            found.update({f"{name}.{key}": number for key, number in counts.items()})
    return found


def returns_of(unit: Unit, period: Period) -> dict[str, list[FormReturn]]:
    """What the unit filled in of each form, the newest version first."""
    found: dict[str, list[FormReturn]] = {}
    for row in FormReturn.objects.filter(unit=unit, period=str(period)).order_by("form", "-version"):
        row.unit = unit
        found.setdefault(row.form, []).append(row)
    return found


def newest(unit: Unit, form: str, period: Period) -> FormReturn | None:
    rows = FormReturn.objects.filter(unit=unit, form=form, period=str(period))
    return rows.order_by("-version").first()


def sent_by(units: Iterable[UUID], period: Period, form: str = "") -> dict[tuple[UUID, str], FormReturn]:
    """The newest form that was sent, by unit and form."""
    rows = FormReturn.objects.filter(unit__in=list(units), period=str(period), status=Status.SENT)
    rows = rows.filter(form=form) if form else rows
    return {(row.unit_id, row.form): row for row in rows.order_by("version")}


@dataclass(frozen=True)
class FromBelow:
    """What the forms that were sent add up to, and who has not sent."""

    sums: Mapping[str, int]
    sent: list[FormReturn]
    missing: list[Unit]

    @property
    def is_complete(self) -> bool:
        return bool(self.sent) and not self.missing


def from_below(unit: Unit, template: FormTemplate, period: Period) -> FromBelow:
    """Two queries at most, however many units."""
    units = fillers_below(unit)
    sent = sent_by([each.pk for each in units], period, template.id)
    sums: Counter[str] = Counter()
    for row in sent.values():
        sums.update({key: number for key, number in row.numbers.items() if isinstance(number, int)})
    missing = [each for each in units if (each.pk, template.id) not in sent]
    return FromBelow(dict(sums), list(sent.values()), missing)


@dataclass(frozen=True, slots=True)
class Difference:
    words: str
    own: Number
    below: Number


def adds_up(cell: official.Cell) -> bool:
    """Whether a unit's number is the sum of those below it; transfers between them are none of its own."""
    return not (cell.what == MOVED and cell.category in {"in", "out", ""})


# --- a form as a reader sees it


@dataclass(frozen=True, slots=True)
class ShownCell:
    key: str
    kind: str
    number: Number | None  # None for a cell that holds none
    missing: bool = False  # entered by hand, and not yet
    written: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    row: official.Row
    cells: list[ShownCell]


@dataclass(frozen=True)
class ShownForm:
    row: FormReturn
    template: FormTemplate
    rows: list[ShownRow]
    names: bool

    @property
    def hides(self) -> bool:
        """Whether something is hidden from this reader."""
        return any(
            cell.number is not None and cell.number.value is None for line in self.rows for cell in line.cells
        )

    @property
    def rounds(self) -> bool:
        return any(cell.number is not None and cell.number.about for line in self.rows for cell in line.cells)

    @property
    def numbers(self) -> dict[str, int | None]:
        """What this reader sees, by key; None for what is hidden."""
        return {
            cell.key: cell.number.value
            for line in self.rows
            for cell in line.cells
            if cell.number is not None and not cell.missing
        }


def sight_of(actor: Actor, row: FormReturn) -> Sight:
    """How the reader sees a unit's forms of a period."""
    if sees_names(actor, row.unit):
        return Sight(names=True)
    period = row.of
    sight = counts_of(actor, row.unit, row.as_of, row.wording.asked, period.first).sight
    if row.is_draft and row.as_of < period.last:  # it can be counted again tomorrow
        return replace(sight, own=frozenset(), below=frozenset())
    return sight


def shown_form(actor: Actor, row: FormReturn, sight: Sight | None = None) -> ShownForm:
    """The form as the reader sees it: everything, or with small numbers hidden.

    Frozen numbers may differ from those of today; a number is shown only when neither says that it is hidden.
    What people entered of other people is never shown without names, but to who entered it.
    """
    template, sight = row.wording, sight or sight_of(actor, row)
    numbers = template.summed(row.numbers) if row.is_draft else row.numbers
    visible = {
        key: _shown_number(sight, cell, numbers.get(key)) for key, _row, _column, cell in template.cells()
    }
    broken = _small_in_frozen(template, numbers, sight)
    lines = []
    for line in template.rows:
        cells = []
        for column in template.columns:
            cell, key = line.cells[column.key], official.key_of(line, column)
            number = visible.get(key)
            if cell.what in broken:
                number = Number(None)
            if cell.kind == SUM and not sight.names:
                number = _summed([visible.get(f"{name}.{column.key}") for name in cell.parts])
            missing = cell.kind == BY_HAND and key not in numbers
            cells.append(ShownCell(key, cell.kind, number, missing, cell.written))
        lines.append(ShownRow(line, cells))
    return ShownForm(row, template, lines, sight.names)


def _summed(parts: Sequence[Number | None]) -> Number:
    """Of what is shown: the exact sum would tell what was rounded."""
    if any(part is None or part.value is None for part in parts):
        return Number(None)
    found = [part for part in parts if part is not None]
    return Number(sum(part.value or 0 for part in found), about=any(part.about for part in found))


def _shown_number(sight: Sight, cell: official.Cell, value: int | None) -> Number:
    number = value or 0
    if sight.names or cell.kind == FIGURE:
        return Number(number)
    if cell.kind == COUNTED and cell.what is not None:
        return sight.number(cell.what, number, cell.category)
    if cell.kind == BY_HAND and cell.people and not sight.is_top:
        return Number(None)
    return Number(number)


def _small_in_frozen(
    template: FormTemplate, numbers: Mapping[str, int], sight: Sight
) -> frozenset[Breakdown]:
    """Breakdowns of which the form itself holds a small number."""
    if sight.names:
        return frozenset()
    return frozenset(
        cell.what
        for key, _row, _column, cell in template.cells()
        if cell.what is not None
        and cell.what not in OPEN
        and rules.is_small(numbers.get(key, 0), sight.least)
    )


def differences(
    actor: Actor, row: FormReturn, own: Mapping[str, int], below: FromBelow, sight: Sight
) -> list[Difference]:
    """Where the unit's own count and the sum of what was sent differ. Without names only once all have sent,
    and only of what is shown: a sum that grows with each form would tell that form's numbers."""
    if not below.sent or (not sight.names and not below.is_complete):
        return []
    found = []
    language = get_language() or "vi"
    for key, line, column, cell in row.wording.cells():
        if cell.kind not in (COUNTED, FIGURE) or not adds_up(cell) or key not in own:
            continue
        counted, summed = own[key], below.sums.get(key, 0)
        if counted == summed:
            continue
        ours, theirs = _shown_number(sight, cell, counted), _shown_number(sight, cell, summed)
        if ours.value is None or theirs.value is None:
            continue
        if not sight.names and (ours == theirs or rules.is_small(abs(counted - summed), sight.least)):
            continue
        found.append(Difference(f"{line.words.of(language)}, {column.words.of(language)}", ours, theirs))
    return found


# --- who has sent


@dataclass(frozen=True, slots=True)
class Received:
    """A unit below: its forms that were sent, in the order of the templates (None: not yet)."""

    unit: Unit
    forms: list[FormReturn | None]
    numbers: tuple[str, ...]

    @property
    def named(self) -> list[tuple[str, FormReturn | None]]:
        """Each with the number of its form."""
        return list(zip(self.numbers, self.forms, strict=True))

    @property
    def missing(self) -> int:
        return sum(row is None for row in self.forms)


def received(unit: Unit, period: Period, templates: Sequence[FormTemplate]) -> list[Received]:
    """The units below that fill in forms, those that have sent least first. Three queries at most."""
    units = fillers_below(unit)
    sent = sent_by([each.pk for each in units], period) if units else {}
    named = tuple(one.number for one in templates)
    rows = [Received(each, [sent.get((each.pk, one.id)) for one in templates], named) for each in units]
    for row in rows:
        for form in row.forms:
            if form is not None:
                form.unit = row.unit
    return sorted(rows, key=lambda row: (-row.missing, row.unit.name_sort))


def call_of(unit: Unit, period: Period) -> FormCall | None:
    return FormCall.objects.filter(unit=unit, period=str(period)).first()


def call_upon(unit: Unit, period: Period) -> FormCall | None:
    """What the unit above asks of this one for a period."""
    rows = FormCall.objects.filter(unit__path__in=ancestors(unit.path), period=str(period))
    return rows.select_related("unit").order_by("-unit__path").first()


def sent_in(units: Iterable[UUID], periods: Iterable[str]) -> set[tuple[UUID, str, str]]:
    """(unit, period, form) of everything units have sent for some periods. One query."""
    rows = FormReturn.objects.filter(unit__in=list(units), period__in=list(periods), status=Status.SENT)
    return set(rows.order_by().values_list("unit", "period", "form"))
