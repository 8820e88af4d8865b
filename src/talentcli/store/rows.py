"""One record → its rows in every table of the store."""

import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from talentcli.corpus import bigrams, forms, times
from talentcli.corpus.kinds import KIND_BITS, KINDS
from talentcli.corpus.lint import references
from talentcli.corpus.load import Loaded
from talentcli.corpus.model import (
    Bilingual,
    Cited,
    CitedFact,
    Expert,
    Fact,
    Kind,
    Metric,
    Milestone,
    Policy,
    Programme,
    Qualification,
    Source,
    encode,
    heading,
    kind_of,
)
from talentcli.corpus.terms import SHORT_NAMES, THEMES, TOPICS, topic_label
from talentcli.corpus.walk import citations, texts

BETWEEN_TEXTS = " zzbreak "
"""Stands between the texts of one fact, so that no phrase is found across two of them."""

NAMES = ("name.", "title.", "aliases.")
"""Where the texts stand that the name column of the text search has already."""

FILE_BITS, LINE_BITS = 20, 24
"""A place holds kind, topic (8 bits), number of the file and line, from the highest bits down."""

POLICY_TOPICS = {word: n for n, word in enumerate(THEMES)}
OTHER_TOPICS = {word: n for n, word in enumerate(dict.fromkeys([*TOPICS, *THEMES]))}
UNKNOWN_TOPIC = 255

Row = tuple[object, ...]

INSERTS = {
    "fact": "INSERT OR IGNORE INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "name": "INSERT OR IGNORE INTO name VALUES (?, ?, ?, ?, ?, ?)",
    "facet": "INSERT OR IGNORE INTO facet VALUES (?, ?, ?)",
    "word": "INSERT OR IGNORE INTO word VALUES (?, ?, ?, ?)",
    "observation": "INSERT INTO observation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "event": "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "measure": "INSERT INTO measure VALUES (?, ?, ?, ?, ?)",
    "citation": "INSERT INTO citation VALUES (?, ?, ?, ?, ?)",
    "reference": "INSERT OR IGNORE INTO reference VALUES (?, ?)",
    "text": "INSERT INTO text (rowid, name, body) VALUES (?, ?, ?)",
}
"""Table → the statement that adds a row to it, in the order in which rows are added."""

DELETES = {
    "fact": "DELETE FROM fact WHERE n = ?1 AND id = ?2",
    "name": "DELETE FROM name WHERE form = ?1 AND kind = ?2 AND rank = ?3 AND id = ?4",
    "facet": "DELETE FROM facet WHERE facet = ?1 AND word = ?2 AND n = ?3",
    "observation": "DELETE FROM observation WHERE n = ?1 AND i = ?2",
    "event": "DELETE FROM event WHERE n = ?1 AND i = ?2",
    "measure": "DELETE FROM measure WHERE n = ?1 AND i = ?2",
    "citation": "DELETE FROM citation WHERE n = ?1 AND path = ?2",
    "reference": "DELETE FROM reference WHERE target = ?1 AND n = ?2",
    "text": "INSERT INTO text (text, rowid, name, body) VALUES ('delete', ?1, ?2, ?3)",
}
"""Table → the statement that takes a row out again, given the row as it was added."""


def place(fact: Fact, file: int, line: int) -> int:
    """The number of a fact: by kind, then by the topics in our order, then where it stands."""
    if isinstance(fact, Policy):
        topic = POLICY_TOPICS.get(fact.themes[0], UNKNOWN_TOPIC)
    elif isinstance(fact, Metric | Programme | Milestone):
        topic = OTHER_TOPICS.get(fact.topic, UNKNOWN_TOPIC)
    else:
        topic = 0
    where = (topic << FILE_BITS | file) << LINE_BITS | line
    return KINDS.index(kind_of(fact)) << KIND_BITS | where


def rows_of(loaded: Loaded, file: int) -> dict[str, list[Row]]:
    """Every row of a record, by table. `file` is the number of its file.

    Raises times.TimeError for a date that cannot be read.
    """
    fact, kind = loaded.fact, kind_of(loaded.fact)
    n = place(fact, file, loaded.line)
    keys = [(form, kind, rank, fact.id, how, shown) for form, rank, how, shown in names(fact)]
    title = BETWEEN_TEXTS.join(bigrams.indexed(key[5]) for key in keys)
    said = [text for path, text in texts(fact) if not path.startswith(NAMES)]
    body = BETWEEN_TEXTS.join(map(bigrams.indexed, said))
    cited = list(citations(fact))
    filed = list(facets(fact, {statement.source: None for _, statement in cited}))
    return {
        "fact": [fact_row(loaded, kind, n, file)],
        "name": list(keys),
        "facet": [(facet, word, n) for facet, word, _ in filed],
        "word": [row for facet, word, shown in filed for row in spellings(facet, word, shown)],
        "observation": [(n, *row) for row in observations(fact)],
        "event": [(n, i, *row) for i, row in enumerate(events(fact))],
        "measure": [(n, *row) for row in measures(fact)],
        "citation": [(n, path, c.source, c.at, c.grade) for path, c in cited],
        "reference": [(id, n) for _, field, id in references(fact) if field != "source"],
        "text": [(n, title, body)],
    }


def fact_row(loaded: Loaded, kind: Kind, n: int, file: int) -> Row:
    """The row of the fact table."""
    fact = loaded.fact
    name, text = heading(fact), encode(fact)
    current = fact.current if isinstance(fact, Metric) else None
    crc = zlib.crc32(text.encode())
    return (
        n,
        fact.id,
        kind,
        name.zh,
        name.en,
        current,
        file,
        loaded.line,
        loaded.replaces,
        crc,
        text,
    )


def names(fact: Fact) -> Iterator[tuple[str, int, str, str]]:
    """Every key of a fact: folded form, rank, how it is a key, the key as written."""
    name = heading(fact)
    written = [(fact.id, 0, "id"), (name.zh, 1, "name"), (name.en, 1, "english")]
    written += [(alias, 2, "alias") for alias in fact.aliases]
    if isinstance(fact, Policy | Source):
        written.append((fact.number, 2, "number"))
    for shown, rank, how in written:
        if shown and (form := forms.fold(shown)):
            yield form, rank, how, shown


Shown = tuple[str, ...]
"""The spellings that a word can be typed as."""


def facets(fact: Fact, sources: Iterable[str]) -> Iterator[tuple[str, str, Shown]]:
    """What a fact is filed under: facet, word, and the word's spellings."""
    if isinstance(fact, Metric | Programme | Milestone):
        yield "topic", fact.topic, (fact.topic, *topic_label(fact.topic))
    if isinstance(fact, Metric) and any(o.disputed or o.conflicts for o in fact.observations):
        yield "disputed", "yes", ("yes",)
    if isinstance(fact, Policy):
        for theme in fact.themes:
            spelled = (theme, *topic_label(theme))
            yield "theme", theme, spelled
            yield "topic", theme, spelled
    for issuer in bodies(fact):
        yield from bilingual("issuer", issuer, SHORT_NAMES.get(issuer.zh or "", ()))
    for place in places(fact):
        yield from bilingual("region", place)
    if isinstance(fact, Qualification):
        yield "status", fact.status, (fact.status,)
        if fact.batch is not None:
            yield "batch", str(fact.batch), (str(fact.batch),)
    for source in sources:
        yield "source", source, (source,)


def bodies(fact: Fact) -> tuple[Bilingual, ...]:
    """The issuing bodies or departments of a fact."""
    if isinstance(fact, Policy):
        return fact.issuers
    return fact.departments if isinstance(fact, Qualification) else ()


def places(fact: Fact) -> Iterator[Bilingual]:
    """The places that a fact is about."""
    if isinstance(fact, Policy):
        for measure in fact.measures:
            yield from measure.places
    if isinstance(fact, Milestone):
        yield from fact.places
    if isinstance(fact, Policy | Expert | Programme) and fact.region is not None:
        yield fact.region


def bilingual(facet: str, text: Bilingual, more: Shown = ()) -> Iterator[tuple[str, str, Shown]]:
    """A facet whose word is a bilingual text, which can be typed in both languages."""
    sides = tuple(side for side in (text.zh, text.en) if side)
    if sides:
        yield facet, sides[0], (*sides, *more)


@lru_cache(maxsize=4096)
def spellings(facet: str, word: str, shown: Shown) -> list[Row]:
    """The rows by which a word is found as it is typed; the same few words recur all the time."""
    return [(facet, forms.fold(spelling), word, spelling) for spelling in shown]


def measures(fact: Fact) -> Iterator[Row]:
    """What a policy does."""
    if isinstance(fact, Policy):
        for i, measure in enumerate(fact.measures):
            yield i, measure.text.zh, measure.text.en, measure.open


def observations(fact: Fact) -> Iterator[Row]:
    """The comparable columns of each observation."""
    if not isinstance(fact, Metric):
        return
    for i, seen in enumerate(fact.observations):
        date = seen.as_of or seen.period
        first, last = span(date)
        yield (
            i,
            float(seen.value),
            seen.relation,
            fact.unit,
            seen.cumulative,
            date,
            first,
            last,
            seen.source,
            seen.grade,
        )


class Happening(NamedTuple):
    """What a fact puts on the timeline: the words, the date if known, the statement behind it."""

    what: str
    text: Bilingual | None
    date: str | None
    cited: Cited | CitedFact
    part: int = 0


def events(fact: Fact) -> Iterator[Row]:
    """The events of a fact, one for each date of a set of dates."""
    for what, text, date, cited, part in happenings(fact):
        zh, en = (text.zh, text.en) if text else (None, None)
        for shown, first, last in moments(date) if date else ((None, None, None),):
            yield what, part, zh, en, shown, first, last, cited.source, cited.at, cited.grade


def happenings(fact: Fact) -> Iterator[Happening]:
    """What a fact puts on the timeline."""
    name = heading(fact)
    if isinstance(fact, Metric):
        for i, seen in enumerate(fact.observations):
            if date := seen.as_of or seen.period:
                yield Happening("counted", None, date, seen, i)
    elif isinstance(fact, Policy):
        yield Happening("issued", name, fact.issued, fact)
        for i, measure in enumerate(fact.measures):
            if measure.date:
                yield Happening("measure", measure.text, measure.date, measure, i)
    elif isinstance(fact, Qualification):
        what = "listed" if fact.status == "in-force" else "decided"
        yield Happening(what, name, fact.date, fact)
    elif isinstance(fact, Expert):
        for i, honour in enumerate(fact.honours):
            yield Happening("conferred", honour.name, honour.date, honour, i)
        for i, done in enumerate(fact.achievements):
            if done.date:
                yield Happening("achieved", done.text, done.date, done, i)
    elif isinstance(fact, Programme):
        if fact.period:
            yield Happening("ran", name, fact.period, fact)
    elif isinstance(fact, Milestone):
        yield Happening("held", name, fact.date, fact)


@lru_cache(maxsize=4096)
def moments(date: str) -> tuple[tuple[str, int | None, int | None], ...]:
    """The dates that a date names, with their first and last days; dates recur all the time."""
    return tuple((moment.text, moment.first, moment.last) for moment in times.parse(date))


@lru_cache(maxsize=4096)
def span(date: str | None) -> tuple[int | None, int | None]:
    """First and last day of a date; an open end, like an unknown date, is None."""
    if date is None:
        return None, None
    firsts = [first for _, first, _ in moments(date)]
    lasts = [last for _, _, last in moments(date)]
    return (
        None if None in firsts else min(day for day in firsts if day is not None),
        None if None in lasts else max(day for day in lasts if day is not None),
    )
