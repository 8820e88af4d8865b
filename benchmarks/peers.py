"""The same questions put to other programs, where they are here.

Each gets the same facts in the form it likes: flat JSON lines, an indexed SQLite table, Parquet.
A peer that is missing is told as such and never stops the rest.
"""

import hashlib
import re
import shutil
import sqlite3
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

import collection
from cases import BUILTIN_ID, Bench, Case
from measure import FLOOR, Command, FailedError, ratios, read, reason, spread
from places import Environment, called, clean, say
from results import TARGETS, Result

SECTION = "Peers"
PACKAGES = ("norwegianblue", "sqlite-utils", "duckdb")
TOPIC, YEARS, LIMIT = "workforce", ("2015", "2016"), 20
NAMES = ("name_zh", "name_en", "title_zh", "title_en")
COLUMNS = (*NAMES, "kind", "topic", "unit", "value", "stated", "as_of", "source", "at")
BATCH = 10_000

WHERE = (
    f"kind = 'metric' AND topic = '{TOPIC}' AND as_of >= '{YEARS[0]}' AND as_of < '2017' "
    f"ORDER BY id LIMIT {LIMIT}"
)
JQ_WHERE = (
    f'.kind == "metric" and .topic == "{TOPIC}" and .as_of >= "{YEARS[0]}" and .as_of < "2017"'
)
MLR = ("--ijsonl", "--ojson", "filter")
MLR_WHERE = (
    f'$kind == "metric" && $topic == "{TOPIC}" '
    f'&& string($as_of) >= "{YEARS[0]}" && string($as_of) < "2017"'
)
DUCKDB = "import duckdb, sys; print(duckdb.sql(sys.argv[1]).fetchall())"
PARQUET = (
    "import duckdb, sys; duckdb.sql(f\"COPY (SELECT * FROM read_json_auto('{sys.argv[1]}')"
    " ORDER BY id) TO '{sys.argv[2]}' (FORMAT parquet)\")"
)
EOL_CACHE = (
    "import json, sys; from norwegianblue import _cache; "
    "_cache.save(_cache.filename(sys.argv[1]), json.loads(sys.argv[2]))"
)
EOL_ADDRESS = "https://endoflife.date/api/python.json"


class Peer(NamedTuple):
    """A peer's call for one question, or why there is none."""

    name: str
    argv: tuple[str, ...]
    why_not: str = ""


class Data(NamedTuple):
    """The files of one collection as the peers read them."""

    lines: str
    table: str
    parquet: str


def peers(bench: Bench) -> list[Result]:
    """Measure every peer that is here beside the program, the same question in the same round."""
    where = bench.work.peers()
    missing = installed(where)
    results = against_eol(bench, where, missing)
    for size in bench.sizes:
        say(f"  facts for the peers, {size}")
        data = prepared(bench, size, where, missing)
        key = collection.middle_id(size)
        mine = "talent stat ID --json"
        results += question(bench, "by id", size, mine, by_id(where, data, key, missing), [key])
        mine = f"talent stat --topic {TOPIC} --since {YEARS[0]} --until {YEARS[1]}"
        wanted = collection.first_matching(size, TOPIC, YEARS, LIMIT)
        others = by_filter(where, data, missing)
        results += question(bench, "filter", size, f"{mine} --limit 20 --json", others, wanted)
    return results


def installed(where: Environment) -> dict[str, str]:
    """Install the peers that are Python packages; return package → why it is not here."""
    missing: dict[str, str] = {}
    for package in PACKAGES:
        try:
            where.pip("install", "--compile", "--upgrade", package)
        except FailedError:
            missing[package] = "not here: pip could not install it"
    return missing


def versions(where: Environment) -> dict[str, str]:
    """Peer → version, of those that are here."""
    found = {name: v for name, v in where.versions().items() if name in PACKAGES}
    for name in ("jq", "mlr", "sqlite3"):
        if path := shutil.which(name):
            number = re.search(r"\d[\d.]*", called(path, "--version"))
            found[name] = number.group() if number else "unknown"
    return found


def question(
    bench: Bench, asked: str, size: int, mine: str, others: list[Peer], wanted: list[str]
) -> list[Result]:
    """One question put to the program and to the peers at one size."""
    cases = [bench.case(SECTION, mine, size, expect=wanted)]
    results: list[Result] = []
    for peer in others:
        result = Result(SECTION, f"{peer.name}: {asked}", size, "of it")
        if peer.why_not:
            results.append(result._replace(failed=peer.why_not))
            continue
        limit = TARGETS.get(peer.name) if asked == "by id" else None
        head = limit is not None and size == bench.sizes[0]
        result = result._replace(target=limit, headline=head)
        cases.append(Case(result, Command(peer.argv, clean(), expect=tuple(wanted))))
    return compared(bench, cases) + results


def compared(bench: Bench, cases: list[Case]) -> list[Result]:
    """Measure the cases; the first is ours, and the others are told as our share of them."""
    results, times = bench.group(cases)
    ours = times.get(cases[0].name, [])
    mine = [result for result in results if result.unit == "x"]
    rest = []
    for case in cases[1:]:
        (result,) = (r for r in results if r.what == case.result.what)
        theirs = times.get(case.name)
        if ours and theirs:
            shared = spread(ratios(ours, theirs))
            result = result._replace(measured=shared, peer=spread(ratios(theirs, times[FLOOR])))
        rest.append(result)
    return mine + rest


def by_id(where: Environment, data: Data, key: str, missing: dict[str, str]) -> list[Peer]:
    """One fact by its id."""
    sql = "SELECT * FROM {} WHERE id = '" + key + "'"
    return [
        program("sqlite3", "-json", data.table, sql.format("facts")),
        python(where, "sqlite-utils", ("query", data.table, sql.format("facts")), missing),
        program("jq", "-c", f'select(.id == "{key}")', data.lines),
        program("mlr", *MLR, f'$id == "{key}"', data.lines),
        duckdb(where, "JSON lines", sql.format(f"read_json_auto('{data.lines}')"), missing),
        duckdb(where, "Parquet", sql.format(f"'{data.parquet}'"), missing),
    ]


def by_filter(where: Environment, data: Data, missing: dict[str, str]) -> list[Peer]:
    """The first metrics of a topic within two years."""
    sql = "SELECT * FROM {} WHERE " + WHERE
    found = f"limit({LIMIT}; inputs | select({JQ_WHERE}))"
    return [
        program("sqlite3", "-json", data.table, sql.format("facts")),
        python(where, "sqlite-utils", ("query", data.table, sql.format("facts")), missing),
        program("jq", "-nc", found, data.lines),
        program("mlr", *MLR, MLR_WHERE, "then", "head", "-n", str(LIMIT), data.lines),
        duckdb(where, "JSON lines", sql.format(f"read_json_auto('{data.lines}')"), missing),
        duckdb(where, "Parquet", sql.format(f"'{data.parquet}'"), missing),
    ]


def program(name: str, *arguments: str) -> Peer:
    """A peer that the system has, or has not."""
    path = shutil.which(name)
    return Peer(name, (path or name, *arguments), "" if path else "not here")


def python(
    where: Environment, name: str, arguments: tuple[str, ...], missing: dict[str, str]
) -> Peer:
    """A peer that pip has installed."""
    return Peer(name, (where.script(name), *arguments), missing.get(name, ""))


def duckdb(where: Environment, kind: str, sql: str, missing: dict[str, str]) -> Peer:
    """DuckDB's Python module on one kind of file."""
    argv = (where.python, "-c", DUCKDB, sql)
    return Peer(f"duckdb on {kind}", argv, missing.get("duckdb", ""))


def prepared(bench: Bench, size: int, where: Environment, missing: dict[str, str]) -> Data:
    """The files of one collection, made unless they are there from the same facts."""
    folder = bench.work.folder / "peers" / str(size)
    folder.mkdir(parents=True, exist_ok=True)
    data = Data(*(str(folder / name) for name in ("facts.jsonl", "facts.db", "facts.parquet")))
    sources = [Path(module) for module in (collection.__file__, __file__)]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    stamp = folder / "stamp"
    if not stamp.is_file() or stamp.read_text("utf-8") != digest:
        write_lines(data.lines, size)
        write_table(data.table, size)
        Path(data.parquet).unlink(missing_ok=True)
        stamp.write_text(digest, "utf-8")
    if "duckdb" not in missing and not Path(data.parquet).exists():
        called(where.python, "-c", PARQUET, data.lines, data.parquet)
    return data


def write_lines(path: str, size: int) -> None:
    """The facts as JSON lines."""
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(map(collection.json_line, collection.facts(size)))


def write_table(path: str, size: int) -> None:
    """The facts as a table with the indexes that the questions want."""
    Path(path).unlink(missing_ok=True)
    store = sqlite3.connect(path)
    store.execute(f"CREATE TABLE facts (id TEXT PRIMARY KEY, {', '.join(COLUMNS)})")
    store.execute("CREATE INDEX by_topic ON facts (kind, topic, as_of)")
    marks = ", ".join("?" * (1 + len(COLUMNS)))
    rows = table_rows(size)
    while batch := list(islice(rows, BATCH)):
        store.executemany(f"INSERT INTO facts VALUES ({marks})", batch)
    store.commit()
    store.close()


def table_rows(size: int) -> Iterator[tuple[str | int | None, ...]]:
    """The facts as rows."""
    for record in collection.facts(size):
        row = collection.flat(record)
        yield tuple(row.get(column) for column in ("id", *COLUMNS))


def against_eol(bench: Bench, where: Environment, missing: dict[str, str]) -> list[Result]:
    """The peer of our size, `eol`, with the answer of its service in its cache."""
    result = Result(SECTION, "eol: `eol python --json`, cached", None, "of it")
    result = result._replace(target=TARGETS["eol"], headline=True)
    env = clean({"XDG_CACHE_HOME": str(bench.work.folder / "cache" / "eol")})
    if "norwegianblue" in missing:
        return [result._replace(failed=missing["norwegianblue"])]
    argv = (where.python, "-c", EOL_CACHE, EOL_ADDRESS, eol_answer())
    done, _, err = read(Command(argv, env))
    if done.code != 0:
        return [result._replace(failed=f"its cache cannot be filled: {reason(done, err)}")]
    command = Command((where.script("eol"), "python", "--json"), env, expect=('"3.14"',))
    ours = bench.case(SECTION, "talent stat ID --json", None, expect=[BUILTIN_ID])
    return compared(bench, [ours, Case(result, command)])


def eol_answer() -> str:
    """An answer of the shape and size that its service gives; the dates are made up."""
    cycles = [
        f'{{"cycle": "3.{minor}", "releaseDate": "{year}-10-07", "eol": "{year + 5}-10-31", '
        f'"latest": "3.{minor}.9", "latestReleaseDate": "{year + 1}-10-07", "lts": false, '
        f'"support": "{year + 2}-04-01"}}'
        for minor, year in zip(range(14, -1, -1), count(2025, -1), strict=False)
    ]
    return f"[{', '.join(cycles)}]"
