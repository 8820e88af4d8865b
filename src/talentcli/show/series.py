"""A metric over time: its series, its disagreements, what is worked out from it."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING

from talentcli.ask.derive import series
from talentcli.corpus import figures
from talentcli.corpus.model import (
    Metric,
    Observation,
)
from talentcli.show.lines import Lines
from talentcli.show.phrases import figure, short_source, source_line, time_of
from talentcli.show.sheets import Card, Column, Line, Section, Sheet
from talentcli.show.words import Lang, aside, labelled, side, word

if TYPE_CHECKING:
    from talentcli.ask.derive import Derived


LONG_SERIES = 3
"""Dated observations that make a series, shown with the one quoted in its place."""


def others(metric: Metric, lang: Lang) -> list[Section]:
    """The other observations: dated ones in order of time with their growth, then the rest."""
    dated = series(metric)
    quoted = metric.observations[metric.current]
    long = len(dated) >= LONG_SERIES
    lines = [
        observed(metric, seen, rise, quoted, lang)
        for seen, _, rise in dated
        if long or seen is not quoted
    ]
    told = [point.seen for point in dated]
    lines += [
        observed(metric, seen, None, quoted, lang)
        for seen in metric.observations
        if seen is not quoted and seen not in told
    ]
    return [Section(word("series" if long else "others", lang), lines)]


def observed(
    metric: Metric, seen: Observation, rise: "Derived | None", quoted: Observation, lang: Lang
) -> Line:
    """One observation as a line: time, figure, growth, source, remarks."""
    mark = "● " if seen is quoted else ""
    grown = f"  {percent(rise)}" if rise else ""
    parts = [f"{mark}{figure(metric, seen, lang)}{grown}  {source_line(seen, lang)}"]
    if seen is not quoted:
        parts += [side(remark, lang) for remark in (seen.disputed, seen.note) if remark]
    return Line("observation", time_of(seen, lang), "\n".join(parts), telling=True)


def percent(rise: "Derived") -> str:
    """A growth with its sign, to one decimal."""
    return "" if rise.value is None else f"{rise.value:+.1f}%"


def disagreement(metric: Metric, lang: Lang) -> str:
    """What the sources say where they disagree, the figure that is quoted last; else nothing."""
    quoted = metric.observations[metric.current]
    unit = metric.unit
    said = {
        figures.show(seen.value, unit, seen.relation, lang): aside(
            [time_of(seen, lang), short_source(seen)], lang
        )
        for seen in metric.observations
        if (seen.disputed or seen.conflicts or quoted.disputed) and is_near(seen, quoted)
    }
    shown = figures.show(quoted.value, unit, quoted.relation, lang)
    said.pop(shown, None)
    if not said:
        return ""
    last = labelled("quoted", f"{shown} [{quoted.grade}]", lang)
    return ("；" if lang == "zh" else "; ").join([*(a + b for a, b in said.items()), last])


def is_near(seen: Observation, quoted: Observation) -> bool:
    """Whether two values are close enough to be meant for one thing, not for earlier times."""
    return abs(seen.value - quoted.value) * 10 <= abs(quoted.value)


def series_rows(metric: Metric, lang: Lang) -> Sheet:
    """A series as rows: time, figure, growth since the time before, source."""
    columns = [
        Column("as_of"),
        Column("figure", least=18, right=True),
        Column("growth", right=True),
        Column("source", gives_way=1),
    ]
    rows = [
        [
            time_of(seen, lang),
            figure(metric, seen, lang),
            percent(rise) if rise else "",
            short_source(seen),
        ]
        for seen, _, rise in series(metric)
    ]
    return Sheet(columns, rows)


def derived_card(found: "Derived", lang: Lang) -> Card:
    """A derived figure: what is known of it, and the two observations behind it."""
    a, b = found.inputs
    shown = derived_figure(found, lang)
    lines = Lines(lang)
    for each in (a, b):
        metric = Metric(
            id=each.id, name=each.name, topic="", unit=each.unit, observations=(each.observation,)
        )
        seen = each.observation
        text = f"{figure(metric, seen, lang)}  {time_of(seen, lang)}\n{source_line(seen, lang)}"
        lines.lines.append(Line("input", each.id, text, telling=True))
    titles = [side(each.name, lang) for each in (a, b)]
    return Card(
        id=f"{a.id} {b.id}" if a.id != b.id else a.id,
        name=word(f"derived_{found.what}", lang, a=titles[0], b=titles[1]),
        other_name="",
        figure=shown,
        wording=word("worked_out", lang),
        lines=lines.lines,
        sections=[],
    )


def derived_figure(found: "Derived", lang: Lang) -> str:
    """The derived figure with the bound that the hedges of its inputs leave."""
    if found.value is not None and found.relation is not None:
        value = rounded(found.value, ROUNDING.get(found.relation[0], ROUND_HALF_UP))
        return figures.show(value, found.unit, found.relation, lang)
    low, high = found.lower, found.upper
    ends = [] if low is None else [f"{rounded(low, ROUND_FLOOR):f}"]
    ends += [] if high is None else [f"{rounded(high, ROUND_CEILING):f}"]
    return " – ".join(ends) + ("%" if found.unit == "percent" else f" {found.unit}")


ROUNDING = {">": ROUND_FLOOR, "<": ROUND_CEILING}
"""A bound is rounded to the side on which it stays true."""


def rounded(value: Decimal, rounding: str) -> Decimal:
    """A value to three significant figures, written out."""
    return Decimal(f"{Context(prec=3, rounding=rounding).plus(value):f}")
