"""Listing the facts of a kind, narrowed by filters."""

import sqlite3
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from talentcli.ask.exact import in_kinds
from talentcli.ask.records import Answer, trimmed
from talentcli.corpus import figures, forms, times
from talentcli.errors import UsageError

MOST_WORDS = 12

SORTS = {
    "id": "f.id",
    "name": "coalesce(f.name_en, f.name_zh)",
    "date": "(SELECT max(e.last) FROM event e WHERE e.n = f.n)",
    "value": "(SELECT o.value FROM observation o WHERE o.n = f.n AND o.i = f.current)",
}
"""What a listing can be sorted by; a leading `-` turns the order round."""

Kept = dict[int, list[int]]
"""Row of a metric → indexes of its observations."""


class Filters(NamedTuple):
    """What narrows a listing; everything left at its default does not.

    `facets` maps a facet (topic, theme, issuer, region, source, status, batch) to the word wanted.
    `since` and `until` keep what touches that time, `as_of` what held or was in place at it.
    `low` and `high` bound an observation's value in the base unit, of shares where they are
    `percent`, else of all but shares; `undecided` asks for those that the bound cannot decide
    instead of those that pass.
    """

    facets: Mapping[str, str] = {}
    since: times.Time | None = None
    until: times.Time | None = None
    as_of: times.Time | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    percent: bool = False
    sort: str | None = None
    limit: int | None = None
    undecided: bool = False

    @property
    def of_observations(self) -> bool:
        """True when single observations are chosen, not only whole metrics."""
        bounds = (self.since, self.until, self.as_of, self.low, self.high)
        return any(bound is not None for bound in bounds)


class Selection(NamedTuple):
    """The records that pass, and the ids of those whose hedge leaves the bound undecided."""

    answers: Iterator[Answer]
    undecided: list[str]


def select(store: sqlite3.Connection, kind: str, filters: Filters) -> Selection:
    """Return the facts of the kind that pass every filter, in the order asked for.

    A metric whose observations are filtered holds only those that pass. Raises UsageError for a
    word that no fact is filed under, and for an unknown order.
    """
    where, values = conditions(store, kind, filters)
    rows = store.execute(
        f"SELECT f.n, f.id, f.json FROM fact f WHERE {where} ORDER BY {order(filters.sort)}",
        values,
    )
    if kind != "metric" or not filters.of_observations:
        answers = (Answer(text) for _, _, text in rows)
        return Selection(islice(answers, filters.limit), [])
    passing, undecided = judge(store, filters)
    if filters.undecided:
        passing, undecided = undecided, {}
    listed = rows.fetchall()
    answers = (trimmed(text, passing[n]) for n, _, text in listed if n in passing)
    open_ids = [fact_id for n, fact_id, _ in listed if n in undecided and n not in passing]
    return Selection(islice(answers, filters.limit), open_ids)


def conditions(
    store: sqlite3.Connection, kind: str, filters: Filters
) -> tuple[str, list[str | int]]:
    """The SQL condition, with its values, for everything but single observations."""
    where = ["f.kind = ?"]
    values: list[str | int] = [kind]
    for facet, word in filters.facets.items():
        where.append("f.n IN (SELECT n FROM facet WHERE facet = ? AND form = ?)")
        values += [facet, known_word(store, (kind,), facet, word)]
    if kind != "metric":
        touches, days = touching(filters.since, filters.until or filters.as_of)
        if touches:
            where.append(f"EXISTS (SELECT 1 FROM event e WHERE e.n = f.n AND {touches})")
            values += days
    return " AND ".join(where), values


def known_word(store: sqlite3.Connection, kinds: tuple[str, ...], facet: str, word: str) -> str:
    """The folded word, which some fact of the kinds (none means any) must be filed under.

    Raises UsageError naming the words that there are.
    """
    if is_filed(store, kinds, facet, word):
        return forms.fold(word)
    among = f"facet JOIN fact ON fact.n = facet.n WHERE facet = ?{in_kinds(kinds)}"
    rows = store.execute(
        f"SELECT DISTINCT shown FROM {among} ORDER BY shown LIMIT ?",
        (facet, *kinds, MOST_WORDS + 1),
    )
    words = [shown for (shown,) in rows]
    if not words:
        raise UsageError(f"--{facet} does not apply here: nothing listed is filed by {facet}")
    more = ", …" if len(words) > MOST_WORDS else ""
    raise UsageError(f"no {facet} '{word}'; there is {', '.join(words[:MOST_WORDS])}{more}")


def is_filed(store: sqlite3.Connection, kinds: tuple[str, ...], facet: str, word: str) -> bool:
    """Whether some fact of the kinds is filed under the word."""
    row = store.execute(
        "SELECT 1 FROM facet JOIN fact ON fact.n = facet.n "
        f"WHERE facet = ? AND form = ?{in_kinds(kinds)} LIMIT 1",
        (facet, forms.fold(word), *kinds),
    ).fetchone()
    return row is not None


def touching(since: times.Time | None, until: times.Time | None) -> tuple[str, list[int]]:
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


def judge(store: sqlite3.Connection, filters: Filters) -> tuple[Kept, Kept]:
    """Sort the observations into those that pass and those that a bound cannot decide."""
    touches, days = touching(filters.since, filters.until or filters.as_of)
    bounded = filters.low is not None or filters.high is not None
    where = [touches] if touches else []
    if bounded:
        where.append("unit = 'percent'" if filters.percent else "unit <> 'percent'")
    rows = store.execute(
        "SELECT n, i, value, relation FROM observation "
        f"WHERE {' AND '.join(where) or '1'} ORDER BY n, i",
        days,
    )
    passing: Kept = {}
    undecided: Kept = {}
    for n, i, value, relation in rows:
        within = figures.decide(Decimal(str(value)), relation, filters.low, filters.high)
        if within is not False:
            (passing if within else undecided).setdefault(n, []).append(i)
    return passing, undecided


def order(sort: str | None) -> str:
    """The SQL order; records without the wanted property come last.

    Raises UsageError for an order that there is not.
    """
    if sort is None:
        return "f.n"
    columns = SORTS.get(sort.removeprefix("-"))
    if columns is None:
        raise UsageError(
            f"cannot sort by '{sort}'; --sort takes {', '.join(SORTS)}, - in front for falling"
        )
    direction = "DESC" if sort.startswith("-") else "ASC"
    return f"{columns} {direction} NULLS LAST, f.n"
