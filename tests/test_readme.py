"""The README's examples are real runs, in a terminal of 80 columns; --bless writes them anew."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from pathlib import Path

import pytest

from conftest import ROOT, TALENT, environment
from talentcli.cli.app import COMMANDS

README = ROOT / "README.md"

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)

COLUMNS, LINES = 80, 60


def in_terminal(command: str, home: Path) -> str:
    """What a command line shows in a terminal without colour, line ends as in files."""
    control, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    path = f"{TALENT.parent}{os.pathsep}{os.environ['PATH']}"
    env = environment(home, TERM="xterm", NO_COLOR="1", PATH=path)
    process = subprocess.Popen(
        ["bash", "-c", command],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=env,
        cwd=home,
    )
    os.close(terminal)
    shown = b""
    while chunk := read(control):
        shown += chunk
    os.close(control)
    process.wait(timeout=60)
    return shown.decode().replace("\r\n", "\n")


def read(control: int) -> bytes:
    """The next bytes from a terminal; none when its other side is closed."""
    try:
        return os.read(control, 65536)
    except OSError:
        return b""


def rerun(block: re.Match[str], home: Path) -> str:
    """A console block with what its commands show now."""
    commands = [line[2:] for line in block[1].splitlines() if line.startswith("$ ")]
    shown = "\n".join(f"$ {command}\n{in_terminal(command, home)}" for command in commands)
    return f"```console\n{shown}```"


def test_examples_are_real_runs(home: Path, bless: bool) -> None:
    written = README.read_text("utf-8")
    assert len(BLOCK.findall(written)) >= 7
    now = BLOCK.sub(lambda block: rerun(block, home), written)
    if bless:
        README.write_text(now, "utf-8")
    else:
        assert now == written, "run pytest --bless and read the difference"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_place(command: str) -> None:
    assert re.search(rf"^\$ talent {command}\b", README.read_text("utf-8"), re.MULTILINE)
