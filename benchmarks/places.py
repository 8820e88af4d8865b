"""The work folder: clean environments with the program and with its peers, caches, collections."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from measure import FailedError

CHECKOUT = Path(__file__).resolve().parent.parent
SETTLING = 3.0
"""Seconds to wait after installing: compiling trusts no file younger than two seconds."""

DROPPED = ("PYTHON", "TALENT_", "VIRTUAL_ENV", "XDG_", "LC_", "LANG", "CLICOLOR", "COLUMNS")
"""Beginnings of the variables that measured commands must not see."""


class Environment:
    """A virtual environment, made with the newest pip: older launchers start slower."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = str(folder / "bin" / "python")
        if not Path(self.python).exists():
            called(sys.executable, "-m", "venv", str(folder))
        self.pip("install", "--upgrade", "pip")

    def script(self, name: str) -> str:
        """The path of an installed command."""
        return str(self.folder / "bin" / name)

    def pip(self, *arguments: str) -> None:
        """Run this environment's pip. Raises FailedError."""
        called(self.python, "-m", "pip", "--quiet", *arguments)

    def versions(self) -> dict[str, str]:
        """Name → version of every installed package."""
        listed = called(self.python, "-m", "pip", "list", "--format", "freeze")
        pairs = (line.partition("==") for line in listed.splitlines() if "==" in line)
        return {name.lower(): version for name, _, version in pairs}


def called(*argv: str) -> str:
    """Run a command that prepares something; return its stdout. Raises FailedError."""
    done = subprocess.run(argv, env=clean(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["nothing on stderr"])[-1]
        raise FailedError(f"{Path(argv[0]).name} {' '.join(argv[1:])}: {last}")
    return done.stdout


def clean(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment without what could change a measured command."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(DROPPED)}
    return {**kept, "LC_ALL": "C.UTF-8", **(extra or {})}


class Work:
    """The work folder."""

    def __init__(self, folder: Path, *, fresh: bool) -> None:
        self.folder = folder.resolve()
        if fresh:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.talent = Environment(self.folder / "talent-env")

    def install(self) -> None:
        """Build the wheel of this checkout and install it anew, byte-compiled."""
        wheels = self.folder / "wheel"
        shutil.rmtree(wheels, ignore_errors=True)
        self.talent.pip("wheel", "--no-deps", "--wheel-dir", str(wheels), str(CHECKOUT))
        (wheel,) = wheels.glob("talentcli-*.whl")
        self.talent.pip("install", "--compile", "--upgrade", str(wheel))
        self.talent.pip("install", "--compile", "--no-deps", "--force-reinstall", str(wheel))
        shutil.rmtree(self.folder / "cache", ignore_errors=True)
        time.sleep(SETTLING)

    def peers(self) -> Environment:
        """The environment of the peers, made when first asked for."""
        return Environment(self.folder / "peers-env")

    def collection(self, size: int) -> Path:
        """The folder of a collection."""
        return self.folder / "collections" / str(size)

    def cache(self, size: int | None) -> Path:
        """The cache folder of a collection, or of the built-in facts."""
        return self.folder / "cache" / str(size or "built-in")

    def env(self, size: int | None) -> dict[str, str]:
        """The variables under which the program answers from a collection, or the built-in."""
        places = {
            "XDG_CACHE_HOME": str(self.cache(size)),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
        }
        if size is not None:
            places |= {"TALENT_NO_BUILTIN": "1", "TALENT_FACTS": str(self.collection(size))}
        return clean(places)


def say(words: str) -> None:
    """Tell on stderr what is being done."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()
