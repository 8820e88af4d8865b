"""Two doors, one answer: what the front door says is what the commands say, to the byte."""

import io
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import MINI, environment
from talentcli.__main__ import KINDS, quick
from talentcli.cli import app
from talentcli.store import open as opening
from talentcli.store.build import open_store

HEAVY = {"typer", "rich", "json", "re", "typing", "dataclasses", "pathlib", "msgspec"}

FIELDS = ["value", "stated", "name.zh", "title.en", "aliases", "aliases.0", "note", "source", "at"]
FIELDS += ["observations", "observations.0.as_of", "measures.0.text", "unit", "current", "nothing"]

Name = tuple[str, str, str]
"""Id of a fact, its kind, a key that names it."""


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Name]]:
    """Every key of every built-in fact; the facts are compiled where both doors look."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HOME"):
            patch.setenv(name, str(tmp_path_factory.mktemp("home")))
        patch.delenv("TALENT_FACTS", raising=False)
        patch.delenv("TALENT_NO_BUILTIN", raising=False)
        # A checkout may be younger than two seconds; its files do not change under the tests.
        patch.setattr(opening, "RACY_NS", 0)
        with closing(open_store(opening.fact_folders())) as store:
            rows = store.execute("SELECT id, kind, shown FROM name ORDER BY kind, id, rank, form")
            yield rows.fetchall()


def by_the_commands(arguments: list[str]) -> tuple[int, bytes]:
    """The exit code of the commands, and the bytes that they write to stdout."""
    written = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(written, "utf-8"))
        patch.setattr(sys, "stderr", io.StringIO())
        code = app.run(arguments)
        sys.stdout.flush()
        return code, written.getvalue()


def agree(arguments: list[str]) -> bool:
    """Whether the front door answers; when it does, the commands answer the same."""
    answer = quick(arguments)
    if answer is None:
        return False
    assert by_the_commands(arguments) == (0, answer.encode())
    return True


def answered(names: list[Name], arguments: Callable[[Name], list[str]]) -> int:
    """How many keys the front door answers."""
    return sum(agree(arguments(name)) for name in names)


def command_of(kind: str) -> str | None:
    """The command that answers with facts of a kind."""
    return next((command for command, each in KINDS.items() if each == kind), None)


def test_every_key_of_every_fact(names: list[Name]) -> None:
    asked = [name for name in names if command_of(name[1])]
    assert len(asked) > 250
    count = answered(asked, lambda name: [str(command_of(name[1])), name[2], "--json"])
    # An alias that several facts share is for the commands to tell apart.
    assert count > 0.9 * len(asked)


def test_several_keys(names: list[Name]) -> None:
    pairs = [(a, b) for a, b in zip(names[::3], names[1::3], strict=False) if a[1] == b[1]]
    asked = [(command_of(a[1]), a[2], b[2]) for a, b in pairs]
    count = sum(agree([command, a, b, "--json"]) for command, a, b in asked if command)
    assert count > 50


def test_whole_records(names: list[Name]) -> None:
    assert answered(names[::2], lambda name: ["get", name[2]]) > 100


def test_bare_fields(names: list[Name]) -> None:
    ids = sorted({name[0] for name in names})
    count = sum(
        agree(["get", f"{id}.{field}"])
        for n, id in enumerate(ids)
        for field in (FIELDS[n % len(FIELDS)], FIELDS[(n + 4) % len(FIELDS)])
    )
    assert count > len(ids) / 2
    assert agree(["get", "professionals-total.value", "postdoc-stations.stated", "rencai-2021"])


def test_the_version(names: list[Name]) -> None:
    assert agree(["--version"])


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60, deadline=None)
@given(data=st.data())
def test_spellings_and_other_keys(names: list[Name], data: st.DataObject) -> None:
    _, kind, key = data.draw(st.sampled_from([name for name in names if command_of(name[1])]))
    key = data.draw(
        st.sampled_from([key.upper(), f" {key}", key[1:], key[:-1], f"{key}.value", f"《{key}》"])
    )
    agree([str(command_of(kind)), key, "--json"])
    agree(["get", key])


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["stat"],
        ["stat", "--json"],
        ["stat", "nonsense", "--json"],
        ["stat", "professionals-total", "nonsense", "--json"],
        ["stat", "professionals-t", "--json"],
        ["stat", "professionals-total"],
        ["stat", "--json", "professionals-total"],
        ["stat", "professionals-total", "--json", "--json"],
        ["stat", "-", "--json"],
        ["stat", "--", "--json"],
        ["stat", "", "--json"],
        ["stat", "\udcff", "--json"],
        ["policy", "professionals-total", "--json"],
        ["policy", "职称", "--json"],
        ["timeline", "shenzhou-13", "--json"],
        ["search", "人才", "--json"],
        ["lint", "facts", "--json"],
        ["get"],
        ["get", "-"],
        ["get", "nonsense"],
        ["get", "professionals-total.nonsense"],
        ["get", "professionals-total.\udcff"],
        ["get", "professionals-total", "--json"],
        ["get", "professionals-total.value", "--human"],
        ["--version", "--json"],
        ["--json", "--version"],
    ],
)
def test_all_else_is_left_to_the_commands(names: list[Name], arguments: list[str]) -> None:
    assert quick(arguments) is None


def test_the_front_door_sees_overlays_of_the_environment(
    names: list[Name], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALENT_FACTS", str(MINI))
    arguments = ["stat", "lumeria-professionals", "--json"]
    assert quick(arguments) is None  # not compiled yet
    code, written = by_the_commands(arguments)
    assert code == 0
    assert quick(arguments) == written.decode()
    assert agree(["stat", "lumeria-professionals", "professionals-total", "--json"])


def test_a_damaged_store_is_left_to_the_commands(
    names: list[Name], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folders = opening.fact_folders()
    with closing(open_store(folders)):
        pass
    path = Path(str(opening.store_path(folders)))
    with closing(sqlite3.connect(path)) as store:
        (page,) = store.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'name'"
        ).fetchone()
    data = bytearray(path.read_bytes())
    data[(page - 1) * 4096 : page * 4096] = bytes(4096)
    path.write_bytes(data)
    assert quick(["stat", "professionals-total", "--json"]) is None
    assert quick(["get", "professionals-total.value"]) is None
    with monkeypatch.context() as patch:
        # A store too large to be read through first: damage is mended when it is met.
        patch.setattr(opening, "CHECKED_BYTES", 0)
        assert by_the_commands(["get", "professionals-total.value"]) == (0, b"78398000\n")
    assert by_the_commands(["get", "professionals-total.value"]) == (0, b"78398000\n")
    assert quick(["get", "professionals-total.value"]) == "78398000\n"


LOADED = "import sys; sys.stderr.write(' '.join({m.partition('.')[0] for m in sys.modules}))"

MAIN = (
    "import sys; sys.argv = ['talent', *sys.argv[1:]]; from talentcli.__main__ import main; main()"
)


def loaded(home: Path, code: str, *arguments: str) -> set[str]:
    """The modules in a fresh interpreter after some code, on the facts in `home / "facts"`."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; {LOADED}", *arguments],
        capture_output=True,
        encoding="utf-8",
        env=environment(home, TALENT_NO_BUILTIN="1", TALENT_FACTS=str(home / "facts")),
        check=True,
        timeout=60,
    )
    return set(done.stderr.split())


def test_a_lookup_imports_nothing_heavy(tmp_path: Path) -> None:
    # Facts that have stood for long, so that the store of the first run is fresh for the second.
    for path in shutil.copytree(MINI, tmp_path / "facts").rglob("*.toml"):
        os.utime(path, (1_500_000_000, 1_500_000_000))
    bare = loaded(tmp_path, "pass")
    assert "typer" in loaded(tmp_path, MAIN, "get", "lumeria-professionals.value")
    for arguments in (
        ["get", "lumeria-professionals.value", "deng-ming-pupils.stated"],
        ["stat", "lumeria-professionals", "lumeria-allowance", "--json"],
        ["policy", "lamp-rules", "--json"],
        ["--version"],
    ):
        more = loaded(tmp_path, MAIN, *arguments) - bare
        assert "talentcli" in more
        assert not more & HEAVY, arguments
