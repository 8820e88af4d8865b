"""Everything dated, in order of time."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from talentcli.ask.exact import checked, exact, in_kinds, text_of
from talentcli.ask.select import filed_words, touching
from talentcli.corpus import figures, times
from talentcli.corpus.model import Bilingual, Cited, Edtf, Kind, Metric, Period

What = Literal["issued", "measure", "decided", "conferred", "achieved", "held", "counted", "ran"]

LANGUAGES: tuple[Literal["zh"], Literal["en"]] = ("zh", "en")

COLUMNS = (
    "e.date, e.what, f.kind, f.id, f.name_zh, f.name_en, e.text_zh, e.text_en, e.source, e.at, "
    "e.grade, s.name_zh, s.name_en, CASE e.what WHEN 'counted' THEN f.json END, f.crc, e.part"
)


class Event(Cited, kw_only=True, frozen=True):
    """Something that happened, held or was counted at a time, and the fact that tells it."""

    date: Annotated[Edtf | None, Meta(description="When; null when no source says.")]
    what: Annotated[What, Meta(description="What sort of event it is.")]
    kind: Annotated[Kind, Meta(description="Kind of the fact that tells it.")]
    id: Annotated[str, Meta(description="Id of the fact that tells it.")]
    name: Annotated[Bilingual, Meta(description="Name of the fact that tells it.")]
    text: Annotated[Bilingual, Meta(description="What happened, or the figure.")]


def timeline(
    store: sqlite3.Connection,
    since: times.Time | None = None,
    until: times.Time | None = None,
    *,
    kinds: tuple[str, ...] = (),
    facets: Mapping[str, str] | None = None,
    limit: int | None = None,
) -> Iterator[Event]:
    """Yield the dated events that touch the range: earliest first, of equals the longest first.

    Raises UsageError for a facet word that nothing is filed under.
    """
    touches, days = touching(since, until)
    return events(store, touches or "date IS NOT NULL", days, kinds, facets or {}, limit)


def undated_events(
    store: sqlite3.Connection,
    *,
    kinds: tuple[str, ...] = (),
    facets: Mapping[str, str] | None = None,
) -> Iterator[Event]:
    """Yield what belongs on a timeline but has no date in any source, in the order of the facts.

    Raises UsageError for a facet word that nothing is filed under.
    """
    return events(store, "date IS NULL", [], kinds, facets or {}, None)


def span_of(store: sqlite3.Connection, name: str) -> times.Time | None:
    """Return the span of the period of this name, such as 十三五; None where there is none."""
    found = exact(store, name, ("period",))
    if len(found) != 1:
        return None
    return times.parse_one(msgspec.json.decode(text_of(store, found[0][0]), type=Period).span)


def events(
    store: sqlite3.Connection,
    dated: str,
    days: Sequence[int],
    kinds: tuple[str, ...],
    facets: Mapping[str, str],
    limit: int | None,
) -> Iterator[Event]:
    """The events that meet the SQL condition on their date, of these kinds and facets."""
    # That a catalogue lists a qualification is told by the catalogue's own event.
    where = [f"{dated} AND e.what <> 'listed'"]
    values: list[str | int] = [*days, *kinds]
    for facet, word in facets.items():
        words = filed_words(store, kinds, facet, word)
        marks = ", ".join("?" * len(words))
        where.append(f"e.n IN (SELECT n FROM facet WHERE facet = ? AND word IN ({marks}))")
        values += [facet, *words]
    conditions = " AND ".join([where[0] + in_kinds(kinds, "f.kind"), *where[1:]])
    rows = store.execute(
        f"SELECT {COLUMNS} FROM event e JOIN fact f ON f.n = e.n JOIN fact s ON s.id = e.source "
        # An open start comes before every day, an open end after every day.
        f"WHERE {conditions} ORDER BY e.first NULLS FIRST, e.last DESC NULLS FIRST, e.n, e.i "
        "LIMIT ?",
        (*values, -1 if limit is None else limit),
    )
    return (event(*row) for row in rows)


def event(
    date: str | None,
    what: What,
    kind: Kind,
    id: str,
    name_zh: str | None,
    name_en: str | None,
    text_zh: str | None,
    text_en: str | None,
    source: str,
    at: str | None,
    grade: Literal["A", "B", "C"],
    title_zh: str | None,
    title_en: str | None,
    metric: str | None,
    crc: int,
    part: int,
) -> Event:
    """The event of one row, in the order of COLUMNS.

    Raises sqlite3.DatabaseError when the metric it is read from is damaged.
    """
    return Event(
        source=source,
        at=at,
        source_title=Bilingual(zh=title_zh, en=title_en),
        grade=grade,
        date=date,
        what=what,
        kind=kind,
        id=id,
        name=Bilingual(zh=name_zh, en=name_en),
        text=(
            Bilingual(zh=text_zh, en=text_en)
            if metric is None
            else figure(checked(metric, crc), part)
        ),
    )


def figure(metric: str, part: int) -> Bilingual:
    """The figure of one observation of a metric's JSON, in both languages."""
    fact = msgspec.json.decode(metric, type=Metric)
    seen = fact.observations[part]
    zh, en = (
        figures.show(seen.value, fact.unit, seen.relation, lang, cumulative=seen.cumulative)
        for lang in LANGUAGES
    )
    return Bilingual(zh=zh, en=en)
