"""How many facts there are of each kind, and how well their statements are sourced."""

import sqlite3
from typing import Annotated, cast

from msgspec import Meta

from talentcli.ask.select import Filters, narrowed
from talentcli.corpus.kinds import KIND_BITS, KINDS
from talentcli.corpus.model import Kind, Record


class Count(Record, kw_only=True, frozen=True):
    """The facts of one kind, and their statements by the grade of the source."""

    kind: Annotated[Kind, Meta(description="The kind of fact.")]
    facts: Annotated[int, Meta(description="How many facts.")]
    statements: Annotated[int, Meta(description="How many cited statements they hold.")]
    a: Annotated[int, Meta(description="Statements from sources of grade A.")]
    b: Annotated[int, Meta(description="Statements from sources of grade B.")]
    c: Annotated[int, Meta(description="Statements from sources of grade C.")]


class Tally(Record, kw_only=True, frozen=True):
    """How many of the facts listed are filed under a word."""

    word: Annotated[str, Meta(description="The word: a topic, place, issuing body, source ….")]
    facts: Annotated[int, Meta(description="How many facts.")]


def tally(store: sqlite3.Connection, kind: str, filters: Filters, facet: str) -> list[Tally]:
    """Return how many facts of the kind that pass the filters each word of a facet has.

    The words with the most facts come first; the limit of the filters is one on words. Bounds on
    values do not apply. Raises UsageError for a word to filter by that no fact is filed under.
    """
    source, values = narrowed(store, kind, filters)
    number = KINDS.index(kind)
    among, bounds = "", [number << KIND_BITS, number + 1 << KIND_BITS]
    if filters.facets or filters.of_observations:
        among = f" AND n IN (SELECT f.n {source})"
    rows = store.execute(
        "SELECT word, count(*) FROM facet WHERE facet = ? AND n >= ? AND n < ?"
        f"{among} GROUP BY word ORDER BY 2 DESC, 1 LIMIT ?",
        (
            facet,
            *bounds,
            *(values if among else ()),
            -1 if filters.limit is None else filters.limit,
        ),
    )
    return [Tally(word=word, facts=facts) for word, facts in rows]


def summary(store: sqlite3.Connection) -> list[Count]:
    """Return the counts of each kind that there are facts of, in the order of kinds.

    A source states nothing about itself, so sources are counted by their own grade.
    """
    rows = store.execute(
        f"SELECT n >> {KIND_BITS}, count(DISTINCT n), count(*), sum(grade = 'A'), "
        "sum(grade = 'B'), sum(grade = 'C') FROM citation GROUP BY 1"
    ).fetchall()
    sources = store.execute(
        f"SELECT n >> {KIND_BITS}, count(*), count(*), sum(json ->> '$.grade' = 'A'), "
        "sum(json ->> '$.grade' = 'B'), sum(json ->> '$.grade' = 'C') "
        "FROM fact WHERE kind = 'source' GROUP BY 1"
    ).fetchall()
    return [
        Count(kind=cast(Kind, KINDS[kind]), facts=facts, statements=statements, a=a, b=b, c=c)
        for kind, facts, statements, a, b, c in sorted([*rows, *sources])
    ]
