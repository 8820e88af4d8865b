"""The results as tables: all of them, a short one for the README, and the raw figures."""

import json
import os
import platform
import sqlite3
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from measure import Spread
from places import Environment
from results import Result

START, END = "<!-- benchmark -->", "<!-- /benchmark -->"
SHORT_HEAD = ("Asked", "Facts", "ms", "Times `python -c pass`")
HEAD = ("What", "Facts", "Measured", "Quartiles", "ms", "Target", "Met?", "Answered by", "Runs")
PEER_HEAD = (
    "Peer",
    "Facts",
    "Our time over its",
    "Quartiles",
    "Its ms",
    "Its x",
    "Target",
    "Met?",
)
OURS = ("talentcli", "typer", "rich", "msgspec", "tomli")

METHOD = """\
Whole processes, run in turn. *x* is the time over that of `python -c pass`, of the same clean
virtual environment and in the same round: the median over the rounds, with the quartiles beside
it. Milliseconds are medians, for scale only. A target is the most that the median may be. *Facts*
is the size of a made-up collection that stands alone, or the built-in facts. *Answered by* tells
whether the front door answered or the command line parser (Typer) was loaded, and how many modules
were imported. [README.md](README.md) says how it is done."""


def machine(where: Environment, peers: dict[str, str]) -> dict[str, str]:
    """What the figures were measured on, without names of hosts or folders."""
    versions = where.versions()
    described = {
        "CPU": f"{cpu()}, {os.cpu_count()} cores",
        "memory": memory(),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": f"{platform.python_version()}, {build()}",
        "SQLite": sqlite3.sqlite_version,
        "pip": versions.get("pip", "unknown"),
        "packages": ", ".join(f"{name} {versions.get(name, 'unknown')}" for name in OURS),
    }
    if peers:
        described["peers"] = ", ".join(f"{name} {version}" for name, version in peers.items())
    return described


def build() -> str:
    """How the interpreter was built: a plain build starts a fifth slower than an optimised one."""
    if sys.base_prefix == "/usr":
        return "the distribution's build"
    asked = str(sysconfig.get_config_var("CONFIG_ARGS"))
    return "an optimised build" if "--enable-optimizations" in asked else "a plain build"


def cpu() -> str:
    """The model of the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else "unknown"


def memory() -> str:
    """The size of the memory."""
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"


def page(results: Sequence[Result], described: dict[str, str], settings: str) -> str:
    """The whole report."""
    parts = ["# Benchmark", METHOD, f"Measured with {settings}."]
    parts.append("\n".join(f"- {name}: {value}" for name, value in described.items()))
    for section in dict.fromkeys(result.section for result in results):
        rows = [result for result in results if result.section == section]
        parts += [f"## {section}", peer_table(rows) if section == "Peers" else full_table(rows)]
    return "\n\n".join(parts) + "\n"


def full_table(results: Iterable[Result]) -> str:
    """Every result of a section."""
    rows = (
        (
            result.what,
            facts(result),
            value(result.measured, result.unit) or result.failed,
            quartiles(result.measured),
            milliseconds(result),
            target(result),
            result.verdict,
            door(result),
            str(result.rounds or ""),
        )
        for result in results
    )
    return table(HEAD, rows)


def peer_table(results: Iterable[Result]) -> str:
    """What the peers take, and our time as a share of theirs."""
    return table(PEER_HEAD, map(peer_row, results))


def peer_row(result: Result) -> tuple[str, ...]:
    """A peer's row; our own stands among them without a share."""
    ours = result.unit == "x"
    share = None if ours else result.measured
    own = result.measured if ours else result.peer
    return (
        result.what,
        facts(result),
        figure(share.median) if share else result.failed,
        quartiles(share),
        milliseconds(result),
        figure(own.median) if own else "",
        target(result),
        result.verdict,
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines
    )


def facts(result: Result) -> str:
    """The size of the collection."""
    if result.facts is None:
        return "built-in"
    return f"{result.facts:,}" if result.facts else ""


def value(measured: Spread | None, unit: str) -> str:
    """A median with its unit."""
    return f"{figure(measured.median)} {unit}" if measured else ""


def figure(number: float) -> str:
    """A number to about three digits."""
    if abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.2f}" if abs(number) >= 1 else f"{number:.3f}"


def quartiles(measured: Spread | None) -> str:
    """The spread."""
    return f"{figure(measured.low)} – {figure(measured.high)}" if measured else ""


def milliseconds(result: Result) -> str:
    """The median time of a whole process."""
    return "" if result.ms is None else f"{result.ms:,.1f}"


def target(result: Result) -> str:
    """The most that the median may be."""
    return "" if result.target is None else f"≤ {result.target:g}"


def door(result: Result) -> str:
    """Who answered, and how many modules that took."""
    return f"{result.door}, {result.modules} modules" if result.door else ""


def short(results: Iterable[Result], described: dict[str, str]) -> str:
    """The block for the README."""
    rows = [row for result in results if result.headline for row in short_rows(result)]
    told = f"Python {described['Python']}, SQLite {described['SQLite']}, {described['CPU']}"
    return f"{table(SHORT_HEAD, rows)}\n\n{told}."


def short_rows(result: Result) -> Iterator[tuple[str, ...]]:
    """The row of a headline; none for what could not be measured."""
    if result.measured is None:
        return
    own = result.peer or result.measured
    if result.unit == "x" or result.peer:
        yield result.what, facts(result), milliseconds(result), figure(own.median)
    else:
        what = f"{result.section}: {result.what}"
        yield what, facts(result), "", value(own, result.unit)


def put_in_readme(path: Path, block: str) -> bool:
    """Put the block between its markers; False when they are not there."""
    text = path.read_text("utf-8")
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        return False
    path.write_text(f"{before}{START}\n{block}\n{END}{after}", "utf-8")
    return True


def raw(results: Sequence[Result], described: dict[str, str], settings: str) -> str:
    """Everything measured, as JSON."""
    rows = [
        {
            **result._asdict(),
            "measured": result.measured and result.measured._asdict(),
            "peer": result.peer and result.peer._asdict(),
        }
        for result in results
    ]
    whole = {"machine": described, "settings": settings, "results": rows}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
