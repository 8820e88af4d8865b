"""Many keys in one run: all or nothing, and memory that does not grow with their number."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import TALENT, Run, environment


def most_memory(home: Path, arguments: list[str], keys: list[str]) -> int:
    """The most memory in KiB that a run held which read these keys from stdin."""
    process = subprocess.Popen(
        [str(TALENT), *arguments, "-"],
        env=environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    process.stdin.write("".join(f"{key}\n" for key in keys).encode())
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status  # it has been waited for
    assert status == 0
    return usage.ru_maxrss


@pytest.mark.skipif(sys.platform != "linux", reason="memory is told in KiB on Linux only")
@pytest.mark.parametrize("arguments", [["stat", "--json"], ["stat", "--csv"], ["get"]])
def test_memory_stays(home: Path, arguments: list[str]) -> None:
    few = most_memory(home, arguments, ["professionals-total"])
    # About 20 MB of answers.
    many = most_memory(home, arguments, ["professionals-total"] * 5000)
    assert many - few < 8 * 1024


def test_one_unknown_key_leaves_stdout_empty(run: Run) -> None:
    keys = "professionals-total\n" * 2000 + "no-such-fact-at-all\n"
    for command in ("stat", "get"):
        ran = run(command, "-", stdin=keys)
        assert (ran.code, ran.out) == (4, "")


def test_any_number_of_keys_is_answered_in_order(run: Run) -> None:
    keys = ["postdoc-stations", "professionals-total"] * 500
    found = json.loads(run("stat", "-", "--json", stdin="\n".join(keys)).out)
    assert [each["id"] for each in found] == keys
    assert json.loads(run("stat", *keys, "--json").out) == found
