"""Records → the SQLite store, published atomically or kept in memory."""

import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import resources

from talentcli import __version__
from talentcli.corpus import bigrams, figures, forms, times
from talentcli.corpus.files import fact_files
from talentcli.corpus.fill import fill
from talentcli.corpus.lint import STYLE, read
from talentcli.corpus.load import Corpus, Loaded
from talentcli.corpus.model import (
    RECORDS,
    Bilingual,
    Cited,
    CitedFact,
    Expert,
    Fact,
    Metric,
    Milestone,
    Observation,
    Policy,
    Programme,
    Qualification,
    Source,
    encode,
    heading,
    kind_of,
)
from talentcli.corpus.problems import Problem, line_of
from talentcli.corpus.terms import SHORT_NAMES, THEMES, TOPICS, topic_label
from talentcli.corpus.walk import citations, texts
from talentcli.errors import BadFactsError, warn
from talentcli.store.open import SCHEMA_VERSION, connect, open_fresh, store_path

BETWEEN_TEXTS = " zzbreak "
"""Stands between the texts of one fact, so that no phrase is found across two of them."""

Row = tuple[object, ...]


def open_store(folders: list[str]) -> sqlite3.Connection:
    """Open a store of these folders that is certainly fresh, compiling it first when needed.

    Where the cache cannot be written the store is kept in memory, and one line on stderr says so.
    Raises BadFactsError with every problem when the facts cannot be compiled.
    """
    store = open_fresh(folders)
    if store is not None:
        return store
    started = time.time_ns()
    files = fact_files(folders)
    corpus = compilable(folders)
    path = store_path(folders)
    if path is None:
        warn("no folder to keep compiled facts in; set XDG_CACHE_HOME for faster answers")
    else:
        try:
            publish(corpus, folders, files, started, path)
            return connect(path)
        except (OSError, sqlite3.Error) as error:
            warn(f"cannot keep the compiled facts, answering from memory: {error}")
    store = sqlite3.connect(":memory:")
    write(store, corpus, folders, files, started)
    return store


def compilable(folders: Sequence[str]) -> Corpus:
    """Read the facts and fill in what compiling derives.

    Raises BadFactsError listing every problem that stands in the way of an answer; problems of
    style are left to `talent lint`.
    """
    corpus = read(folders)
    blocking = [problem for problem in corpus.problems if problem.rule not in STYLE]
    if blocking:
        raise bad_facts(blocking)
    return fill(corpus)


def bad_facts(problems: Sequence[Problem]) -> BadFactsError:
    """The error that lists these problems, one `file:line:column` a line."""
    count = len(problems)
    noun = "problem" if count == 1 else "problems"
    return BadFactsError(
        f"the facts cannot be used: {count} {noun} (run `talent lint` on the folder)",
        detail=[line_of(problem) for problem in problems],
    )


def publish(
    corpus: Corpus,
    folders: list[str],
    files: dict[str, tuple[int, int]],
    started: int,
    path: str,
) -> None:
    """Write the store beside its final place and move it there in one step.

    Raises OSError or sqlite3.Error when the folder cannot be written; nothing half-written stays.
    """
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".facts-", suffix=".tmp", dir=folder)
    os.close(handle)
    try:
        store = sqlite3.connect(temporary)
        try:
            # The file is thrown away unless it is complete, so it need not survive a power cut.
            store.execute("PRAGMA synchronous = OFF")
            store.execute("PRAGMA journal_mode = OFF")
            write(store, corpus, folders, files, started)
        finally:
            store.close()
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def write(
    store: sqlite3.Connection,
    corpus: Corpus,
    folders: list[str],
    files: dict[str, tuple[int, int]],
    started: int,
) -> None:
    """Fill an empty database with the corpus."""
    schema = resources.files("talentcli.store").joinpath("schema.sql").read_text("utf-8")
    store.executescript(schema)
    with store:
        # Within a kind by topic; sorting keeps the order of the files otherwise.
        for n, loaded in enumerate(sorted(corpus.records, key=place), 1):
            write_fact(store, n, loaded)
        store.executemany(
            "INSERT INTO file VALUES (?, ?, ?)",
            [(file, size, when) for file, (size, when) in files.items()],
        )
        store.executemany(
            "INSERT INTO meta VALUES (?, ?)",
            [
                ("schema", SCHEMA_VERSION),
                ("program", __version__),
                ("folders", "\0".join(folders)),
                ("built_ns", str(started)),
            ],
        )


def write_fact(store: sqlite3.Connection, n: int, loaded: Loaded) -> None:
    """Write one record to every table that holds something of it."""
    fact = loaded.fact
    name = heading(fact)
    kind = kind_of(fact)
    current = fact.current if isinstance(fact, Metric) else None
    store.execute(
        "INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            n,
            fact.id,
            kind,
            name.zh,
            name.en,
            current,
            loaded.file,
            loaded.line,
            loaded.layer,
            loaded.replaces,
            encode(fact),
        ),
    )
    store.executemany(
        "INSERT OR IGNORE INTO name VALUES (?, ?, ?, ?, ?, ?)",
        [(form, kind, rank, fact.id, how, shown) for form, rank, how, shown in names(fact)],
    )
    store.executemany(
        "INSERT OR IGNORE INTO facet VALUES (?, ?, ?, ?)",
        [(facet, forms.fold(word), n, word) for facet, word in facets(fact)],
    )
    store.executemany(
        "INSERT INTO citation VALUES (?, ?, ?, ?, ?)",
        [(n, path, c.source, c.at, c.grade) for path, c in citations(fact)],
    )
    store.executemany(
        "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(n, i, *row) for i, row in enumerate(events(fact))],
    )
    if isinstance(fact, Metric):
        store.executemany(
            "INSERT INTO observation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(n, *row) for row in observations(fact)],
        )
    if isinstance(fact, Policy):
        store.executemany(
            "INSERT INTO measure VALUES (?, ?, ?, ?, ?)",
            [(n, i, m.text.zh, m.text.en, m.open) for i, m in enumerate(fact.measures)],
        )
    title = BETWEEN_TEXTS.join(shown for _, _, _, shown in names(fact))
    body = BETWEEN_TEXTS.join(text for _, text in texts(fact))
    store.execute(
        "INSERT INTO text (rowid, name, body) VALUES (?, ?, ?)",
        (n, bigrams.indexed(title), bigrams.indexed(body)),
    )


def names(fact: Fact) -> Iterator[tuple[str, int, str, str]]:
    """Every key of a fact: folded form, rank, how it is a key, the form as written."""
    name = heading(fact)
    written = [(fact.id, 0, "id"), (name.zh, 1, "name"), (name.en, 1, "english")]
    written += [(alias, 2, "alias") for alias in fact.aliases]
    if isinstance(fact, Policy | Source):
        written.append((fact.number, 2, "number"))
    for shown, rank, how in written:
        if shown and (form := forms.fold(shown)):
            yield form, rank, how, shown


def facets(fact: Fact) -> Iterator[tuple[str, str]]:
    """The words that filters select a fact by, as (facet, word)."""
    for topic in topics(fact):
        yield from (("topic", word) for word in (topic, *topic_label(topic)))
    if isinstance(fact, Policy):
        for theme in fact.themes:
            yield from (("theme", word) for word in (theme, *topic_label(theme)))
        for issuer in fact.issuers:
            yield from (("issuer", word) for word in words(issuer))
            yield from (("issuer", word) for word in SHORT_NAMES.get(issuer.zh or "", ()))
        for place in (place for measure in fact.measures for place in measure.places):
            yield from (("region", word) for word in words(place))
    if isinstance(fact, Qualification):
        yield "status", fact.status
        if fact.batch is not None:
            yield "batch", str(fact.batch)
        for department in fact.departments:
            yield from (("issuer", word) for word in words(department))
    if isinstance(fact, Policy | Expert | Programme) and fact.region is not None:
        yield from (("region", word) for word in words(fact.region))
    if isinstance(fact, Milestone):
        for place in fact.places:
            yield from (("region", word) for word in words(place))
    for _, statement in citations(fact):
        yield "source", statement.source


def place(loaded: Loaded) -> tuple[int, int]:
    """Where a record stands in listings: by kind, then by the order of the topics we know."""
    kinds, known = list(RECORDS), [*TOPICS, *THEMES]
    if isinstance(loaded.fact, Policy):
        known = list(THEMES)
    topic = next(iter(topics(loaded.fact)), "")
    order = known.index(topic) if topic in known else len(known)
    return kinds.index(kind_of(loaded.fact)), order


def topics(fact: Fact) -> tuple[str, ...]:
    """The topics that a fact is listed under; a policy's themes count as topics too."""
    if isinstance(fact, Metric | Programme | Milestone):
        return (fact.topic,)
    return fact.themes if isinstance(fact, Policy) else ()


def words(text: Bilingual) -> list[str]:
    """The sides of a bilingual text that are written."""
    return [side for side in (text.zh, text.en) if side]


def observations(metric: Metric) -> Iterator[Row]:
    """The comparable columns of each observation."""
    for i, seen in enumerate(metric.observations):
        date = seen.as_of or seen.period
        first, last = span(date)
        yield (
            i,
            float(seen.value),
            seen.relation,
            metric.unit,
            seen.cumulative,
            date,
            first,
            last,
            seen.source,
            seen.grade,
        )


def events(fact: Fact) -> Iterator[Row]:
    """What a fact puts on the timeline, once for each date of a set of dates."""
    for what, text, date, cited in happenings(fact):
        for moment in times.parse(date) if date else (None,):
            shown, first, last = (moment.text, moment.first, moment.last) if moment else [None] * 3
            yield what, text.zh, text.en, shown, first, last, cited.source, cited.at, cited.grade


def happenings(fact: Fact) -> Iterator[tuple[str, Bilingual, str | None, Cited | CitedFact]]:
    """The events of a fact: what happened, in words, its date if known, and the statement."""
    name = heading(fact)
    if isinstance(fact, Metric):
        for seen in fact.observations:
            if date := seen.as_of or seen.period:
                yield "counted", figure(fact, seen), date, seen
    elif isinstance(fact, Policy):
        yield "issued", name, fact.issued, fact
        for measure in fact.measures:
            if measure.date:
                yield "measure", measure.text, measure.date, measure
    elif isinstance(fact, Qualification):
        yield "decided", name, fact.date, fact
    elif isinstance(fact, Expert):
        for honour in fact.honours:
            yield "conferred", honour.name, honour.date, honour
        for achievement in fact.achievements:
            if achievement.date:
                yield "achieved", achievement.text, achievement.date, achievement
    elif isinstance(fact, Programme):
        if fact.period:
            yield "ran", name, fact.period, fact
    elif isinstance(fact, Milestone):
        yield "held", name, fact.date, fact


def figure(metric: Metric, seen: Observation) -> Bilingual:
    """The figure of an observation in both languages."""
    zh, en = (
        figures.show(seen.value, metric.unit, seen.relation, lang, cumulative=seen.cumulative)
        for lang in ("zh", "en")
    )
    return Bilingual(zh=zh, en=en)


def span(date: str | None) -> tuple[int | None, int | None]:
    """First and last day of a date; an open end, like an unknown date, is None."""
    if date is None:
        return None, None
    moments = times.parse(date)
    firsts = [moment.first for moment in moments]
    lasts = [moment.last for moment in moments]
    first = None if None in firsts else min(day for day in firsts if day is not None)
    last = None if None in lasts else max(day for day in lasts if day is not None)
    return first, last
