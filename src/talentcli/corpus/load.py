"""Files → records and problems. Every problem of every file is collected; nothing is raised."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, NamedTuple

import msgspec
import tomli

from talentcli.corpus.files import fact_files
from talentcli.corpus.model import (
    FILLED_IN,
    RECORDS,
    SUB_TABLES,
    Achievement,
    Fact,
    Honour,
    Kind,
    Measure,
    Observation,
    kind_of,
)
from talentcli.corpus.positions import Positions
from talentcli.corpus.problems import Problem

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes; a larger file is refused, for reading it would take many times its size in memory."""

MOST_FAULTS = 50
"""How many problems of one record are told."""

HEADER = re.compile(r"^[ \t]*\[\[[ \t]*([A-Za-z0-9_-]+)[ \t]*\]\]", re.MULTILINE)

Steps = tuple[str | int, ...]
"""A path inside a record, in the names of its fields."""


class Loaded(NamedTuple):
    """A record and where it was read.

    `layer` numbers the folders, 0 the lowest; `nth` counts those of its kind in the
    file, from 0.
    `replaces` is the `file:line` of the record of a lower layer that it lies over, else ''.
    """

    fact: Fact
    file: str
    line: int
    layer: int
    nth: int
    replaces: str = ""


class Corpus(NamedTuple):
    """All records of some folders, in the order of folders, files and lines, and all problems."""

    records: list[Loaded]
    problems: list[Problem]


class Fault(NamedTuple):
    """What is wrong inside one record, before its place in the file is looked up."""

    steps: Steps
    message: str
    hint: str = ""


def load(folders: Sequence[str | os.PathLike[str]]) -> Corpus:
    """Read the fact files below the folders, each folder laid over those before it.

    A record of a later folder replaces the one of the same id; two in one folder are a problem.
    """
    standing: dict[str, Loaded] = {}
    problems: list[Problem] = []
    for layer, folder in enumerate(os.fspath(folder) for folder in folders):
        own: dict[str, Loaded] = {}
        if not os.path.isdir(folder):
            problems.append(unreadable(folder, "there is no such folder"))
        for path in sorted(fact_files([folder])):
            for item in read_file(path, folder, layer):
                if isinstance(item, Problem):
                    problems.append(item)
                elif item.fact.id in own:
                    problems.append(twice(item, own[item.fact.id]))
                else:
                    own[item.fact.id] = item
        for id, loaded in own.items():
            below = standing.pop(id, None)
            if below is not None and kind_of(below.fact) != kind_of(loaded.fact):
                problems.append(other_kind(loaded, below))
            standing[id] = loaded._replace(replaces=place(below)) if below else loaded
    return Corpus(list(standing.values()), sorted(problems))


def read_file(path: str, folder: str, layer: int) -> Iterator[Loaded | Problem]:
    """Yield the records of one file and its problems."""
    text = read_text(path, folder)
    if isinstance(text, Problem):
        yield text
        return
    try:
        document = tomli.loads(text, parse_float=Decimal)
    except tomli.TOMLDecodeError as error:
        yield Problem(
            file=path, line=error.lineno, column=error.colno, rule="toml-syntax", message=error.msg
        )
        return
    except RecursionError:
        yield Problem(file=path, rule="toml-syntax", message="nested too deeply to be facts")
        return
    yield from read_tables(document, text, path, layer)


def read_text(path: str, folder: str) -> str | Problem:
    """The text of a file without its byte order mark, or why it cannot be read."""
    if os.path.islink(path) and not inside(os.path.realpath(path), os.path.realpath(folder)):
        return unreadable(path, "a link that leads out of the folder")
    try:
        if os.path.getsize(path) > LARGEST_FILE:
            return unreadable(path, f"larger than {LARGEST_FILE // 2**20} MiB", "split the file")
        with open(path, "rb") as file:
            data = file.read()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} is not UTF-8"
        return unreadable(path, message, "save the file as UTF-8", line)
    except OSError as error:
        return unreadable(path, error.strerror or "cannot be read")


def inside(path: str, folder: str) -> bool:
    """Whether a path lies below a folder."""
    return os.path.commonpath([path, folder]) == folder


def unreadable(path: str, message: str, hint: str = "", line: int = 1) -> Problem:
    """The problem of a file or folder that cannot be read."""
    return Problem(file=path, line=line, rule="unreadable-file", message=message, hint=hint)


def twice(second: Loaded, first: Loaded) -> Problem:
    """The problem of an id that two records of one folder have."""
    return Problem(
        file=second.file,
        line=second.line,
        rule="unique-id",
        id=second.fact.id,
        message=f"this id is taken at {place(first)}",
        hint="give one of the two another id",
    )


def other_kind(above: Loaded, below: Loaded) -> Problem:
    """The problem of a record that would replace one of another kind."""
    return Problem(
        file=above.file,
        line=above.line,
        rule="unique-id",
        id=above.fact.id,
        message=f"this id belongs to a {kind_of(below.fact)}, at {place(below)}",
        hint="give it another id",
    )


def place(loaded: Loaded) -> str:
    """Where a record stands, as `file:line`."""
    return f"{loaded.file}:{loaded.line}"


def read_tables(
    document: Mapping[str, Any], text: str, path: str, layer: int
) -> Iterator[Loaded | Problem]:
    """Yield the records of a parsed file and the problems of its tables."""
    lines = header_lines(text, document)
    for name, tables in document.items():
        kind = next((kind for kind in RECORDS if kind == name), None)
        if kind is None:
            yield unknown_table(name, text, path)
        elif not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            line, column = Positions(text).find([name])
            message = f"'{name}' is a list of tables"
            hint = f"write [[{name}]] above each record"
            yield Problem(
                file=path, line=line, column=column, rule="schema", message=message, hint=hint
            )
        else:
            for index, table in enumerate(tables):
                fact = convert(kind, table)
                if isinstance(fact, list):
                    yield from located(fact, kind, index, table, text, path)
                else:
                    yield Loaded(fact, path, lines[kind][index], layer, index)


def header_lines(text: str, document: Mapping[str, Any]) -> dict[str, list[int]]:
    """Kind → the line of each of its headers.

    A header may also stand inside a multi-line string; the slow scanner tells the two apart
    where the counts differ.
    """
    lines: dict[str, list[int]] = {name: [] for name in document}
    line, at = 1, 0
    for match in HEADER.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        lines.setdefault(match[1], []).append(line)
    for name, tables in document.items():
        if isinstance(tables, list) and len(lines[name]) != len(tables):
            positions = Positions(text)
            lines[name] = [positions.find([name, i])[0] for i in range(len(tables))]
    return lines


def unknown_table(name: str, text: str, path: str) -> Problem:
    """The problem of a table that is no kind of fact."""
    near = get_close_matches(name, RECORDS, n=1)
    hint = f"did you mean [[{near[0]}]]?" if near else f"kinds are {', '.join(RECORDS)}"
    line, column = Positions(text).find([name])
    message = f"no kind of fact is called '{name}'"
    return Problem(
        file=path, line=line, column=column, rule="unknown-table", message=message, hint=hint
    )


def convert(kind: Kind, table: dict[str, Any]) -> Fact | list[Fault]:
    """The record that a table holds, or everything that is wrong with it."""
    renamed = {SUB_TABLES.get(kind, {}).get(key, key): value for key, value in table.items()}
    faults = list(misplaced(kind, table))
    if not faults:
        try:
            return msgspec.convert(renamed, RECORDS[kind])
        except (msgspec.ValidationError, RecursionError):
            faults = list(faults_in(renamed, RECORDS[kind], ()))
    return faults


def misplaced(kind: Kind, table: Mapping[str, Any]) -> Iterator[Fault]:
    """The keys that a record has but a file may not hold."""
    for word, plural in SUB_TABLES.get(kind, {}).items():
        if plural in table:
            yield Fault((plural,), f"unknown key '{plural}'", f"write [[{kind}.{word}]]")
        rows = table.get(word)
        for i, row in enumerate(rows if isinstance(rows, list) else ()):
            for key in sorted(FILLED_IN.intersection(row if isinstance(row, dict) else ())):
                yield derived((word, i, key))
    for key in sorted(FILLED_IN.intersection(table)):
        if (kind, key) != ("source", "grade"):
            yield derived((key,))


def derived(steps: Steps) -> Fault:
    """The fault of a key that compiling fills in."""
    return Fault(steps, f"'{steps[-1]}' is filled in by compiling", "leave it out")


def faults_in(
    table: Mapping[str, Any], record: type[msgspec.Struct], above: Steps
) -> Iterator[Fault]:
    """Everything that keeps a table from being such a record, field by field."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(record)}
    for key in table:
        if key not in fields:
            near = get_close_matches(key, fields, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"there is {', '.join(fields)}"
            yield Fault((*above, key), f"unknown key '{key}'", hint)
    for name, field in fields.items():
        if name not in table:
            if field.required:
                yield Fault(above, f"'{name}' is missing", f"add {name} = …")
            continue
        yield from faults_of(table[name], field.type, (*above, name))


def faults_of(value: Any, wanted: Any, steps: Steps) -> Iterator[Fault]:
    """What is wrong with the value of one field; of a list of tables, with each of them."""
    inner = STATEMENTS_OF.get(str(steps[-1]))
    if inner is not None and isinstance(value, list):
        for i, row in enumerate(value):
            if isinstance(row, dict):
                yield from faults_in(row, inner, (*steps, i))
            else:
                yield Fault((*steps, i), "a table is wanted here")
        return
    try:
        msgspec.convert(value, wanted)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$")
        yield Fault((*steps, *steps_of(path)), in_words(message))


def steps_of(path: str) -> Steps:
    """The path in a message of msgspec: `[0].zh`] is position 0, field zh."""
    found = re.findall(r"\[(\d+)\]|\.(\w+)", path)
    return tuple(int(position) if position else field for position, field in found)


def in_words(message: str) -> str:
    """A message of msgspec in the words of TOML."""
    for theirs, ours in (("`str`", "text"), ("`array`", "a list"), ("`object`", "a table")):
        message = message.replace(theirs, ours)
    return message[:1].lower() + message[1:]


STATEMENTS_OF: dict[str, type[msgspec.Struct]] = {
    "observations": Observation,
    "measures": Measure,
    "achievements": Achievement,
    "honours": Honour,
}
"""Field → the record of each table in it."""


def located(
    faults: Sequence[Fault], kind: Kind, index: int, table: Mapping[str, Any], text: str, path: str
) -> Iterator[Problem]:
    """The faults of one record with their places in the file."""
    positions = Positions(text)
    id = table.get("id")
    for fault in faults[:MOST_FAULTS]:
        line, column = positions.find([kind, index, *in_file(kind, fault.steps)])
        yield Problem(
            file=path,
            line=line,
            column=column,
            rule="schema",
            id=id if isinstance(id, str) else "",
            message=fault.message,
            hint=fault.hint,
        )


def in_file(kind: Kind, steps: Steps) -> Steps:
    """A path in the names of fields as the file spells it, with singular sub-tables."""
    singular = {plural: word for word, plural in SUB_TABLES.get(kind, {}).items()}
    return (singular.get(str(steps[0]), steps[0]), *steps[1:]) if steps else steps
