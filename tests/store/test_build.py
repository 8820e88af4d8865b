"""Compiling: the same facts give the same store, and a store is there whole or not at all."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib import resources
from pathlib import Path

import pytest

from conftest import MINI, ROOT
from talentcli.errors import BadFactsError
from talentcli.store.build import open_store
from talentcli.store.open import store_path

FACTS = """
[[source]]
id = "s"
title = { zh = "来源", en = "The source" }
grade = "A"

[[metric]]
id = "pilots"
name = { zh = "飞行员总数", en = "Pilots, total" }
topic = "workforce"
unit = "person"

  [[metric.observation]]
  value = 48
  stated = "48人"
  source = "s"
"""

LONG_AGO = 1_500_000_000


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that stores are kept in."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "talent"


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """A folder with one file of facts, written long ago."""
    folder = tmp_path / "facts"
    folder.mkdir()
    put(folder, FACTS)
    return folder


def put(folder: Path, text: str, when: int = LONG_AGO) -> None:
    """Write the file of facts, as of some time."""
    path = folder / "facts.toml"
    path.write_text(text, "utf-8")
    os.utime(path, (when, when))


def rows(store: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, the time of compiling apart."""
    tables = store.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    ).fetchall()
    found = {name: store.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in tables}
    found["meta"] = [row for row in found["meta"] if row[0] != "built_ns"]
    return found


def pilots(folder: Path) -> str:
    """The figure that a store of the folder gives."""
    with closing(open_store([str(folder)])) as store:
        query = "SELECT json ->> '$.observations[0].value' FROM fact WHERE id = 'pilots'"
        return str(store.execute(query).fetchone()[0])


@pytest.mark.parametrize("folder", [ROOT / "facts", MINI])
def test_same_facts_same_rows(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = []
    for name in ("one", "two"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / name))
        with closing(open_store([str(folder)])) as store:
            built.append(rows(store))
    assert built[0] == built[1]
    assert built[0]["fact"]


def test_a_store_can_only_be_read(cache: Path, facts: Path) -> None:
    with closing(open_store([str(facts)])) as store, pytest.raises(sqlite3.OperationalError):
        store.execute("DELETE FROM fact")


def fail(*_: object, **__: object) -> None:
    """Stands for a run that is broken off."""
    raise KeyboardInterrupt


BROKEN_OFF: list[Callable[[pytest.MonkeyPatch], None]] = [
    lambda patch: patch.setattr(resources, "files", fail),
    lambda patch: patch.setattr(os, "replace", fail),
]
"""Breaking off while the store is written, and when it is whole but not yet in its place."""


@pytest.mark.parametrize("break_off", BROKEN_OFF)
def test_a_first_run_broken_off_leaves_nothing(
    cache: Path,
    facts: Path,
    monkeypatch: pytest.MonkeyPatch,
    break_off: Callable[[pytest.MonkeyPatch], None],
) -> None:
    with monkeypatch.context() as patch:
        break_off(patch)
        with pytest.raises(KeyboardInterrupt):
            open_store([str(facts)])
    assert list(cache.iterdir()) == []
    assert pilots(facts) == "48"


def test_a_later_run_broken_off_leaves_the_old_store(
    cache: Path, facts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pilots(facts) == "48"
    (path,) = cache.iterdir()
    before = path.read_bytes()
    put(facts, FACTS.replace("48", "61"), LONG_AGO + 1)
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail)
        with pytest.raises(KeyboardInterrupt):
            open_store([str(facts)])
    assert list(cache.iterdir()) == [path]
    assert path.read_bytes() == before
    assert pilots(facts) == "61"
    assert list(cache.iterdir()) == [path]


def test_facts_that_are_wrong_leave_the_old_store(cache: Path, facts: Path) -> None:
    assert pilots(facts) == "48"
    (path,) = cache.iterdir()
    before = path.read_bytes()
    put(facts, FACTS.replace("unit =", "units ="), LONG_AGO + 1)
    with pytest.raises(BadFactsError) as caught:
        open_store([str(facts)])
    assert any("facts.toml:11:" in line for line in caught.value.detail)
    assert list(cache.iterdir()) == [path]
    assert path.read_bytes() == before
    put(facts, FACTS)
    assert pilots(facts) == "48"


def test_each_choice_of_folders_has_its_own_store(
    cache: Path, facts: Path, tmp_path: Path
) -> None:
    over = tmp_path / "over"
    over.mkdir()
    put(over, FACTS.replace("48", "61"))
    with closing(open_store([str(facts), str(over)])) as store:
        query = "SELECT json ->> '$.observations[0].value' FROM fact WHERE id = 'pilots'"
        assert store.execute(query).fetchall() == [(61,)]
    assert pilots(facts) == "48"
    assert pilots(over) == "61"
    paths = {
        store_path([str(facts), str(over)]),
        store_path([str(facts)]),
        store_path([str(over)]),
    }
    assert paths == {str(path) for path in cache.iterdir()}


# --- What is refreshed file by file equals what is built anew ----------------------------------


def answers(folders: list[Path]) -> dict[str, list[tuple[object, ...]]]:
    """What questions see of a store: records in order, keys, filters, figures, events, texts."""
    queries = {
        "fact": "SELECT id, kind, current, json FROM fact ORDER BY n",
        "name": "SELECT form, kind, rank, id, how, shown FROM name ORDER BY 1, 2, 3, 4",
        "event": "SELECT id, what, date, source, at, e.grade FROM event e JOIN fact USING (n) "
        "ORDER BY n, i",
        "observation": "SELECT id, value, relation, date FROM observation JOIN fact USING (n) "
        "ORDER BY n, i",
        "text": "SELECT id FROM text JOIN fact ON fact.n = text.rowid "
        """WHERE text MATCH '"人才" OR "灯塔"' ORDER BY fact.n""",
    }
    with closing(open_store(list(map(str, folders)))) as store:
        return {name: store.execute(query).fetchall() for name, query in queries.items()}


def change(folder: Path, name: str, old: str, new: str, times: list[int]) -> None:
    """Change one word of one file, each time at a later time long ago."""
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    times.append(LONG_AGO + len(times) + 1)
    os.utime(path, (times[-1], times[-1]))


@pytest.mark.parametrize(
    "changes",
    [
        [("metrics/workforce.toml", "612_000", "613_000")],
        # Titles and grades of sources stand in the facts of other files.
        [("sources.toml", 'grade = "A"', 'grade = "B"')],
        [("metrics/workforce.toml", "专技人才", "专技人员"), ("experts.toml", "灯明", "灯亮")],
        [("milestones.toml", "[[milestone]]", "# One comment more.\n[[milestone]]")],
    ],
)
def test_a_refreshed_store_answers_as_one_built_anew(
    cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changes: list[tuple[str, str, str]],
) -> None:
    folder = tmp_path / "mini"
    for path in shutil.copytree(MINI, folder).rglob("*.toml"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    before = answers([folder])
    times: list[int] = []
    for name, old, new in changes:
        change(folder, name, old, new, times)
        refreshed = answers([folder])
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    assert refreshed == answers([folder])
    assert (refreshed == before) == changes[0][2].startswith("#")


def test_an_overlay_that_lets_go_gives_back_what_it_covered(
    cache: Path, facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = tmp_path / "over"
    over.mkdir()
    put(over, FACTS.replace("48", "61"))
    covered = answers([facts, over])
    put(over, FACTS.replace("48", "61").replace('"pilots"', '"sailors"'), LONG_AGO + 1)
    uncovered = answers([facts, over])
    assert [row[0] for row in uncovered["fact"]] != [row[0] for row in covered["fact"]]
    assert ("pilots", 48.0, "=", None) in uncovered["observation"]
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    assert uncovered == answers([facts, over])
