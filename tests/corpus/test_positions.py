"""Where a key stands is where a TOML reader finds its value."""

from collections.abc import Iterator
from decimal import Decimal
from time import perf_counter
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
     "'''"],
)  # fmt: skip
def test_what_is_not_toml_ends(text: str) -> None:
    assert Positions(text).find(["a", 0]) >= (1, 1)


@pytest.mark.parametrize(
    "unit",
    [
        '[[m]]\na = "b"\n',
        "# c\n",
        "a = [[1, 2], {b = 3}]\n",
        'a = """b\n"""\n',
        "\n",
        '[[m]]\n  [[m.o]]\n  a = "\\\\"\n',
        "[[m]] [",
        '"""',
        "a = '",
    ],
)
def test_time_grows_with_the_length(unit: str) -> None:
    def seconds(times: int) -> float:
        text = unit * times
        start = perf_counter()
        Positions(text)
        return perf_counter() - start

    seconds(1_000)
    small = min(seconds(2_000) for _ in range(3))
    assert min(seconds(20_000) for _ in range(2)) < 40 * small + 0.05


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
