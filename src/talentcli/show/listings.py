"""Facts → sheets: one row a fact, in one language."""

from collections.abc import Iterable

from talentcli.ask.derive import series
from talentcli.corpus import times
from talentcli.corpus.model import (
    Expert,
    Fact,
    Kind,
    Metric,
    Milestone,
    Period,
    Policy,
    Programme,
    Qualification,
    Source,
)
from talentcli.show.phrases import date, figure, short_source, sides, time_of
from talentcli.show.sheets import Column, Sheet
from talentcli.show.words import Lang, listing, side, topic, word

METRIC_COLUMNS = [
    Column("id"),
    Column("name", least=20),
    Column("figure", least=18, right=True),
    Column("as_of", least=8),
    Column("source", gives_way=3),
]

POLICY_COLUMNS = [
    Column("id"),
    Column("title", least=24),
    Column("number", gives_way=4),
    Column("issued", least=9),
    Column("issuer", least=12, gives_way=5),
    Column("source", gives_way=3),
]

QUALIFICATION_COLUMNS = [
    Column("id"),
    Column("name", least=12),
    Column("status"),
    Column("category", gives_way=5),
    Column("date", least=9, gives_way=4),
    Column("source", gives_way=3),
]

EXPERT_COLUMNS = [
    Column("id"),
    Column("name", least=8),
    Column("role", least=16),
    Column("field", least=8, gives_way=4),
    Column("region", gives_way=5),
    Column("source", gives_way=3),
]

PROGRAMME_COLUMNS = [
    Column("id"),
    Column("name", least=16),
    Column("type", gives_way=4),
    Column("region", gives_way=5),
    Column("source", gives_way=3),
]

MILESTONE_COLUMNS = [
    Column("id"),
    Column("name", least=16),
    Column("date", least=9),
    Column("topic", gives_way=4),
    Column("source", gives_way=3),
]

SOURCE_COLUMNS = [
    Column("id"),
    Column("title", least=16),
    Column("grade"),
    Column("published", least=9, gives_way=4),
    Column("publisher", least=10, gives_way=5),
]

PERIOD_COLUMNS = [
    Column("id"),
    Column("name", least=12),
    Column("span", least=9),
    Column("source", gives_way=3),
]


def metric_row(metric: Metric, lang: Lang) -> list[str]:
    """The current observation; the number of others stands behind its time."""
    seen = metric.observations[metric.current]
    others = len(metric.observations) - 1
    more = f" (+{others})" if others else ""
    return [
        metric.id,
        side(metric.name, lang),
        figure(metric, seen, lang),
        time_of(seen, lang) + more,
        short_source(seen),
    ]


def policy_row(policy: Policy, lang: Lang) -> list[str]:
    """Title, number, date and issuers."""
    return [
        policy.id,
        side(policy.title, lang),
        policy.number or "",
        date(policy.issued, lang),
        listing(sides(policy.issuers, lang), lang),
        short_source(policy),
    ]


def qualification_row(qualification: Qualification, lang: Lang) -> list[str]:
    """Standing, category and date of the decision."""
    return [
        qualification.id,
        side(qualification.name, lang),
        word(qualification.status, lang),
        word(qualification.category, lang) if qualification.category else "",
        date(qualification.date, lang),
        short_source(qualification),
    ]


def expert_row(expert: Expert, lang: Lang) -> list[str]:
    """Post, field and place."""
    return [
        expert.id,
        side(expert.name, lang),
        side(expert.role, lang),
        side(expert.field, lang),
        side(expert.region, lang),
        short_source(expert),
    ]


def programme_row(programme: Programme, lang: Lang) -> list[str]:
    """Type and place."""
    return [
        programme.id,
        side(programme.name, lang),
        word(programme.type, lang),
        side(programme.region, lang),
        short_source(programme),
    ]


def milestone_row(milestone: Milestone, lang: Lang) -> list[str]:
    """Date and topic."""
    return [
        milestone.id,
        side(milestone.name, lang),
        date(milestone.date, lang) or word("unknown_date", lang),
        topic(milestone.topic, lang),
        short_source(milestone),
    ]


def source_row(source: Source, lang: Lang) -> list[str]:
    """Grade, date and publisher."""
    return [
        source.id,
        side(source.title, lang),
        source.grade,
        date(source.published, lang),
        side(source.publisher, lang),
    ]


def period_row(period: Period, lang: Lang) -> list[str]:
    """The span."""
    return [period.id, side(period.name, lang), date(period.span, lang), short_source(period)]


def columns(kind: Kind) -> list[Column]:
    """The columns of a listing of this kind, headed by their keys."""
    return {
        "metric": METRIC_COLUMNS,
        "policy": POLICY_COLUMNS,
        "qualification": QUALIFICATION_COLUMNS,
        "expert": EXPERT_COLUMNS,
        "programme": PROGRAMME_COLUMNS,
        "milestone": MILESTONE_COLUMNS,
        "source": SOURCE_COLUMNS,
        "period": PERIOD_COLUMNS,
    }[kind]


def row(fact: Fact, lang: Lang) -> list[str]:
    """The listing row of a fact, one text a column of its kind."""
    match fact:
        case Metric():
            return metric_row(fact, lang)
        case Policy():
            return policy_row(fact, lang)
        case Qualification():
            return qualification_row(fact, lang)
        case Expert():
            return expert_row(fact, lang)
        case Programme():
            return programme_row(fact, lang)
        case Milestone():
            return milestone_row(fact, lang)
        case Source():
            return source_row(fact, lang)
        case Period():
            return period_row(fact, lang)


def listed(
    kind: Kind,
    facts: Iterable[Fact],
    lang: Lang,
    *,
    most: int | None = None,
    sparkline: bool = False,
) -> Sheet:
    """Facts of one kind as a sheet, no more than `most` of them."""
    heads = columns(kind)
    rows = []
    for fact in facts:
        rows.append(row(fact, lang))
        if sparkline and isinstance(fact, Metric):
            rows[-1].insert(4, trend(fact))
    if sparkline:
        heads = [*heads[:4], Column("trend"), *heads[4:]]
    if most is not None and len(rows) > most:
        return Sheet(heads, rows[:most], [word("more_rows", lang, count=most)])
    footer = [word("count_shown", lang, count=len(rows)) if rows else word("none", lang)]
    return Sheet(heads, rows, footer)


SPARKS = "▁▂▃▄▅▆▇█"

MOST_SPARKS = 16


def trend(metric: Metric) -> str:
    """A series as one mark a year, its height the value; a year without a figure is a dot."""
    by_year = {
        times.year_of(moment): seen.value for seen, moment, _ in series(metric) if moment.last
    }
    if len(by_year) < 2:
        return ""
    years = range(max(min(by_year), max(by_year) - MOST_SPARKS + 1), max(by_year) + 1)
    most = max(by_year.values()) or 1
    top = len(SPARKS) - 1
    return "".join(
        SPARKS[int(by_year[year] / most * top)] if year in by_year else "·" for year in years
    )
