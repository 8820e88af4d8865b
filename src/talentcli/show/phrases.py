"""The pieces of text that several views use: figures, times, source marks."""

from collections.abc import Iterable

from talentcli.corpus import figures, times
from talentcli.corpus.model import (
    Bilingual,
    Cited,
    CitedFact,
    Metric,
    Observation,
)
from talentcli.show.words import Lang, side, word


def figure(metric: Metric, seen: Observation, lang: Lang) -> str:
    """The figure of an observation with its hedge: 超过400万人, more than 4 million people."""
    return figures.show(seen.value, metric.unit, seen.relation, lang, cumulative=seen.cumulative)


def time_of(seen: Observation, lang: Lang) -> str:
    """When an observation holds, at its precision."""
    date = seen.as_of or seen.period
    return times.show(date, lang, year_end=True) if date else word("unknown_date", lang)


def date(text: str | None, lang: Lang) -> str:
    """A date at its precision; nothing when there is none."""
    return times.show(text, lang) if text else ""


def source_line(cited: Cited | CitedFact, lang: Lang) -> str:
    """Grade, title, place and id of what a statement rests on."""
    title = side(cited.source_title, lang)
    at = f" {cited.at}" if cited.at else ""
    return f"[{cited.grade}] {title}{at} ({cited.source})"


def short_source(cited: Cited | CitedFact) -> str:
    """Grade, id and place: the source mark of a table row."""
    return f"{cited.grade} {cited.source}{' ' + cited.at if cited.at else ''}"


def own_source(statement: Cited, fact: CitedFact) -> list[str]:
    """The source mark of a statement, where it rests on something else than its fact."""
    same = (statement.source, statement.at) == (fact.source, fact.at)
    return [] if same else [short_source(statement)]


def sides(texts: Iterable[Bilingual], lang: Lang) -> list[str]:
    """Each text in the language."""
    return [side(text, lang) for text in texts]
