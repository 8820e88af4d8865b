"""Opening: fresh when nothing changed, stale when anything did, right whatever became of it."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from conftest import TALENT, Ran, environment, run_program
from talentcli.store import open as opening
from talentcli.store.build import open_store
from talentcli.store.open import open_fresh, store_path

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

MORE = FACTS.replace('"s"', '"t"').replace("pilots", "sailors").replace("飞行", "海")
MORE = MORE.replace("Pilots", "Sailors").replace("来源", "另一来源").replace("The", "Another")

LONG_AGO = 1_500_000_000


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that stores are kept in."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "talent"


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """A folder with one file of facts, written long ago."""
    return made(tmp_path / "facts")


def made(folder: Path) -> Path:
    """A folder with one file of facts, written long ago."""
    folder.mkdir(parents=True)
    put(folder / "facts.toml", FACTS)
    return folder


def put(path: Path, text: str, when: float = LONG_AGO) -> None:
    """Write a file of facts, as of some time."""
    path.write_text(text, "utf-8")
    os.utime(path, (when, when))


def compiled(folder: Path) -> str:
    """Compile the folder; return where the store is."""
    with closing(open_store([str(folder)])):
        pass
    return str(store_path([str(folder)]))


def is_fresh(folder: Path) -> bool:
    """Whether there is a store of the folder that can be used as it is."""
    store = open_fresh([str(folder)])
    if store is not None:
        store.close()
    return store is not None


def ids(folder: Path) -> list[str]:
    """The metrics that a store of the folder holds."""
    with closing(open_store([str(folder)])) as store:
        rows = store.execute("SELECT id FROM fact WHERE kind = 'metric' ORDER BY id").fetchall()
    return [id for (id,) in rows]


def shown(cache: Path, folder: Path, *arguments: str, **more: str) -> Ran:
    """Run the program on the facts of the folder alone."""
    env = {"TALENT_NO_BUILTIN": "1", "TALENT_FACTS": str(folder), **more}
    env = {"XDG_CACHE_HOME": str(cache.parent), **env}
    return run_program([str(TALENT), *arguments], environment(cache.parent, **env), "", None)


# --- Freshness --------------------------------------------------------------------------------


def test_nothing_changed(cache: Path, facts: Path) -> None:
    assert not is_fresh(facts)
    compiled(facts)
    assert is_fresh(facts)


def edited(folder: Path) -> None:
    """Another text of another length."""
    put(folder / "facts.toml", FACTS + "\n")


def edited_in_place(folder: Path) -> None:
    """Another text of the same length."""
    put(folder / "facts.toml", FACTS.replace("48", "61"), LONG_AGO + 1)


def older(folder: Path) -> None:
    """The same text from an earlier time, as unpacking an archive leaves it."""
    put(folder / "facts.toml", FACTS, LONG_AGO - 1000)


def added(folder: Path) -> None:
    """One more file, in a folder below."""
    (folder / "below").mkdir()
    put(folder / "below" / "more.toml", MORE)


def removed(folder: Path) -> None:
    """No file."""
    (folder / "facts.toml").unlink()


def renamed(folder: Path) -> None:
    """The same file by another name."""
    (folder / "facts.toml").rename(folder / "renamed.toml")


CHANGES: list[Callable[[Path], None]] = [edited, edited_in_place, older, added, removed, renamed]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(cache: Path, facts: Path, change: Callable[[Path], None]) -> None:
    compiled(facts)
    change(facts)
    assert not is_fresh(facts)
    compiled(facts)
    assert is_fresh(facts)


def test_what_comes_and_goes_is_in_the_answer(cache: Path, facts: Path) -> None:
    assert ids(facts) == ["pilots"]
    added(facts)
    assert ids(facts) == ["pilots", "sailors"]
    (facts / "facts.toml").unlink()
    assert ids(facts) == ["sailors"]


def test_files_that_hold_no_facts_do_not_count(cache: Path, facts: Path) -> None:
    compiled(facts)
    put(facts / ".hidden.toml", MORE)
    put(facts / "notes.md", "notes")
    (facts / ".git").mkdir()
    put(facts / ".git" / "facts.toml", MORE)
    assert is_fresh(facts)


def test_an_edit_that_hides_its_traces_is_missed(cache: Path, facts: Path) -> None:
    """The limit of looking at sizes and times only: same length, time put back."""
    compiled(facts)
    put(facts / "facts.toml", FACTS.replace("48", "61"))
    assert is_fresh(facts)


@pytest.mark.parametrize("name", ["SCHEMA_VERSION", "__version__"])
def test_a_store_of_another_program_is_stale(
    cache: Path, facts: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    compiled(facts)
    monkeypatch.setattr(opening, name, "another")
    assert not is_fresh(facts)


@pytest.mark.parametrize(("seconds", "fresh"), [(0, False), (1, False), (60, True), (-60, False)])
def test_a_file_just_changed_may_change_again_unseen(
    cache: Path, facts: Path, seconds: int, fresh: bool
) -> None:
    """Two edits within one tick of the clock look alike, so young files are not trusted."""
    put(facts / "facts.toml", FACTS, time.time() - seconds)
    compiled(facts)
    assert is_fresh(facts) == fresh
    assert ids(facts) == ["pilots"]


def test_links_to_folders_are_not_followed(cache: Path, facts: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    put(elsewhere / "more.toml", MORE)
    (facts / "link").symlink_to(elsewhere, target_is_directory=True)
    (facts / "round").symlink_to(facts, target_is_directory=True)
    assert ids(facts) == ["pilots"]


@pytest.mark.parametrize("name", ["a b", "a#b", "a?b=c", "a%20b", "专业 人才", "a'b\"c", "a&b;c"])
def test_any_path_will_do(tmp_path: Path, name: str) -> None:
    facts = made(tmp_path / name / "facts")
    cache = tmp_path / name / "cache" / "talent"
    for _ in range(2):
        ran = shown(cache, facts, "get", "pilots.value")
        assert ran == (0, "48\n", "")
    assert len(list(cache.iterdir())) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other file systems hold only text")
def test_a_path_that_is_no_text_will_do(tmp_path: Path) -> None:
    facts = made(tmp_path / os.fsdecode(b"\xff\xfe"))
    ran = shown(tmp_path / "cache" / "talent", facts, "get", "pilots.value")
    assert ran == (0, "48\n", "")


# --- Where nothing can be kept ----------------------------------------------------------------


def test_a_cache_that_cannot_be_written(tmp_path: Path, facts: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    ran = shown(tmp_path / "cache" / "talent", facts, "stat", "pilots", "--json")
    assert ran.code == 0
    assert json.loads(ran.out)["observations"][0]["value"] == 48
    assert len(ran.err.splitlines()) == 1
    assert "answering from memory" in ran.err


def test_no_home(tmp_path: Path, facts: Path) -> None:
    ran = shown(tmp_path / "talent", facts, "get", "pilots.value", XDG_CACHE_HOME="", HOME="none")
    assert (ran.code, ran.out) == (0, "48\n")
    assert len(ran.err.splitlines()) == 1
    assert "XDG_CACHE_HOME" in ran.err


# --- Damage -----------------------------------------------------------------------------------


def truncated(path: Path) -> None:
    """Half of the file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def cut_short(path: Path) -> None:
    """All of the file but its end."""
    path.write_bytes(path.read_bytes()[:-100])


def garbage(path: Path) -> None:
    """No database."""
    path.write_bytes(b"garbage \xff\x00" * 1000)


def emptied(path: Path) -> None:
    """Nothing."""
    path.write_bytes(b"")


def another(path: Path) -> None:
    """Somebody else's database."""
    path.unlink()
    with closing(sqlite3.connect(path)) as store:
        store.execute("CREATE TABLE meta (key, value, more)")
        store.commit()


def a_folder(path: Path) -> None:
    """A folder in the place of the file."""
    path.unlink()
    path.mkdir()


def zeros(path: Path) -> None:
    """Pages of zeros from the middle on, the beginning and the size as they were."""
    data = path.read_bytes()
    start = len(data) // 8192 * 4096
    path.write_bytes(data[:start] + bytes(len(data) - start))


def zeros_early(path: Path) -> None:
    """Zeros after the first page, which says what tables there are."""
    data = path.read_bytes()
    path.write_bytes(data[:4096] + bytes(len(data) - 4096))


DAMAGES: list[Callable[[Path], None]] = [
    truncated,
    cut_short,
    garbage,
    emptied,
    another,
    zeros,
    zeros_early,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_store_is_built_anew(
    cache: Path, facts: Path, damage: Callable[[Path], None]
) -> None:
    put(facts / "more.toml", MORE)
    path = Path(compiled(facts))
    questions = [["get", "pilots.value"], ["search", "总数", "--json"], ["stat", "--json"]]
    right = [shown(cache, facts, *question) for question in questions]
    assert [ran.code for ran in right] == [0, 0, 0]
    for question, answer in zip(questions, right, strict=True):
        damage(path)
        ran = shown(cache, facts, *question)
        assert (ran.code, ran.out) == (answer.code, answer.out)
        # A look-up need not meet the damage; what meets it says so.
        assert ran.err in ("", "talent: the compiled facts were damaged and are compiled anew\n")
    assert list(cache.iterdir()) == [path]
    damage(path)
    assert ids(facts) == ["pilots", "sailors"]
    assert is_fresh(facts)


def test_a_folder_in_the_place_of_the_store(cache: Path, facts: Path) -> None:
    a_folder(Path(compiled(facts)))
    ran = shown(cache, facts, "get", "pilots.value")
    assert (ran.code, ran.out) == (0, "48\n")
    assert len(ran.err.splitlines()) == 1


def test_cold_starts_at_once_all_answer_right(cache: Path, facts: Path) -> None:
    env = environment(cache.parent, XDG_CACHE_HOME=str(cache.parent), TALENT_NO_BUILTIN="1")
    env |= {"TALENT_FACTS": str(facts)}
    started = [
        subprocess.Popen(
            [str(TALENT), "get", "pilots.value"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=env,
        )
        for _ in range(6)
    ]
    for process in started:
        assert process.communicate(timeout=60) == (b"48\n", b"")
        assert process.returncode == 0
    assert [path.suffix for path in cache.iterdir()] == [".sqlite"]
