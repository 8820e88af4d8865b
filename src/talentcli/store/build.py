"""TOML → the SQLite store: streamed file by file, published in one step, refreshed by file."""

import os
import re
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from importlib import resources
from operator import itemgetter
from typing import NamedTuple

import msgspec

from talentcli import __version__
from talentcli.corpus import times
from talentcli.corpus.fill import filled
from talentcli.corpus.lint import STYLE, read
from talentcli.corpus.load import Loaded, read_file
from talentcli.corpus.model import Fact, Metric, Policy, Source, kind_of
from talentcli.corpus.problems import Problem, line_of
from talentcli.errors import BadFactsError, warn
from talentcli.store.open import (
    CHECKED_BYTES,
    CRC_AT,
    SCHEMA_VERSION,
    SHIPPED,
    as_text,
    changed_files,
    connect,
    crc_of,
    files_of,
    is_whole,
    open_sound,
    store_path,
)
from talentcli.store.rows import DELETES, INSERTS, Row, rows_of

Files = dict[tuple[int, str], tuple[int, int]]
"""Layer and path of a file → its size and the time it was last changed."""

BATCH = 1000
"""Records written at a time."""

SILENT_SECONDS = 0.5
"""Compiling that takes longer says so on a terminal."""

ABANDONED_SECONDS = 3600
"""A temporary file this old was left by a run that was killed."""

HOLDS_SOURCES = re.compile(rb"\[\[\s*[\"']?source[\"']?\s*\]\]")


class Refused(Exception):
    """The facts cannot be compiled as they are; linting them tells why."""


class Part(NamedTuple):
    """One fact file: its number in the store, its layer and folder, its path below the folder."""

    n: int
    layer: int
    folder: str
    path: str

    @property
    def full(self) -> str:
        """The path to open."""
        return os.path.join(self.folder, self.path)


def open_store(folders: list[str]) -> sqlite3.Connection:
    """Open a store of these folders that is certainly fresh, compiling what has changed.

    Where the cache cannot be written the store is kept in memory, and one line on stderr says so.
    Raises BadFactsError with every problem when the facts cannot be compiled.
    """
    store = open_sound(folders)
    if store is not None:
        return store
    started = time.time_ns()
    files = files_of(folders)
    try:
        return compiled(folders, files, started)
    except Refused:
        raise bad_facts(folders) from None


def compiled(folders: list[str], files: Files, started: int) -> sqlite3.Connection:
    """The store of the folders, kept in the cache where possible.

    Raises Refused when the facts cannot be compiled.
    """
    path = store_path(folders)
    if path is None:
        warn("no folder to keep compiled facts in; set XDG_CACHE_HOME for faster answers")
    else:
        try:
            if not (is_sound(path) and refresh(path, folders, files, started)):
                publish(path, lambda store: write(store, folders, files, started))
            return connect(path)
        except (OSError, sqlite3.Error) as error:
            warn(f"cannot keep the compiled facts, answering from memory: {error}")
    store = sqlite3.connect(":memory:")
    write(store, folders, files, started)
    return store


def is_sound(path: str) -> bool:
    """Whether there is a store as it was published; one line on stderr tells of a damaged one."""
    if not os.path.exists(path):
        return False
    if is_whole(path):
        return True
    warn("the compiled facts were damaged and are compiled anew")
    return False


def bad_facts(folders: list[str]) -> BadFactsError:
    """The error that lists what stands in the way, one `file:line:column` a line.

    Problems of style are left to `talent lint`.
    """
    problems = [problem for problem in read(folders).problems if problem.rule not in STYLE]
    noun = "problem" if len(problems) == 1 else "problems"
    return BadFactsError(
        f"the facts cannot be used: {len(problems)} {noun} (`talent lint DIR` checks a folder)",
        detail=[line_of(problem) for problem in problems],
    )


def ship(facts: str, path: str) -> None:
    """Compile a folder into a store that an installed package carries.

    It is trusted as long as the files beside it keep their sizes. Raises BadFactsError.
    """
    files = files_of([facts])
    try:
        publish(path, lambda store: write(store, [facts], files, 0, name=SHIPPED))
    except Refused:
        raise bad_facts([facts]) from None


def publish(path: str, fill: Callable[[sqlite3.Connection], None], start: str = "") -> None:
    """Fill a store beside its final place, beginning with a copy of `start`, and move it there.

    Raises OSError or sqlite3.Error when the folder cannot be written; nothing half-written stays.
    """
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    sweep(folder)
    handle, temporary = tempfile.mkstemp(prefix=".facts-", suffix=".tmp", dir=folder)
    os.close(handle)
    try:
        if start:
            shutil.copyfile(start, temporary)
        with closing(sqlite3.connect(temporary)) as store:
            # The file is thrown away unless it is complete, so it need not survive a power cut.
            store.execute("PRAGMA synchronous = OFF")
            store.execute("PRAGMA journal_mode = OFF")
            store.execute("PRAGMA cache_size = -65536")  # KiB: names come in no order
            fill(store)
        seal(temporary)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def seal(path: str) -> None:
    """Note the checksum of a store in its header, if it is small enough to be looked through."""
    if os.path.getsize(path) > CHECKED_BYTES:
        return
    with open(path, "r+b") as file:
        crc = crc_of(file.read())
        file.seek(CRC_AT.start)
        file.write(crc)


def sweep(folder: str) -> None:
    """Remove what killed runs left behind."""
    for entry in os.scandir(folder):
        if entry.name.startswith(".facts-") and entry.name.endswith(".tmp"):
            with suppress(OSError):
                if time.time() - entry.stat().st_mtime > ABANDONED_SECONDS:
                    os.unlink(entry.path)


def write(
    store: sqlite3.Connection, folders: list[str], files: Files, started: int, name: str = ""
) -> None:
    """Fill an empty database with the facts of the folders.

    Raises Refused when they cannot be compiled.
    """
    store.executescript(resources.files("talentcli.store").joinpath("schema.sql").read_text())
    parts = parts_of(folders, files)
    known = sources_of(parts)
    with Progress() as progress, store:
        store.executemany(
            "INSERT INTO file VALUES (?, ?, ?, ?, ?)",
            [(p.n, p.layer, as_text(p.path), *files[p.layer, p.path]) for p in parts],
        )
        # The highest folder first: what it holds already is not taken from those below.
        for part in sorted(parts, key=lambda part: (-part.layer, part.n)):
            records = records_of(part)
            if part.layer < len(folders) - 1:
                records = (loaded for loaded in records if not is_covered(store, loaded, part))
            add(store, records, part, known, progress)
        check(store)
        store.executemany(
            "INSERT INTO meta VALUES (?, ?)",
            [
                ("schema", SCHEMA_VERSION),
                ("program", __version__),
                ("folders", name or as_text("\0".join(folders))),
                ("built_ns", str(started)),
            ],
        )


def parts_of(folders: list[str], files: Files) -> list[Part]:
    """The files, numbered by folder and path. Raises Refused for a folder that is not there."""
    if not all(map(os.path.isdir, folders)):
        raise Refused
    return [Part(n, layer, folders[layer], path) for n, (layer, path) in enumerate(sorted(files))]


def records_of(part: Part) -> Iterator[Loaded]:
    """The records of one file. Raises Refused at the first problem."""
    for item in read_file(part.full, part.folder, part.layer):
        if isinstance(item, Problem):
            raise Refused
        yield item


def sources_of(parts: Sequence[Part]) -> dict[str, Source]:
    """Every source, those of higher folders over those below: facts show title and grade.

    Files are read for it only where they hold a source at all. Raises Refused.
    """
    found: dict[str, Source] = {}
    for part in parts:
        with open(part.full, "rb") as file:
            holds = HOLDS_SOURCES.search(file.read())
        if holds:
            facts = (loaded.fact for loaded in records_of(part))
            found |= {fact.id: fact for fact in facts if isinstance(fact, Source)}
    return found


def add(
    store: sqlite3.Connection,
    records: Iterator[Loaded],
    part: Part,
    known: Mapping[str, Source],
    progress: "Progress",
) -> None:
    """Write the records of one file. Raises Refused when one of them cannot be."""
    batch: list[dict[str, list[Row]]] = []
    for loaded in records:
        batch.append(compiled_rows(loaded, part, known))
        if len(batch) == BATCH:
            insert(store, batch)
            progress.tell(len(batch))
            batch = []
    insert(store, batch)
    progress.tell(len(batch))


def compiled_rows(loaded: Loaded, part: Part, known: Mapping[str, Source]) -> dict[str, list[Row]]:
    """The rows of a record with its derived fields. Raises Refused where that cannot be done."""
    fact = loaded.fact
    if isinstance(fact, Metric) and not fact.observations:
        raise Refused
    if isinstance(fact, Policy) and not fact.themes:
        raise Refused
    try:
        return rows_of(loaded._replace(fact=filled(fact, known)), part.n)
    except (KeyError, times.TimeError):  # an unknown source, a date that is none
        raise Refused from None


def is_covered(store: sqlite3.Connection, loaded: Loaded, part: Part) -> bool:
    """Whether a higher folder holds a record of this id, which is then noted to replace it.

    Raises Refused where that one is of another kind.
    """
    row = store.execute(
        "SELECT fact.kind FROM fact JOIN file ON file.n = fact.file WHERE id = ? AND layer > ?",
        (loaded.fact.id, part.layer),
    ).fetchone()
    if row is None:
        return False
    if row[0] != kind_of(loaded.fact):
        raise Refused
    store.execute(
        "UPDATE fact SET replaces = ? WHERE id = ?",
        (as_text(f"{part.full}:{loaded.line}"), loaded.fact.id),
    )
    return True


def insert(store: sqlite3.Connection, batch: Sequence[dict[str, list[Row]]]) -> None:
    """Add records to every table. Raises Refused where an id is taken."""
    for table, statement in INSERTS.items():
        rows = [row for record in batch for row in record[table]]
        if table == "word":
            rows = list(dict.fromkeys(rows))
        elif table == "text":  # FTS5 writes out its work whenever a rowid goes back
            rows.sort(key=itemgetter(0))
        done = store.executemany(statement, rows)
        if table == "fact" and done.rowcount < len(rows):
            raise Refused


def delete(store: sqlite3.Connection, records: Sequence[dict[str, list[Row]]]) -> None:
    """Take records out of every table again."""
    for table, statement in DELETES.items():
        width = statement.count("?")
        store.executemany(statement, [row[:width] for rows in records for row in rows[table]])


def check(store: sqlite3.Connection) -> None:
    """Raise Refused when a fact refers to one that is not there."""
    dangling = "SELECT 1 FROM reference WHERE target NOT IN (SELECT id FROM fact) LIMIT 1"
    if store.execute(dangling).fetchone():
        raise Refused


def refresh(path: str, folders: list[str], files: Files, started: int) -> bool:
    """Bring a store up to date where only the contents of some files changed; true when done.

    Each changed file is compiled alone. Where the change reaches further, because files came or
    went, a source changed, or a record covers one of another folder, nothing is done.
    """
    try:
        with closing(connect(path)) as store:
            changed = changed_files(store, folders, files)
        if not changed or 2 * bytes_of(changed, files) > bytes_of(files, files):
            return False
        parts = [part for part in parts_of(folders, files) if (part.layer, part.path) in changed]
        publish(path, lambda store: replace(store, parts, files, started), start=path)
    except (sqlite3.Error, ValueError, Refused):
        return False
    return True


def bytes_of(keys: Iterable[tuple[int, str]], files: Files) -> int:
    """The size of some files together."""
    return sum(files[key][0] for key in keys)


def replace(store: sqlite3.Connection, parts: Sequence[Part], files: Files, started: int) -> None:
    """Replace the records of some files by what stands in them now. Raises Refused."""
    known = stored_sources(store)
    with Progress() as progress, store:
        for part in parts:
            old = [stored(part, *row) for row in store.execute(STORED, (part.n,))]
            new = list(records_of(part))
            covers = store.execute(COVERS, (as_text(part.full) + ":",)).fetchone()
            if covers or any(loaded.replaces for loaded in old):
                raise Refused
            if sources_in(old) != sources_in(new):
                raise Refused
            delete(store, [rows_of(loaded, part.n) for loaded in old])
            add(store, iter(new), part, known, progress)
            size, when = files[part.layer, part.path]
            store.execute(
                "UPDATE file SET size = ?, mtime_ns = ? WHERE n = ?", (size, when, part.n)
            )
        check(store)
        store.execute("UPDATE meta SET value = ? WHERE key = 'built_ns'", (str(started),))


COVERS = "SELECT 1 FROM fact WHERE replaces <> '' AND substr(replaces, 1, length(?1)) = ?1"
STORED = "SELECT json, line, replaces FROM fact WHERE file = ?"


def stored(part: Part, text: str, line: int, replaces: str) -> Loaded:
    """A record as the store has it, with its derived fields."""
    fact: Fact = msgspec.json.Decoder(Fact).decode(text)
    return Loaded(fact, part.full, line, part.layer, 0, replaces)


def stored_sources(store: sqlite3.Connection) -> dict[str, Source]:
    """The sources that the store has."""
    rows = store.execute("SELECT id, json FROM fact WHERE kind = 'source'")
    return {id: msgspec.json.decode(text, type=Source) for id, text in rows}


def sources_in(records: Sequence[Loaded]) -> list[Fact]:
    """The sources among some records."""
    return [loaded.fact for loaded in records if isinstance(loaded.fact, Source)]


class Progress:
    """A line on a terminal's stderr that counts, once compiling takes a while."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.count = 0
        self.shown = False

    def __enter__(self) -> "Progress":
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Take the line away."""
        if self.shown and sys.stderr is not None:
            sys.stderr.write("\r\x1b[K")

    def tell(self, more: int) -> None:
        """Count so many records more."""
        self.count += more
        late = time.monotonic() - self.started > SILENT_SECONDS
        if late and sys.stderr is not None and sys.stderr.isatty():
            self.shown = True
            sys.stderr.write(f"\rtalent: compiling facts, {self.count:,} so far\x1b[K")
            sys.stderr.flush()
