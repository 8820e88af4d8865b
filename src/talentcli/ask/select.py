"""Listing the facts of a kind, narrowed by filters."""

import sqlite3
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from talentcli.ask.exact import checked, form_of, in_kinds
from talentcli.ask.records import Answer, trimmed
from talentcli.errors import UsageError

if TYPE_CHECKING:
    from decimal import Decimal

    from talentcli.corpus import times

MOST_WORDS = 12

SORTS = {
    "id": "f.id",
    "name": "coalesce(f.name_en, f.name_zh)",
    "date": "(SELECT max(e.last) FROM event e WHERE e.n = f.n)",
    "value": "(SELECT o.value FROM observation o WHERE o.n = f.n AND o.i = f.current)",
}
"""What a listing can be sorted by; a leading `-` turns the order round."""


HEDGED = "f.n IN (SELECT n FROM observation WHERE relation <> '=')"
"""SQL: that a metric has a hedged observation, which a bound may leave undecided."""


class Filters(NamedTuple):
    """What narrows a listing; everything left at its default does not.

    `facets` maps a facet (topic, theme, issuer, region, source, status, batch, disputed) to the
    word wanted. `since` and `until` keep what touches that time, `as_of` what held or was in place
    at it. `low` and `high` bound an observation's value in the base unit, of shares where they are
    `percent`, else of all but shares; `undecided` asks for those that the bound cannot decide
    instead of those that pass.
    """

    facets: Mapping[str, str] = {}
    since: "times.Time | None" = None
    until: "times.Time | None" = None
    as_of: "times.Time | None" = None
    low: "Decimal | None" = None
    high: "Decimal | None" = None
    percent: bool = False
    sort: str | None = None
    limit: int | None = None
    undecided: bool = False

    @property
    def of_observations(self) -> bool:
        """True when single observations are chosen, not only whole metrics."""
        times = (self.since, self.until, self.as_of)
        return self.bounded or any(time is not None for time in times)

    @property
    def bounded(self) -> bool:
        """True when values are bounded."""
        return self.low is not None or self.high is not None


class Selection(NamedTuple):
    """The records that pass, and the ids of those whose hedge leaves the bound undecided."""

    answers: Iterator[Answer]
    undecided: list[str]


def select(store: sqlite3.Connection, kind: str, filters: Filters) -> Selection:
    """Return the facts of the kind that pass every filter, in the order asked for.

    A metric whose observations are filtered holds only those that pass. Raises UsageError for a
    word that no fact is filed under, and for an unknown order.
    """
    source, values = narrowed(store, kind, filters)
    query = f"SELECT f.n, f.json, f.crc {source} ORDER BY {order(filters.sort, source)}"
    rows = store.execute(query, values)
    if kind != "metric" or not filters.of_observations:
        whole = (Answer(checked(text, crc)) for _, text, crc in rows)
        return Selection(islice(whole, filters.limit), [])
    judge = Judge(store, filters)
    wanted = None if filters.undecided else True
    answers = (
        trimmed(checked(text, crc), kept)
        for n, text, crc in rows
        if (kept := judge.observations(n, wanted))
    )
    undecided = []
    if wanted and filters.bounded:
        hedged = f"SELECT f.n, f.id {source} AND {HEDGED} ORDER BY f.n"
        undecided = [id for n, id in store.execute(hedged, values) if judge.leaves_open(n)]
    return Selection(islice(answers, filters.limit), undecided)


def narrowed(
    store: sqlite3.Connection, kind: str, filters: Filters
) -> tuple[str, list[str | int | float]]:
    """The FROM and WHERE clauses for all that SQL can decide, with their values."""
    source = "FROM fact f"
    where = ["f.kind = ?"]
    values: list[str | int | float] = [kind]
    for number, (facet, word) in enumerate(filters.facets.items()):
        words = filed_words(store, (kind,), facet, word)
        alias, marks = f"w{number}", ", ".join("?" * len(words))
        if number == 0 and len(words) == 1:
            # Joined first, in the order of its key, so that a limit ends the search early.
            source = f"FROM facet {alias} CROSS JOIN fact f ON f.n = {alias}.n"
            where.append(f"{alias}.facet = ? AND {alias}.word = ?")
        else:
            where.append(f"f.n IN (SELECT n FROM facet WHERE facet = ? AND word IN ({marks}))")
        values += [facet, *words]
    table = "observation" if kind == "metric" else "event"
    touches, days = touching(filters.since, filters.until or filters.as_of)
    if touches:
        # A policy counts by its issue, not by how long its measures run.
        issued = " AND what = 'issued'" if kind == "policy" else ""
        where.append(f"EXISTS (SELECT 1 FROM {table} t WHERE t.n = f.n AND {touches}{issued})")
        values += days
    return f"{source} WHERE {' AND '.join(where)}", values


def filed_words(
    store: sqlite3.Connection, kinds: tuple[str, ...], facet: str, word: str
) -> list[str]:
    """The words that can be typed so and that some fact of the kinds (none means any) is filed by.

    Raises UsageError naming the words that there are.
    """
    if words := spelled(store, kinds, facet, word):
        return words
    rows = store.execute(
        "SELECT shown FROM word WHERE facet = ? GROUP BY shown HAVING EXISTS (SELECT 1 FROM facet "
        f"JOIN fact ON fact.n = facet.n WHERE facet.facet = word.facet AND facet.word = word.word"
        f"{in_kinds(kinds)}) ORDER BY shown LIMIT ?",
        (facet, *kinds, MOST_WORDS + 1),
    )
    there = [shown for (shown,) in rows]
    if not there:
        raise UsageError(f"--{facet} does not apply here: nothing listed is filed by {facet}")
    more = ", …" if len(there) > MOST_WORDS else ""
    raise UsageError(f"no {facet} '{word}'; there is {', '.join(there[:MOST_WORDS])}{more}")


def spelled(store: sqlite3.Connection, kinds: tuple[str, ...], facet: str, word: str) -> list[str]:
    """The words of a facet that are typed so and that some fact of the kinds is filed under."""
    rows = store.execute(
        "SELECT word FROM word WHERE facet = ? AND form = ? AND EXISTS (SELECT 1 FROM facet "
        "JOIN fact ON fact.n = facet.n WHERE facet.facet = word.facet AND facet.word = word.word"
        f"{in_kinds(kinds)})",
        (facet, form_of(word), *kinds),
    )
    return [word for (word,) in rows]


def touching(since: "times.Time | None", until: "times.Time | None") -> tuple[str, list[int]]:
    """The SQL condition that a dated row touches the range; empty for an unbounded range."""
    where: list[str] = []
    days: list[int] = []
    if since is not None and since.first is not None:
        where.append("(last IS NULL OR last >= ?)")
        days.append(since.first)
    if until is not None and until.last is not None:
        where.append("(first IS NULL OR first <= ?)")
        days.append(until.last)
    return " AND ".join(["date IS NOT NULL", *where]) if where else "", days


class Judge:
    """Decides which observations of a metric pass filters on time and value."""

    def __init__(self, store: sqlite3.Connection, filters: Filters) -> None:
        self.store = store
        self.filters = filters
        touches, self.days = touching(filters.since, filters.until or filters.as_of)
        where = ["n = ?", *([touches] if touches else [])]
        if filters.bounded:
            where.append("unit = 'percent'" if filters.percent else "unit <> 'percent'")
        self.query = f"SELECT i, value, relation FROM observation WHERE {' AND '.join(where)}"

    def observations(self, n: int, wanted: bool | None) -> list[int]:
        """The observations that pass (True), or that no bound can decide (None), by index."""
        from decimal import Decimal

        from talentcli.corpus import figures

        low, high = self.filters.low, self.filters.high
        return [
            i
            for i, value, relation in self.store.execute(self.query, (n, *self.days))
            if figures.decide(Decimal(repr(value)), relation, low, high) is wanted
        ]

    def leaves_open(self, n: int) -> bool:
        """Whether no observation passes but some are undecided."""
        return not self.observations(n, True) and bool(self.observations(n, None))


def order(sort: str | None, source: str) -> str:
    """The SQL order; records without the wanted property come last.

    The number is taken from the table that `source` reads first, which has it in order.

    Raises UsageError for an order that there is not.
    """
    if sort is None:
        return "w0.n" if source.startswith("FROM facet w0") else "f.n"
    columns = SORTS.get(sort.removeprefix("-"))
    if columns is None:
        raise UsageError(
            f"cannot sort by '{sort}'; --sort takes {', '.join(SORTS)}, - in front for falling"
        )
    direction = "DESC" if sort.startswith("-") else "ASC"
    return f"{columns} {direction} NULLS LAST, f.n"
