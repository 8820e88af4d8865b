"""What each kind of run imports, counted: no noise, unlike time, and most of what a run costs."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from importlib.metadata import version

import pytest

from conftest import ROOT, environment

FRONT_DOOR = {
    *("typer", "rich", "json", "re", "typing", "dataclasses", "pathlib", "msgspec", "argparse"),
    *("enum", "inspect", "tomli", "difflib", "importlib.metadata", "contextlib", "tempfile"),
    *("shutil", "subprocess", "decimal", "fractions", "random", "urllib.parse"),
    *("talentcli.cli.app", "talentcli.store.build", "talentcli.corpus.model"),
}
"""What a look-up can do without: each of these costs a good part of a whole run or more."""

BY_TYPER = {"rich", "msgspec", "tomli", "json", "dataclasses", "decimal"}
LISTED = BY_TYPER | {"tempfile", "talentcli.store.build", "talentcli.corpus.model"}
SEARCHED = {"rich", "tomli", "dataclasses", "tempfile", "talentcli.store.build"}
DRAWN = {
    "rich.console",
    "rich.table",
    "tomli",
    "tempfile",
    "pygments",
    "markdown_it",
    "rich.markdown",
}
DRAWN |= {"talentcli.store.build"}

PATHS: dict[str, tuple[list[str], int, set[str]]] = {
    "version": (["--version"], 5, FRONT_DOOR | {"sqlite3", "unicodedata"}),
    "look-up": (["stat", "professionals-total", "--json"], 31, FRONT_DOOR),
    "look-ups": (["stat", "professionals-total", "postdoc-stations", "--json"], 31, FRONT_DOOR),
    "value": (["get", "professionals-total.value"], 31, FRONT_DOOR),
    "completion": (["--complete", "profile", ""], 34, FRONT_DOOR),
    "listing": (["stat", "--json"], 135, LISTED),
    "search": (["search", "人才", "--json"], 154, SEARCHED),
    "help": (["--help"], 124, LISTED),
    "command help": (["stat", "--help"], 136, LISTED),
    "one record": (["stat", "professionals-total", "--format", "table"], 173, DRAWN),
    "table": (["policy", "--format", "table"], 170, DRAWN),
}
"""Path → its command line, how many modules it imports, and those that it must not.

A number that changed is to be changed here too, knowingly: 100 modules are about one and a half
times the start of a bare interpreter.
"""

COUNTED_WITH = {"python": "3.11", "typer": "0.28", "rich": "15.0", "msgspec": "0.22"}
"""What the numbers hold for; elsewhere only what must not be imported is checked."""

PROBE = """
import site, sys
sys.path += sys.argv.pop(1).split("|")
before = set(sys.modules)
from talentcli.__main__ import main
code = main()
sys.stdout.flush()
sys.stderr.write("\\n".join(sys.modules.keys() - before))
sys.exit(code)
"""
"""Runs the program and tells what it imported beyond what every interpreter has."""


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a home that has the facts compiled, from files long unchanged."""
    home = tmp_path_factory.mktemp("home")
    for path in shutil.copytree(ROOT / "facts", home / "facts").rglob("*.toml"):
        os.utime(path, (1_500_000_000, 1_500_000_000))
    env = environment(home, TALENT_NO_BUILTIN="1", TALENT_FACTS=str(home / "facts"))
    imported(["stat", "--json"], env)
    return env


def imported(arguments: Sequence[str], env: dict[str, str]) -> set[str]:
    """The modules that a run imports in an interpreter without the `.pth` files of this one."""
    paths = [str(ROOT / "src"), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    done = subprocess.run(
        [sys.executable, "-S", "-c", PROBE, "|".join(dict.fromkeys(paths)), *arguments],
        capture_output=True,
        encoding="utf-8",
        env=env,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
    return set(done.stderr.split())


def installed() -> dict[str, str]:
    """What is in use here of what the numbers depend on."""
    found = {"python": "{}.{}".format(*sys.version_info)}
    names = [name for name in COUNTED_WITH if name != "python"]
    return found | {name: ".".join(version(name).split(".")[:2]) for name in names}


@pytest.mark.parametrize("path", PATHS)
def test_imports(path: str, warm: dict[str, str]) -> None:
    arguments, count, forbidden = PATHS[path]
    modules = imported(arguments, warm)
    assert sorted(modules & forbidden) == []
    if installed() == COUNTED_WITH and sys.platform == "linux":
        assert len(modules) == count, sorted(modules)
