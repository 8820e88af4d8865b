"""Running the real program: as installed, in a process of its own, with a home of its own."""

import os
import subprocess
import sysconfig
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
MINI = Path(__file__).parent / "facts"
TALENT = Path(sysconfig.get_path("scripts")) / "talent"

QUIET = ("TALENT_", "XDG_", "LC_", "NO_COLOR", "CLICOLOR", "COLUMNS", "LINES", "PYTHON", "TERM")
"""Variables of the developer's shell that would change what the program prints."""


class Ran(NamedTuple):
    """What a run left: exit code, stdout and stderr."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def environment(home: Path, **more: str) -> dict[str, str]:
    """An environment without the developer's settings, with its own home and UTF-8."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(QUIET) and k != "LANG"}
    return {**kept, "HOME": str(home), "LANG": "en_US.UTF-8", "PYTHONUTF8": "1", **more}


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder shared by the tests of one worker, so that facts are compiled once."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def run(home: Path) -> Run:
    """Run `talent` on the built-in facts: `run("stat", "--json")`, with `stdin` and `env`."""

    def run(
        *arguments: str,
        stdin: str = "",
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Ran:
        return run_program([str(TALENT), *arguments], environment(home, **(env or {})), stdin, cwd)

    return run


@pytest.fixture
def mini(home: Path) -> Run:
    """Run `talent` on the fictitious facts of `tests/facts` alone."""

    def run(*arguments: str, stdin: str = "", env: Mapping[str, str] | None = None) -> Ran:
        alone = {"TALENT_NO_BUILTIN": "1", "TALENT_FACTS": str(MINI), **(env or {})}
        return run_program([str(TALENT), *arguments], environment(home, **alone), stdin, None)

    return run


def run_program(
    command: Sequence[str], env: Mapping[str, str], stdin: str, cwd: Path | None
) -> Ran:
    """Run a command to its end."""
    done = subprocess.run(
        command, input=stdin, capture_output=True, encoding="utf-8", env=env, cwd=cwd, timeout=60
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --bless, which accepts what the program prints now as what it should print."""
    parser.addoption("--bless", action="store_true", help="Accept the present output as golden.")


@pytest.fixture
def bless(request: pytest.FixtureRequest) -> bool:
    """Whether golden outputs are to be rewritten."""
    return bool(request.config.getoption("--bless"))
