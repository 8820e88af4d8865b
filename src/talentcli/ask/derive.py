"""Arithmetic on observations that keeps what their hedges allow, and their sources."""

from collections.abc import Sequence
from decimal import Context, Decimal
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta

from talentcli.corpus import figures, times
from talentcli.corpus.model import Bilingual, Metric, Observation, Record, Relation
from talentcli.errors import UsageError

ENOUGH = Context(prec=6)
"""A derived figure is given to six significant figures, more than its inputs have."""

What = Literal["per", "share", "growth"]


class Input(Record, kw_only=True, frozen=True):
    """An observation that a derived figure rests on."""

    id: Annotated[str, Meta(description="Id of the metric.")]
    name: Annotated[Bilingual, Meta(description="Name of the metric.")]
    unit: Annotated[str, Meta(description="Base unit of the value.")]
    observation: Annotated[Observation, Meta(description="The observation as it is stated.")]


class Derived(Record, kw_only=True, frozen=True):
    """A figure worked out from two observations, as far as their hedges let it be known."""

    what: Annotated[What, Meta(description="per (a / b), share (a of b) or growth (from b to a).")]
    unit: Annotated[str, Meta(description="percent, or the two units for a / b.")]
    value: Annotated[
        Decimal | None, Meta(description="The figure, or the bound that its relation names.")
    ]
    relation: Annotated[
        Relation | None,
        Meta(description="How the value bounds the truth; null with a value between two bounds."),
    ]
    lower: Annotated[Decimal | None, Meta(description="What it is at least.")]
    upper: Annotated[Decimal | None, Meta(description="What it is at most.")]
    inputs: Annotated[tuple[Input, ...], Meta(description="The two observations, a before b.")]


class Range(NamedTuple):
    """What a figure may be: between two bounds, either of which may be open or left out itself."""

    low: Decimal | None
    high: Decimal | None
    strict_low: bool = False
    strict_high: bool = False


def range_of(seen: Observation) -> Range:
    """The range that an observation's hedge leaves."""
    low, high = figures.bounds(seen.value, seen.relation)
    return Range(low, high, seen.relation == ">", seen.relation == "<")


def ratio(metric: Metric, base: Metric, what: Literal["per", "share"]) -> Derived:
    """Return a metric's figure divided by another's for the same time.

    Raises UsageError when the units or the times cannot be combined.
    """
    if what == "share" and metric.unit != base.unit:
        raise UsageError(
            f"a share wants one unit: {metric.id} counts {metric.unit}, {base.id} {base.unit}"
        )
    if "percent" in (metric.unit, base.unit):
        raise UsageError(f"{metric.id} and {base.id} cannot be divided: a percentage has a base")
    a, b = same_time(metric, base)
    scale = Decimal(100 if what == "share" else 1)
    unit = "percent" if what == "share" else f"{metric.unit}/{base.unit}"
    found = divided(range_of(a), range_of(b))
    return derived(what, unit, scaled(found, scale), (metric, a), (base, b))


def same_time(metric: Metric, base: Metric) -> tuple[Observation, Observation]:
    """The observation to quote, and the one of the base for its time.

    Raises UsageError when there is none, or no time is known.
    """
    seen = metric.observations[metric.current]
    when = seen.as_of or seen.period
    if when is None:
        raise UsageError(f"{metric.id} has no date, so nothing can be set against it")
    ordered = [base.observations[base.current], *base.observations]
    for other in ordered:
        date = other.as_of or other.period
        if date and any(times.overlap(a, b) for a in times.parse(when) for b in times.parse(date)):
            return seen, other
    raise UsageError(f"{base.id} has no figure for {when}, the time of {metric.id}")


def growth(metric: Metric, since: times.Time | None, until: times.Time | None) -> Derived:
    """Return the growth from a metric's first observation in the range to its last.

    Raises UsageError when there are not two with different dates.
    """
    dated = [
        (moment, seen)
        for seen in metric.observations
        if (date := seen.as_of or seen.period)
        for moment in times.parse(date)[:1]
        if times.within(moment, since, until)
    ]
    dated.sort(key=lambda each: (times.order(each[0]), not each[1].preferred))
    if not dated or not times.before(dated[0][0], dated[-1][0]):
        raise UsageError(f"{metric.id} has no two figures for different times to compare")
    first = dated[0][1]
    last = next(seen for moment, seen in dated if moment.text == dated[-1][0].text)
    found = divided(range_of(last), range_of(first))
    changed = scaled(found, Decimal(100), Decimal(-100))
    return derived("growth", "percent", changed, (metric, last), (metric, first))


def divided(a: Range, b: Range) -> Range:
    """The range of a / b, both above zero."""
    low = None if a.low is None or not b.high else a.low / b.high
    high = None if a.high is None or not b.low else a.high / b.low
    return Range(low, high, a.strict_low or b.strict_high, a.strict_high or b.strict_low)


def scaled(found: Range, by: Decimal, more: Decimal = Decimal(0)) -> Range:
    """The range times a number, with another added."""
    low = None if found.low is None else found.low * by + more
    high = None if found.high is None else found.high * by + more
    return found._replace(low=low, high=high)


def derived(
    what: What,
    unit: str,
    found: Range,
    a: tuple[Metric, Observation],
    b: tuple[Metric, Observation],
) -> Derived:
    """The derived figure with its inputs. Raises UsageError when nothing at all is known of it."""
    low, high = (None if end is None else ENOUGH.plus(end) for end in (found.low, found.high))
    relation: Relation | None
    if low is None and high is None:
        raise UsageError("the hedges of the two figures leave nothing to say")
    if low == high:
        relation = "="
    elif high is None:
        relation = ">" if found.strict_low else ">="
    elif low is None or (what != "growth" and low <= 0):
        relation = "<" if found.strict_high else "<="
    else:
        relation = None
    value = low if relation in ("=", ">", ">=") else high if relation else None
    inputs = tuple(
        Input(id=metric.id, name=metric.name, unit=metric.unit, observation=seen)
        for metric, seen in (a, b)
    )
    return Derived(
        what=what, unit=unit, value=value, relation=relation, lower=low, upper=high, inputs=inputs
    )


class Point(NamedTuple):
    """An observation in a series: its time, and the growth since the one before, in percent."""

    seen: Observation
    moment: times.Time
    growth: Derived | None


def series(metric: Metric) -> list[Point]:
    """Return the dated observations in order of time; of several for one time all stay."""
    dated = [
        (times.parse(date)[0], seen)
        for seen in metric.observations
        if (date := seen.as_of or seen.period)
    ]
    dated.sort(key=lambda each: (each[0].last or times.AFTER_ALL_DAYS, not each[1].preferred))
    points: list[Point] = []
    for moment, seen in dated:
        points.append(Point(seen, moment, since_before(metric, points, moment, seen)))
    return points


def since_before(
    metric: Metric, points: Sequence[Point], moment: times.Time, seen: Observation
) -> Derived | None:
    """The growth since the last point of an earlier time, where it can be told."""
    earlier = [point for point in points if times.before(point.moment, moment)]
    if not earlier:
        return None
    last = earlier[-1]
    same = next(point for point in earlier if point.moment.text == last.moment.text)
    both_exact = same.seen.relation == "=" == seen.relation
    if both_exact and same.seen.cumulative == seen.cumulative:
        found = scaled(divided(range_of(seen), range_of(same.seen)), Decimal(100), Decimal(-100))
        return derived("growth", "percent", found, (metric, seen), (metric, same.seen))
    return None
