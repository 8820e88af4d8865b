"""Files → records and problems. Every problem of every file is collected; nothing is raised."""

import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache, cached_property
from types import NoneType
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

import msgspec
import tomli
from msgspec.structs import FieldInfo

from talentcli.corpus.files import fact_files
from talentcli.corpus.model import (
    FILLED_IN,
    RECORDS,
    SUB_TABLES,
    Fact,
    Kind,
    Record,
    kind_of,
)
from talentcli.corpus.positions import STRINGS, Positions
from talentcli.corpus.problems import Problem

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes; a larger file is refused, for reading it would take many times its size in memory."""

LONGEST_NUMBER = 30
"""Digits on either side of the point; a longer number is a slip, and costly to print."""

HEADER = re.compile(
    rf"^[ \t]*\[\[[ \t]*([A-Za-z0-9_-]+)[ \t]*\]\]|#[^\n]*|{STRINGS.pattern}",
    re.MULTILINE | re.DOTALL,
)
"""A header without quotes, or a comment or string, inside which there is none."""

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Characters that end lines, steer terminals or turn the direction of writing."""

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


class FactFile:
    """One file that was read; places in it are looked up only once something in it is wrong."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    @cached_property
    def positions(self) -> Positions:
        """The places of all keys."""
        return Positions(self.text)

    def problem(
        self, rule: str, path: Sequence[str | int], message: str, hint: str = "", id: str = ""
    ) -> Problem:
        """The problem of what stands at the path, spelled as in the file."""
        line, column = self.positions.find(path)
        return Problem(
            file=self.path,
            line=line,
            column=column,
            rule=rule,
            id=one_line(id),
            message=one_line(message),
            hint=hint,
        )


def one_line(text: str) -> str:
    """A text with its line ends, and what else would garble a screen, spelled out."""
    return CONTROLS.sub(lambda match: repr(match[0])[1:-1], text)


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
        for path in sorted(fact_files(folder)):
            for item in read_file(os.path.join(folder, path), folder, layer):
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
    except RecursionError:
        yield Problem(file=path, rule="toml-syntax", message="nested too deeply to be facts")
    except (ValueError, InvalidOperation):  # Python refuses to make such a number
        yield Problem(file=path, rule="toml-syntax", message="a number in it is far too long")
    else:
        yield from read_tables(document, FactFile(path, text), layer)


def read_text(path: str, folder: str) -> str | Problem:
    """The text of a file without its byte order mark, or why it may not or cannot be read."""
    if os.path.islink(path) and not inside(os.path.realpath(path), os.path.realpath(folder)):
        return unreadable(path, "a link that leads out of the folder")
    return text_of(path)


def text_of(path: str) -> str | Problem:
    """The text of a file without its byte order mark, or why it cannot be read."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):  # a pipe would keep the reader waiting
            return unreadable(path, "not a file")
        if status.st_size > LARGEST_FILE:
            return unreadable(path, f"larger than {LARGEST_FILE // 2**20} MiB", "split the file")
        with open(path, "rb") as file:
            data = file.read()
        return data.decode("utf-8").removeprefix("\ufeff")  # utf-8-sig miscounts bytes
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} is not UTF-8"
        return unreadable(path, message, "save the file as UTF-8", line)
    except OSError as error:
        return unreadable(path, error.strerror or "cannot be read")


def inside(path: str, folder: str) -> bool:
    """Whether a path lies below a folder."""
    try:
        return os.path.commonpath([path, folder]) == folder
    except ValueError:  # on another drive
        return False


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
    document: Mapping[str, Any], file: FactFile, layer: int
) -> Iterator[Loaded | Problem]:
    """Yield the records of a parsed file and the problems of its tables."""
    lines = header_lines(document, file)
    for name, tables in document.items():
        kind = next((kind for kind in RECORDS if kind == name), None)
        if kind is None:
            yield unknown_table(name, file)
        elif not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            hint = f"write [[{name}]] above each record"
            yield file.problem("schema", [name], f"'{name}' is a list of tables", hint)
        else:
            for index, table in enumerate(tables):
                fact = convert(kind, table)
                if isinstance(fact, list):
                    yield from located(fact, kind, index, table, file)
                else:
                    yield Loaded(fact, file.path, lines[kind][index], layer, index)


def header_lines(document: Mapping[str, Any], file: FactFile) -> dict[str, list[int]]:
    """Kind → the line of each of its tables.

    A quick search finds the usual headers. Those with quotes, and tables in line, it misses:
    where the counts differ, all places are looked up.
    """
    lines: dict[str, list[int]] = {name: [] for name in document}
    line, at = 1, 0
    for match in HEADER.finditer(file.text):
        if match[1]:
            line += file.text.count("\n", at, match.start())
            at = match.start()
            lines.setdefault(match[1], []).append(line)
    for name, tables in document.items():
        if isinstance(tables, list) and len(lines[name]) != len(tables):
            lines[name] = [file.positions.find([name, i])[0] for i in range(len(tables))]
    return lines


def unknown_table(name: str, file: FactFile) -> Problem:
    """The problem of a table, or a key outside any table, that is no kind of fact."""
    near = get_close_matches(name, RECORDS, n=1)
    hint = f"did you mean [[{near[0]}]]?" if near else f"kinds are {', '.join(RECORDS)}"
    return file.problem("unknown-table", [name], f"no kind of fact is called '{name}'", hint)


def convert(kind: Kind, table: Mapping[str, Any]) -> Fact | list[Fault]:
    """The record that a table holds, or everything that is wrong with it."""
    reason = ""
    if is_writable(kind, table):
        plural = SUB_TABLES.get(kind, {})
        fields = {plural.get(key, key): value for key, value in table.items()}
        try:
            return msgspec.convert(fields, RECORDS[kind])
        except msgspec.ValidationError as error:
            reason = in_words(str(error))
    return list(faults_in(table, RECORDS[kind], ())) or [Fault((), reason)]


def is_writable(kind: Kind, table: Mapping[str, Any]) -> bool:
    """Whether a table keeps what msgspec lets pass: no derived keys, no plurals, sane values."""
    lists = [table.get(word) for word in SUB_TABLES.get(kind, {})]
    rows = [row for rows in lists if isinstance(rows, list) for row in rows]
    return (
        table.keys() <= written(RECORDS[kind]).keys()
        and not ends_line(table.get("id"))
        and all(
            FILLED_IN.isdisjoint(row) and ("value" not in row or is_figure(row["value"]))
            for row in rows
            if isinstance(row, dict)
        )
    )


def ends_line(id: object) -> bool:
    """Whether an id has a line end behind it, which `$` in the form of ids lets pass."""
    return isinstance(id, str) and id.endswith("\n")


def is_figure(value: object) -> bool:
    """Whether a value is a number that a figure can have: finite, of a length people write."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    number = Decimal(value)
    if not number.is_finite():
        return False
    exponent = number.as_tuple().exponent
    small = isinstance(exponent, int) and exponent >= -LONGEST_NUMBER
    return small and number.adjusted() < LONGEST_NUMBER


@cache
def written(record: type[Record]) -> dict[str, FieldInfo]:
    """Key → field of such a record, for the keys that a file may hold, in the file's spelling."""
    kind = kind_word(record)
    singular = {plural: word for word, plural in SUB_TABLES.get(kind, {}).items()} if kind else {}
    return {
        singular.get(field.encode_name, field.encode_name): field
        for field in msgspec.structs.fields(record)
        if field.encode_name not in FILLED_IN or (kind, field.encode_name) == ("source", "grade")
    }


def faults_in(table: Mapping[str, Any], record: type[Record], above: Steps) -> Iterator[Fault]:
    """Everything that keeps a table from being such a record, key by key."""
    fields = written(record)
    for key in table:
        if key not in fields:
            yield unknown_key(key, record, above)
    for key, field in fields.items():
        if key in table:
            yield from faults_of(table[key], field.type, (*above, key))
        elif field.required:
            what = f"{key} = …" if key == field.encode_name else f"[[{kind_word(record)}.{key}]]"
            yield Fault(above, f"'{key}' is missing", f"add {what}")


def kind_word(record: type[Record]) -> Kind | None:
    """The kind of such a record; None for the tables inside records."""
    return next((kind for kind, of_kind in RECORDS.items() if of_kind is record), None)


def unknown_key(key: str, record: type[Record], above: Steps) -> Fault:
    """The fault of a key that no file may hold, or that this table does not have."""
    fields = written(record)
    if key in FILLED_IN:
        return Fault((*above, key), f"'{key}' is filled in by compiling", "leave it out")
    plural = next((word for word, field in fields.items() if field.encode_name == key), None)
    near = get_close_matches(key, fields, n=1)
    if plural is not None:
        hint = f"write [[{kind_word(record)}.{plural}]] above each"
    else:
        hint = f"did you mean '{near[0]}'?" if near else f"there is {', '.join(fields)}"
    return Fault((*above, key), f"unknown key '{key}'", hint)


def faults_of(value: Any, wanted: Any, steps: Steps) -> Iterator[Fault]:
    """What is wrong with the value of one key; of a table or list, with all inside it."""
    core = bare(wanted)
    if get_origin(core) is tuple and isinstance(value, list):
        for i, each in enumerate(value):
            yield from faults_of(each, get_args(core)[0], (*steps, i))
    elif is_record(core) and isinstance(value, dict):
        yield from faults_in(value, core, steps)
    elif core is Decimal:
        if not is_figure(value):
            yield Fault(
                steps,
                f"expected a number of at most {LONGEST_NUMBER} digits",
                "write it out in digits",
            )
    elif steps == ("id",) and ends_line(value):
        yield Fault(steps, "the id ends with a line end", advice(value, core))
    else:
        try:
            msgspec.convert(value, wanted)
        except msgspec.ValidationError as error:
            yield Fault(steps, in_words(str(error)), advice(value, core))


def bare(wanted: Any) -> Any:
    """A type without its description and without null, which TOML does not have."""
    while True:
        inner = get_args(wanted)
        if get_origin(wanted) is Annotated:
            wanted = inner[0]
        elif NoneType in inner:
            wanted = next(each for each in inner if each is not NoneType)
        else:
            return wanted


def is_record(core: Any) -> bool:
    """Whether a type is a table of fields."""
    return isinstance(core, type) and issubclass(core, Record)


def advice(value: object, core: Any) -> str:
    """What to write instead of a value that is not of the type."""
    if get_origin(core) is Literal:
        return f"one of {', '.join(map(str, get_args(core)))}"
    if get_origin(core) is tuple and isinstance(value, dict) and is_record(get_args(core)[0]):
        return "write the header above it in double brackets"
    if core is str and isinstance(value, date | time):
        return f'write it in quotes: "{value}"'
    if core is str and isinstance(value, str):  # of all texts, only ids have a form
        return "lower-case English words joined by hyphens"
    if is_record(core):
        return f"write {{ {', '.join(f'{key} = …' for key in written(core))} }}"
    return ""


def in_words(message: str) -> str:
    """A message of msgspec in the words of TOML."""
    for theirs, ours in (
        (" | null`", "`"),
        ("`str`", "text"),
        ("`array`", "a list"),
        ("`object`", "a table"),
    ):
        message = message.replace(theirs, ours)
    return message[:1].lower() + message[1:]


def located(
    faults: Sequence[Fault], kind: Kind, index: int, table: Mapping[str, Any], file: FactFile
) -> Iterator[Problem]:
    """The faults of one record with their places in the file."""
    id = table.get("id")
    for fault in faults:
        path = [kind, index, *fault.steps]
        whose = id if isinstance(id, str) else ""
        yield file.problem("schema", path, fault.message, fault.hint, whose)


def in_file(kind: Kind, steps: Steps) -> Steps:
    """A path in the names of fields as the file spells it, with singular sub-tables."""
    singular = {plural: word for word, plural in SUB_TABLES.get(kind, {}).items()}
    return (singular.get(str(steps[0]), steps[0]), *steps[1:]) if steps else steps
