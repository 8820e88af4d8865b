"""Whole processes, timed in turn, and what the times amount to.

Times of one machine drift; ratios within one round hardly do. So commands run in turn (A B C,
A B C, …), and what counts is the median of the ratios of the single rounds.
"""

import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

SLOW_BUDGET = 60.0
"""Seconds that a command may take in all its rounds; a slow one has fewer of them."""

PATIENCE = 120.0
"""Seconds after which a command that answers a question is stopped and counts as failed."""

FLOOR = "python -c pass"
"""The command that all others are held against."""

RSS_UNIT = 1 if sys.platform == "darwin" else 1024


class FailedError(Exception):
    """A command did not do what it was asked; the message says how, in one line."""


class Command(NamedTuple):
    """A process to run: how it is called, its stdin, and what its stdout must hold."""

    argv: tuple[str, ...]
    env: Mapping[str, str]
    stdin: str = os.devnull
    expect: tuple[str, ...] = ()


class Run(NamedTuple):
    """One run: wall time, the most memory it held (of its largest process), its exit code."""

    seconds: float
    rss: int
    code: int


class Spread(NamedTuple):
    """A median with the quartiles around it."""

    median: float
    low: float
    high: float


Times = dict[str, list[float]]
"""Name of a command → seconds of each round that it ran in."""


def run(
    command: Command,
    stdout: str = os.devnull,
    stderr: str = os.devnull,
    patience: float = PATIENCE,
) -> Run:
    """Run a command once; it is killed when patience ends."""
    write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    files = [
        (os.POSIX_SPAWN_OPEN, 0, command.stdin, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, stdout, write, 0o600),
        (os.POSIX_SPAWN_OPEN, 2, stderr, write, 0o600),
    ]
    start = time.perf_counter()
    pid = os.posix_spawn(command.argv[0], command.argv, command.env, file_actions=files)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(pid, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, patience)
    _, status, usage = os.wait4(pid, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    seconds = time.perf_counter() - start
    return Run(seconds, usage.ru_maxrss * RSS_UNIT, os.waitstatus_to_exitcode(status))


def read(command: Command) -> tuple[Run, str, str]:
    """Run a command once; return the run, its stdout and its stderr."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = os.path.join(folder, "out"), os.path.join(folder, "err")
        done = run(command, out, err)
        texts = []
        for path in (out, err):
            with open(path, encoding="utf-8", errors="replace") as file:
                texts.append(file.read())
    return done, texts[0], texts[1]


def tried(command: Command) -> float:
    """Run a command to warm it up and see that it answers; return its seconds.

    Raises FailedError when it fails or when its stdout lacks what it must hold.
    """
    done, out, err = read(command)
    if done.code != 0:
        raise FailedError(reason(done, err))
    for wanted in command.expect:
        if wanted not in out:
            raise FailedError(f"the answer lacks {wanted}")
    return done.seconds


def reason(done: Run, err: str) -> str:
    """Why a run failed, in one line."""
    if done.code == -signal.SIGKILL:
        return f"stopped after {done.seconds:.0f} s"
    last = (err.strip().splitlines() or ["nothing on stderr"])[-1]
    return f"exit code {done.code}: {last[:160]}"


def in_turn(commands: Mapping[str, Command], seconds: Mapping[str, float], rounds: int) -> Times:
    """Run the commands in turn; `seconds` tells how long each is known to take.

    Every round has all commands but the slow ones, which take part in the first rounds only.
    """
    share = {name: max(1, int(SLOW_BUDGET / seconds[name])) for name in commands}
    times: Times = {name: [] for name in commands}
    for number in range(rounds):
        for name, command in commands.items():
            if number < share[name]:
                times[name].append(run(command).seconds)
    return times


def ratios(over: Sequence[float], under: Sequence[float]) -> list[float]:
    """The ratios of the rounds in which both ran."""
    return [a / b for a, b in zip(over, under, strict=False)]


def spread(values: Sequence[float]) -> Spread:
    """Median and quartiles."""
    if len(values) == 1:
        return Spread(values[0], values[0], values[0])
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(median, low, high)


def milliseconds(seconds: Sequence[float]) -> float:
    """The median in milliseconds."""
    return statistics.median(seconds) * 1000
