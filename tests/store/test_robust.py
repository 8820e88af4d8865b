"""Whatever becomes of the compiled facts, the answer is the one that the fact files give."""

import io
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import TALENT, Ran, environment, run_program
from talentcli.__main__ import main, quick
from talentcli.store import build
from talentcli.store.build import open_store
from talentcli.store.open import store_path

LONG_AGO = 1_500_000_000

SOURCE = """
[[source]]
id = "s"
title = { zh = "来源", en = "The source" }
grade = "A"
"""

METRIC = """
[[metric]]
id = "m-{n:04}"
name = {{ zh = "指标{n:04}", en = "Metric {n:04}" }}
topic = "workforce"
unit = "person"

  [[metric.observation]]
  value = {value}
  stated = "{value}人"
  as_of = "2019"
  source = "s"
"""

FILES = 3
KILLS = 15
KILLS_OF_REFRESHING = 6


class Place(NamedTuple):
    """A folder of facts and a cache for it."""

    facts: Path
    cache: Path

    @property
    def stores(self) -> Path:
        """The folder that compiled stores are in."""
        return self.cache / "talent"

    @property
    def env(self) -> dict[str, str]:
        """The variables that lead the program to it."""
        return {
            "TALENT_NO_BUILTIN": "1",
            "TALENT_FACTS": str(self.facts),
            "XDG_CACHE_HOME": str(self.cache),
        }

    def command(self, *arguments: str) -> tuple[list[str], dict[str, str]]:
        """The command line and the environment of a run on it."""
        return [str(TALENT), *arguments], environment(self.cache, **self.env)

    def run(self, *arguments: str) -> Ran:
        """Run the program on it."""
        command, env = self.command(*arguments)
        return run_program(command, env, "", None)

    def left(self, suffix: str) -> list[Path]:
        """The files in the folder of stores that end so."""
        there = self.stores.iterdir() if self.stores.is_dir() else ()
        return sorted(path for path in there if path.suffix == suffix)


def put(path: Path, text: str, when: float = LONG_AGO) -> None:
    """Write a file of facts, as of some time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    os.utime(path, (when, when))


def collect(folder: Path, count: int, first: int = 0) -> None:
    """Make facts in three files; `first` is the value of the first of them."""
    each = count // FILES
    put(folder / "sources.toml", SOURCE)
    for k in range(FILES):
        numbers = range(k * each, (k + 1) * each)
        values = ((n, first if n == 0 else n) for n in numbers)
        text = "".join(METRIC.format(n=n, value=value) for n, value in values)
        put(folder / f"{k}.toml", text, LONG_AGO + (first if k == 0 else 0))


# --- Killed -----------------------------------------------------------------------------------

FIRST = ["stat", "--limit", "1", "--fields", "id,value", "--format", "csv"]


def answer(value: int) -> Ran:
    """What `FIRST` says when the first value is this one."""
    return Ran(0, f"id,value\nm-0000,{value}\n", "")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, float]:
    """Three thousand facts, and how long a run takes that compiles them."""
    root = tmp_path_factory.mktemp("many")
    place = Place(root / "facts", root / "cache")
    collect(place.facts, 3000)
    started = time.monotonic()
    assert place.run(*FIRST) == answer(0)
    return place, time.monotonic() - started


def killed(place: Place, seconds: float) -> None:
    """Start the program and kill it after a while."""
    command, env = place.command(*FIRST)
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    process.wait()


def assert_whole(place: Place) -> None:
    """Every store in its place is complete."""
    for path in place.left(".sqlite"):
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
            assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert store.execute("SELECT count(*) FROM fact").fetchone() == (3001,)


@pytest.mark.parametrize("point", range(KILLS))
def test_killed_while_compiling(many: tuple[Place, float], tmp_path: Path, point: int) -> None:
    (facts, _), duration = many
    place = Place(facts, tmp_path)
    killed(place, duration * 1.1 * point / (KILLS - 1))
    assert_whole(place)
    assert len(place.left(".sqlite")) + len(place.left(".tmp")) <= 1
    assert place.run(*FIRST) == answer(0)
    assert_whole(place)
    assert len(place.left(".sqlite")) == 1


@pytest.fixture(scope="module")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Three thousand facts, compiled, for tests that change one of them."""
    root = tmp_path_factory.mktemp("changing")
    place = Place(root / "facts", root / "cache")
    collect(place.facts, 3000)
    assert place.run(*FIRST) == answer(0)
    return place


@pytest.mark.parametrize("point", range(1, KILLS_OF_REFRESHING + 1))
def test_killed_while_refreshing(many: tuple[Place, float], changing: Place, point: int) -> None:
    duration = many[1]
    collect(changing.facts, 3000, first=60 + point)
    killed(changing, duration * 1.1 * point / KILLS_OF_REFRESHING)
    assert_whole(changing)
    assert len(changing.left(".sqlite")) == 1
    assert changing.run(*FIRST) == answer(60 + point)
    assert_whole(changing)
    assert len(changing.left(".sqlite")) == 1


def test_what_killed_runs_left_is_swept_after_an_hour(tmp_path: Path) -> None:
    place = Place(tmp_path / "facts", tmp_path / "cache")
    collect(place.facts, 3)
    now = time.time()
    for name, age in {
        ".facts-old.tmp": 3700,
        ".facts-new.tmp": 3500,
        ".other.tmp": 9000,
        "facts-x.tmp": 9000,
    }.items():
        put(place.stores / name, "half", now - age)
    assert place.run(*FIRST) == answer(0)
    left = {path.name for path in place.left(".tmp")}
    assert left == {".facts-new.tmp", ".other.tmp", "facts-x.tmp"}
    collect(place.facts, 3, first=61)
    os.utime(place.stores / ".facts-new.tmp", (now - 3700, now - 3700))
    assert place.run(*FIRST) == answer(61)
    assert {path.name for path in place.left(".tmp")} == {".other.tmp", "facts-x.tmp"}


def test_twenty_cold_starts_at_once(tmp_path: Path) -> None:
    place = Place(tmp_path / "facts", tmp_path / "cache")
    collect(place.facts, 60)
    command, env = place.command("get", "m-0007.value")
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)
        for _ in range(20)
    ]
    ended = [(*process.communicate(timeout=60), process.returncode) for process in started]
    assert ended == [(b"7\n", b"", 0)] * 20
    assert len(place.left(".sqlite")) == 1
    assert place.left(".tmp") == []
    assert quick_answer(place, "get", "m-0007.value") == "7\n"


def quick_answer(place: Place, *arguments: str) -> str | None:
    """What the front door says by itself."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in place.env.items():
            patch.setenv(name, value)
        return quick(list(arguments))


# --- Damaged ----------------------------------------------------------------------------------

QUESTIONS = [
    ["stat", "m-0003", "--json"],
    ["get", "m-0005.observations"],
    ["stat", "--json"],
    ["search", "指标", "--json"],
    ["stat", "--format", "table", "--width", "80"],
]


@pytest.fixture
def small(tmp_path: Path) -> Place:
    """A few facts, compiled."""
    place = Place(tmp_path / "facts", tmp_path / "cache")
    collect(place.facts, 30)
    said(place, ["stat", "--json"])
    return place


def said(place: Place, arguments: list[str]) -> tuple[int, bytes]:
    """Exit code and stdout of a run within this process."""
    written = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**place.env, "HOME": str(place.cache), "TERM": "dumb"}.items():
            patch.setenv(name, value)
        patch.delenv("XDG_CONFIG_HOME", raising=False)
        patch.setattr(sys, "argv", ["talent", *arguments])
        patch.setattr(sys, "stdout", io.TextIOWrapper(written, "utf-8"))
        patch.setattr(sys, "stderr", io.StringIO())
        code = main()
        sys.stdout.flush()
        return code, written.getvalue()


Damage = Callable[[bytes], bytes]


def truncated(share: float) -> Damage:
    """Only the first part of the file."""
    return lambda data: data[: int(len(data) * share)]


def garbled(seed: int) -> Damage:
    """Random bytes in place of a random stretch."""

    def damage(data: bytes) -> bytes:
        chance = random.Random(seed)
        start, length = chance.randrange(len(data)), chance.choice([1, 16, 300, 5000])
        return data[:start] + chance.randbytes(length) + data[start + length :]

    return damage


def foreign(_: bytes) -> bytes:
    """Somebody else's database, with tables of the same names."""
    with closing(sqlite3.connect(":memory:")) as store:
        store.execute("CREATE TABLE meta (key, value)")
        store.execute("CREATE TABLE fact (id, json)")
        store.execute("INSERT INTO fact VALUES ('m-0003', '{}')")
        store.commit()
        return store.serialize()


DAMAGES: dict[str, Damage] = {
    "empty": lambda _: b"",
    "text": lambda _: b"Dear diary,\n" * 1000,
    "foreign": foreign,
    **{f"truncated {share}": truncated(share) for share in (0.001, 0.02, 0.5, 0.999)},
    **{f"garbled {seed}": garbled(seed) for seed in range(12)},
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_never_shows(small: Place, name: str) -> None:
    (path,) = small.left(".sqlite")
    whole = path.read_bytes()
    damage = DAMAGES[name]
    for question in QUESTIONS:
        right = said(small, question)
        assert right[0] == 0
        path.write_bytes(damage(whole))
        assert said(small, question) == right
        path.write_bytes(whole)
    assert small.left(".sqlite") == [path]
    assert small.left(".tmp") == []


def record_places(path: Path) -> list[int]:
    """Where the texts of records are in the file of a store."""
    data = path.read_bytes()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
        texts = [str(text).encode() for (text,) in store.execute("SELECT json FROM fact")]
    starts = [(data.find(text), len(text)) for text in texts]
    return [at for start, length in starts if start >= 0 for at in range(start, start + length)]


def test_a_damaged_byte_of_a_record_never_shows(small: Place) -> None:
    (path,) = small.left(".sqlite")
    whole = path.read_bytes()
    places = record_places(path)
    assert len(places) > 5000
    asked = [["stat", f"m-{n:04}", "--json"] for n in range(30)]
    asked += [["get", f"m-{n:04}.stated"] for n in range(30)]
    right = [quick_answer(small, *question) for question in asked]
    listing = said(small, QUESTIONS[2])
    chance = random.Random(1)
    for at in chance.sample(places, 30):
        data = bytearray(whole)
        data[at] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        build.seal(str(path))  # so that, as in a large store, only the record's checksum is wrong
        given = [quick_answer(small, *question) for question in asked]
        assert given.count(None) == 2  # left to the commands, which find out
        assert all(one in (None, true) for one, true in zip(given, right, strict=True))
        path.write_bytes(data)
        assert said(small, QUESTIONS[2]) == listing


@pytest.mark.parametrize("question", [["timeline", "--json"], ["--json"]])
def test_a_damaged_figure_is_in_no_overview(small: Place, question: list[str]) -> None:
    (path,) = small.left(".sqlite")
    right = said(small, question)
    data = path.read_bytes()
    assert b'"value":2,' in data
    path.write_bytes(data.replace(b'"value":2,', b'"value":9,'))
    build.seal(str(path))
    code, shown = said(small, question)
    # An answer that is written as it is read breaks off before the damage, and says so.
    assert (code, shown) == right or (code == 1 and right[1].startswith(shown.rstrip(b"]\n")))
    assert said(small, question) == right


MISLEADING = {
    "time of compiling": (b"built_ns", b"built_nz"),
    "id behind a name": (b"metricm-0007name", b"metricm-0006name"),
    "id behind an id": (b"m-0007metric", b"m-0007metrig"),
    "header": (b"SQLite format 3", b"SQLite format 4"),
    "table": (b"CREATE TABLE fact", b"CREATE TABLE fast"),
}
"""Damage outside records, where no checksum of a record tells."""


@pytest.mark.parametrize("name", MISLEADING)
def test_a_damaged_way_to_a_record_never_shows(small: Place, name: str) -> None:
    (path,) = small.left(".sqlite")
    whole = path.read_bytes()
    asked = ["m-0007", "指标0007", "Metric 0007"]
    questions = [line for key in asked for line in (["stat", key, "--json"], ["get", f"{key}.id"])]
    right = [said(small, question) for question in questions]
    old, new = MISLEADING[name]
    assert old in whole
    for question, answer in zip(questions, right, strict=True):
        path.write_bytes(whole.replace(old, new))
        assert said(small, question) == answer


def test_damage_is_not_carried_over_by_refreshing(small: Place) -> None:
    (path,) = small.left(".sqlite")
    data = path.read_bytes()
    path.write_bytes(data.replace('指标0025"'.encode(), '指标9925"'.encode()))
    assert path.read_bytes() != data
    collect(small.facts, 30, first=61)
    code, shown = said(small, ["stat", "--json"])
    assert code == 0
    assert '指标9925"'.encode() not in shown
    assert '指标0025"'.encode() in shown


# --- Nowhere to keep anything -------------------------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [
        {"XDG_CACHE_HOME": "", "HOME": "none"},
        {"XDG_CACHE_HOME": "", "HOME": os.devnull},
        {"XDG_CACHE_HOME": os.devnull},
    ],
)
@pytest.mark.parametrize(
    "arguments", [["get", "m-0005.value"], ["stat", "--limit", "2", "--json"]]
)
def test_no_place_for_a_cache(
    tmp_path: Path, more: Mapping[str, str], arguments: list[str]
) -> None:
    if os.name != "posix":
        pytest.skip("other systems keep caches elsewhere")
    place = Place(tmp_path / "facts", tmp_path / "cache")
    collect(place.facts, 30)
    right = place.run(*arguments)
    assert (right.code, right.err) == (0, "")
    command, env = place.command(*arguments)
    ran = run_program(command, {**env, **more}, "", None)
    assert (ran.code, ran.out) == (0, right.out)
    assert len(ran.err.splitlines()) == 1, ran.err
    assert ran.err.startswith("talent: ")


@pytest.mark.skipif(os.name != "posix", reason="limits files by the shell")
@pytest.mark.parametrize("blocks", [0, 1, 64])
def test_a_full_disk(tmp_path: Path, blocks: int) -> None:
    place = Place(tmp_path / "facts", tmp_path / "cache")
    collect(place.facts, 60)
    command, env = place.command("get", "m-0005.value")
    # Python itself ignores the signal, so that writing fails as on a full disk.
    limited = ["sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh", *command]
    ran = run_program(limited, {**env, "PYTHONDONTWRITEBYTECODE": "1"}, "", None)
    assert (ran.code, ran.out) == (0, "5\n")
    assert len(ran.err.splitlines()) == 1, ran.err
    assert "answering from memory" in ran.err
    assert place.left(".sqlite") == []
    assert place.left(".tmp") == []


# --- Changed under our hands --------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments", [["get", "m-0000.value"], ["stat", "m-0000", "--json"], FIRST]
)
def test_an_edit_within_one_tick_of_the_clock_is_seen(
    tmp_path: Path, arguments: list[str]
) -> None:
    place = Place(tmp_path / "facts", tmp_path / "cache")
    collect(place.facts, 3, first=48)
    path = place.facts / "0.toml"
    now = time.time_ns()
    os.utime(path, ns=(now, now))
    before = said(place, arguments)
    assert b"48" in before[1]
    text = path.read_text("utf-8")
    path.write_text(text.replace("48", "61"), "utf-8")
    os.utime(path, ns=(now, now))
    status = path.stat()
    assert (status.st_size, status.st_mtime_ns) == (len(text.encode()), now)
    after = said(place, arguments)
    assert after == (0, before[1].replace(b"48", b"61"))


def test_a_file_that_changes_while_it_is_compiled_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(tmp_path / "facts", tmp_path / "cache")
    collect(place.facts, 3, first=48)
    monkeypatch.setenv("XDG_CACHE_HOME", str(place.cache))
    path, check = place.facts / "0.toml", build.check

    def edit(store: sqlite3.Connection) -> None:
        """The last step of compiling, and an edit at that time."""
        check(store)
        text = path.read_text("utf-8").replace("48", "61")
        put(path, text, LONG_AGO + 2)

    with monkeypatch.context() as patch:
        patch.setattr(build, "check", edit)
        with closing(open_store([str(place.facts)])):
            pass
    assert Path(str(store_path([str(place.facts)]))).is_file()
    assert said(place, ["get", "m-0000.value"]) == (0, b"61\n")
