"""Where a key stands is where a TOML reader finds its value."""

import tracemalloc
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from talentcli.corpus.positions import Positions

FACTS = '''\
# [[metric]] in a comment
  [[metric]]  # the first
id = "a"
aliases = [ # over several lines
  "x",  # [[metric]]
  ["y", 'z]'],
  { zh = "一", en = "# two" }, ]
name = { zh = "名", "en" = 'name' }
note = """
[[metric]]
id = "not a key" \\"""
"""
  [[metric.observation]]
  value = 1_000
  [[metric.observation]]
\tvalue = 2.5
[[metric]]
"id" = "b"
[[ metric . 'observation' ]]
raw = \'\'\'[[metric]]
\'\'\'\'
when = 1979-05-27 07:32:00
a.b . "c d" = true
'''


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("metric", 0), (2, 3)),
        (("metric", 0, "id"), (3, 1)),
        (("metric", 0, "aliases"), (4, 1)),
        (("metric", 0, "aliases", 0), (5, 3)),
        (("metric", 0, "aliases", 1, 1), (6, 9)),
        (("metric", 0, "aliases", 2, "en"), (7, 15)),
        (("metric", 0, "name", "en"), (8, 20)),
        (("metric", 0, "note"), (9, 1)),
        (("metric", 0, "observation", 0), (13, 3)),
        (("metric", 0, "observation", 0, "value"), (14, 3)),
        (("metric", 0, "observation", 1, "value"), (16, 2)),
        (("metric", 1, "id"), (18, 1)),
        (("metric", 1, "observation", 0), (19, 1)),
        (("metric", 1, "observation", 0, "raw"), (20, 1)),
        (("metric", 1, "observation", 0, "when"), (22, 1)),
        (("metric", 1, "observation", 0, "a", "b", "c d"), (23, 1)),
        # What is not there falls back to the nearest table around it.
        (("metric", 0, "observation", 1, "stated"), (15, 3)),
        (("metric", 0, "name", "fr"), (8, 1)),
        (("metric", 7, "id"), (2, 3)),
        (("policy", 0), (1, 1)),
        ((), (1, 1)),
    ],
)
def test_places(path: tuple[str | int, ...], place: tuple[int, int]) -> None:
    tomli.loads(FACTS)
    assert Positions(FACTS).find(path) == place
    assert Positions(FACTS.replace("\n", "\r\n")).find(path) == place


def test_byte_order_mark_does_not_count() -> None:
    positions = Positions("\ufeff[[metric]]\nid = 1")
    assert positions.find(["metric", 0]) == (1, 1)
    assert positions.find(["metric", 0, "id"]) == (2, 1)


@pytest.mark.parametrize(
    "text",
    ["[", "[[", "[[a", "a", "a =", "a = [", "a = [1", "a = {", "a = {b", "=", "]", '"', '"""',
     "a.", "a = {]", "a = [}", "a = " + "[" * 9999, "a = " + "{b=" * 9999, "\\", "a = ,", ",",
     "'''", '"\\UFFFFFFFF" = 1', '"\\U00110000" = 1'],
)  # fmt: skip
def test_what_is_not_toml_ends(text: str) -> None:
    assert Positions(text).find(["a", 0]) >= (1, 1)


# --- Any document -----------------------------------------------------------------------------

KEYS = st.sampled_from(["id", "name", "zh", "1", "a-b", '"q.k"', '"q\\u0041"', "'l [k]'", '""'])
SCALARS = st.sampled_from(
    ["1", "-2.5", "true", '"s"', "''", '"a # b"', '"\\"]"', "'}'", '"""m\n[[t]]\n"""',
     '""""q"""""', "'''\n'l' '''", "1979-05-27", "1979-05-27 07:32:00", "0x1F", '"名"',
     '"""\\"" # \n"""', "nan"]
)  # fmt: skip
SPACES = st.sampled_from(["", " ", "\t"])
GAPS = st.sampled_from(["", " ", "\n", " # ] c\n", "\r\n\t"])


@st.composite
def arrays(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    """An array over one line or several, with or without a comma at its end."""
    items = [draw(GAPS) + item + draw(GAPS) for item in draw(st.lists(inner, max_size=3))]
    end = draw(st.sampled_from(["", ","])) if items else ""
    return f"[{','.join(items)}{end}{draw(GAPS)}]"


@st.composite
def inline_tables(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    """An inline table on one line, unless a value in it is longer."""
    keys = draw(st.lists(KEYS, max_size=3, unique=True))
    pairs = [f"{draw(SPACES)}{k}{draw(SPACES)}={draw(SPACES)}{draw(inner)} " for k in keys]
    return "{" + ",".join(pairs) + "}"


VALUES = st.recursive(SCALARS, lambda inner: arrays(inner) | inline_tables(inner), max_leaves=6)


@st.composite
def bodies(draw: st.DrawFn) -> str:
    """The pairs of one table, with comments and blank lines between."""
    keys = draw(st.lists(KEYS, max_size=4, unique=True))
    return "".join(
        f"{draw(GAPS.filter(lambda gap: gap != ' '))}{draw(SPACES)}{key} = {draw(VALUES)}"
        f"{draw(st.sampled_from(['', ' # [[t]]']))}\n"
        for key in keys
    )


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Records of two kinds with sub-tables, in any order, in LF or CRLF."""
    parts = [draw(bodies())]
    for kind in draw(st.lists(st.sampled_from(["t", '"u v"']), max_size=4)):
        parts.append(f"{draw(SPACES)}[[{draw(SPACES)}{kind}{draw(SPACES)}]]\n{draw(bodies())}")
        parts += [
            f"  [[{kind}.sub]] # s\n{draw(bodies())}" for _ in range(draw(st.integers(0, 2)))
        ]
    text = "".join(parts)
    return text.replace("\r\n", "\n").replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


Path = tuple[str | int, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every scalar of a parsed document, and every empty table or list, with its path."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for step, each in pairs:
        if isinstance(each, dict | list) and each:
            yield from leaves(each, (*path, step))
        else:
            yield (*path, step), each


def value_at(rest: str, step: str | int) -> Any:
    """What a TOML reader makes of the pair, or the element, that a text begins with.

    Elements and inline pairs are followed by more; the shortest beginning that can be read as
    one whole value is it.
    """
    for end in range(1, len(rest) + 1):
        # A value may go on after what could be its end: 1 in 12, "" in """.
        if end < len(rest) and rest[end] not in ",]}\r\n \t#":
            continue
        text = rest[:end] if isinstance(step, str) else f"x = {rest[:end]}"
        try:
            (found,) = tomli.loads(text, parse_float=Decimal).items()
        except (tomli.TOMLDecodeError, ValueError):
            continue
        if rest[:end].rstrip().endswith("1979-05-27") and rest[end : end + 3] == " 07":
            continue
        return found if isinstance(step, str) else found[1]
    raise AssertionError(f"no value at {rest[:40]!r}")


@settings(deadline=None)  # a busy machine is not a fault
@given(documents())
def test_the_value_stands_where_it_is_found(text: str) -> None:
    positions = Positions(text)
    lines = text.split("\n")
    for path, value in leaves(tomli.loads(text, parse_float=Decimal)):
        if isinstance(value, dict) and not isinstance(path[-1], str):
            continue  # an empty record: only its header stands there
        line, column = positions.find(path)
        rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
        found = value_at(rest, path[-1])
        wanted = (path[-1], value) if isinstance(path[-1], str) else value
        assert str(found) == str(wanted)  # as text, for nan is not equal to itself


@settings(deadline=None)  # a busy machine is not a fault
@given(documents())
def test_headers_stand_where_they_are_found(text: str) -> None:
    positions = Positions(text)
    lines = text.split("\n")
    document = tomli.loads(text)
    seen = set()
    for kind in ("t", "u v"):
        for i, record in enumerate(document.get(kind, [])):
            places = [positions.find([kind, i])]
            places += [
                positions.find([kind, i, "sub", j]) for j in range(len(record.get("sub", [])))
            ]
            for line, column in places:
                assert lines[line - 1][column - 1 :].startswith("[[")
                seen.add((line, column))
            assert sorted(places) == places
    records = [record for kind in ("t", "u v") for record in document.get(kind, [])]
    count = sum(1 + len(record.get("sub", [])) for record in records)
    assert len(seen) == count


# --- A writer that knows where it wrote -------------------------------------------------------


class Writer:
    """Writes a TOML document and keeps the offset at which each path begins."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.text = ""
        self.places: dict[Path, int] = {}
        self.newline = draw(st.sampled_from(["\n", "\r\n"]))

    def put(self, text: str) -> None:
        """Add text, in the line ends of the document."""
        self.text += text.replace("\n", self.newline)

    def one_of(self, *choices: str) -> str:
        """One of some texts."""
        return self.draw(st.sampled_from(choices))

    def note(self, path: Path) -> None:
        """Whatever comes next is where the path begins, unless it began before."""
        self.places.setdefault(path, len(self.text))

    def document(self) -> None:
        """Pairs, then lists of tables with tables and lists below them."""
        self.pairs(())
        for kind in ("m", '"p.q"'):
            for index in range(self.draw(st.integers(0, 2))):
                path = (tomli_key(kind), index)
                self.header(f"[[{kind}]]", path[:1], path)
                for j in range(self.draw(st.integers(0, 2))):
                    self.header(f"[[{kind} . 'o']]", (*path, "o"), (*path, "o", j))
                    if self.draw(st.booleans()):
                        self.header(f"[{kind}.o.'in side']", (*path, "o", j, "in side"))
                if self.draw(st.booleans()):  # a table that has no header of its own
                    self.header(f"[{kind}.x.y]", (*path, "x"), (*path, "x", "y"))

    def header(self, text: str, *paths: Path) -> None:
        """A header that begins all of the paths, and the pairs of the last of them."""
        self.put(self.one_of("", "\n", "# [[m]]\n", "\t", "  "))
        for path in paths:
            self.note(path)
        self.put(text + self.one_of("", " ", " # [o]") + "\n")
        self.pairs(paths[-1])

    def pairs(self, table: Path) -> None:
        """Some pairs, each on a line of its own, with keys that no other pair has."""
        for i in range(self.draw(st.integers(0, 3))):
            self.put(self.one_of("", "\n", "# k = [\n", "  ", "\t"))
            self.pair(table, i)
            self.put(self.one_of("", " # ''' \"\"\"") + "\n")

    def pair(self, table: Path, i: int, depth: int = 0) -> None:
        """One pair, its key bare, in quotes or with dots."""
        key = self.one_of(f"k{i}", f'"k{i}"', f"'k{i}'", f'"\\u006B{i}"', f"k{i} . '] = ' .b")
        path = (*table, f"k{i}")
        self.note(path)
        if "." in key:
            for inner in ("] = ", "b"):
                path = (*path, inner)
                self.note(path)
        self.put(key + self.one_of("=", " = ", "\t="))
        self.value(path, depth)

    def value(self, path: Path, depth: int) -> None:
        """A scalar, or as long as it is not deep, an array or an inline table."""
        form = self.one_of("scalar", "array", "table") if depth < 2 else "scalar"
        if form == "scalar":
            self.put(self.draw(SCALARS))
            return
        self.put("[" if form == "array" else "{")
        for i in range(self.draw(st.integers(0, 2))):
            if form == "array":
                self.put(self.one_of("", " ", "\n", " # ],\n\t"))
                self.note((*path, i))
                self.value((*path, i), depth + 1)
                self.put(self.one_of("", " ", "\n", " # ]\n") + ",")
            else:
                self.put(", " if i else self.one_of("", " "))
                self.pair(path, i, depth + 1)
        self.put(self.one_of("", " ") + ("]" if form == "array" else "}"))


def tomli_key(key: str) -> str:
    """The name that a key of one part spells."""
    (name,) = tomli.loads(f"{key} = 1")
    return name


@st.composite
def written(draw: st.DrawFn) -> tuple[str, dict[Path, int]]:
    """A document and where each of its paths begins."""
    writer = Writer(draw)
    writer.document()
    return writer.text, writer.places


def nodes(value: object, path: Path = ()) -> Iterator[Path]:
    """The path of everything in a parsed document, tables and lists too."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for step, each in pairs:
            yield (*path, step)
            yield from nodes(each, (*path, step))


@given(written(), st.booleans())
def test_every_path_is_found_where_it_was_written(
    document: tuple[str, dict[Path, int]], marked: bool
) -> None:
    text, places = document
    assert set(nodes(tomli.loads(text))) == set(places)
    positions = Positions("\ufeff" + text if marked else text)
    for path, offset in places.items():
        line = text.count("\n", 0, offset) + 1
        column = offset - (text.rfind("\n", 0, offset) + 1) + 1
        assert positions.find(path) == (line, column), path
        assert positions.find([*path, "no such key"]) == (line, column)


# --- Any text ---------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["[", "]", "[[", "]]", "{", "}", "=", ".", ",", '"', '"""', "'", "'''", "\\", "\\u", "#", "a",
     "\n", "\r", "\t", " ", "1979-05-27 07", "\\UFFFFFFFF", "\x00", "\ud800", "\u2028", "名"]
)  # fmt: skip


@given(st.lists(PIECES | st.characters()).map("".join))
def test_any_text_is_scanned_without_raising(text: str) -> None:
    line, column = Positions(text).find(["a", 0, "b"])
    assert 1 <= line <= text.count("\n") + 1
    assert column >= 1


@pytest.mark.parametrize(
    "unit",
    ['"""', "'''", "[", "{", "\\", '"', "'", "a.", "[a.", "a=[", "a={", 'a="\\', '"a" ', "#", "=",
     "\n", "\r", "[]", "[[a]]\n", "a=[{", 'a = """\\"', "'\n", "\x00", "a = '", "[[a]] [",
     "# c\n", "a = [[1, 2], {b = 3}]\n", 'a = """b\n"""\n', '[[a]]\n  [[a.b]]\n  c = "\\\\"\n'],
)  # fmt: skip
def test_long_hostile_texts_are_scanned(unit: str) -> None:
    assert Positions(unit * (200_000 // len(unit))).find(["a", 0]) >= (1, 1)


@pytest.mark.parametrize(
    "text",
    ['a = "{}"', 'a = """{}"""', "a = '{}'", "a = '''{}'''", "# {}", '"{}" = 1', "a = [ # {}\n]"],
)
def test_long_texts_take_memory_like_their_length(text: str) -> None:
    long = text.format("\\\\" * 250_000 + "x" * 500_000) + "\nend = 1"
    tracemalloc.start()
    try:
        positions = Positions(long)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert positions.find(["end"])[1] == 1
    assert positions.find(["end"])[0] > 1
    assert peak < 8 * len(long)


def test_what_is_deeper_than_any_fact_is_told_by_what_is_around_it() -> None:
    text = f"x = 1\n{'a.' * 200}b = {{ c = 1 }}\nd = 2\n"
    path = list(tomli.loads(text))[1:]
    assert path == ["a", "d"]
    positions = Positions(text)
    assert positions.find(["a"] * 200 + ["b", "c"]) == (2, 1)
    assert positions.find(["d"]) == (3, 1)
