"""Filling in what compiling derives: titles and grades of sources, the observation to quote."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from talentcli.corpus import figures, times
from talentcli.corpus.load import Corpus
from talentcli.corpus.model import Cited, CitedFact, Fact, Metric, Observation, Source
from talentcli.corpus.walk import STATEMENTS


def fill(corpus: Corpus) -> Corpus:
    """Return the corpus with every derived field filled in.

    Every source cited must be a record of the corpus, and every date must parse.
    """
    sources = {r.fact.id: r.fact for r in corpus.records if isinstance(r.fact, Source)}
    records = [record._replace(fact=filled(record.fact, sources)) for record in corpus.records]
    return corpus._replace(records=records)


def filled(fact: Fact, sources: Mapping[str, Source]) -> Fact:
    """One fact with its derived fields."""
    changes: dict[str, Any] = {}
    for field in STATEMENTS:
        if statements := getattr(fact, field, ()):
            changes[field] = tuple(credited(each, sources) for each in statements)
    if isinstance(fact, Metric) and len(fact.observations) > 1:
        changes["observations"] = contrasted(changes["observations"])
    if isinstance(fact, Metric):
        changes["current"] = current(fact.observations)
    if isinstance(fact, CitedFact):
        changes |= credit(fact.source, sources)
    return msgspec.structs.replace(fact, **changes)


def credited(statement: Cited, sources: Mapping[str, Source]) -> Cited:
    """A statement with the title and grade of its source."""
    return msgspec.structs.replace(statement, **credit(statement.source, sources))


def contrasted(observations: Sequence[Observation]) -> tuple[Observation, ...]:
    """The observations, each with those that contradict it."""
    return tuple(
        msgspec.structs.replace(
            seen, conflicts=tuple(i for i, other in enumerate(observations) if clash(seen, other))
        )
        for seen in observations
    )


def clash(a: Observation, b: Observation) -> bool:
    """Whether two observations are for overlapping times and cannot both be true."""
    dates = (a.as_of or a.period, b.as_of or b.period)
    if a is b or None in dates or (a.cumulative, a.scope) != (b.cumulative, b.scope):
        return False
    first, second = (times.parse(date) for date in dates if date)
    if not any(times.overlap(one, other) for one in first for other in second):
        return False
    (low, high), (other_low, other_high) = possible(a), possible(b)
    # Ends that touch are apart too, but for 至少 and 至多 of one number.
    if {a.relation, b.relation} == {">=", "<="}:
        return low > other_high or other_low > high
    return low >= other_high or other_low >= high


def possible(seen: Observation) -> tuple[Decimal, Decimal]:
    """What the truth may be: an exact figure is taken as rounded in its last digit given."""
    low, high = figures.bounds(seen.value, seen.relation)
    exponent = seen.value.normalize().as_tuple().exponent
    half = Decimal(5).scaleb(int(exponent) - 1) if seen.relation == "=" else Decimal(0)
    return (
        -INFINITE if low is None else low - half,
        INFINITE if high is None else high + half,
    )


INFINITE = Decimal("Infinity")


def credit(id: str, sources: Mapping[str, Source]) -> dict[str, Any]:
    """The fields that a source fills in."""
    return {"source_title": sources[id].title, "grade": sources[id].grade}


def current(observations: Sequence[Observation]) -> int:
    """Return the index of the observation to quote.

    The preferred one; else the latest, one that is still open counting as later than any day and
    an undated one as earlier; of equals the one of the better grade, then the first.
    """

    def standing(index: int) -> tuple[bool, int, int, int]:
        seen = observations[index]
        return (seen.preferred, last_day(seen), -ord(seen.grade or "Z"), -index)

    # Most metrics have one observation, and need no dates read.
    return max(range(len(observations)), key=standing) if len(observations) > 1 else 0


def last_day(seen: Observation) -> int:
    """The last day that an observation holds for; 0 when unknown."""
    date = seen.as_of or seen.period
    if date is None:
        return 0
    return max(OPEN if moment.last is None else moment.last for moment in times.parse(date))


OPEN = 10**9
"""Later than any day."""
