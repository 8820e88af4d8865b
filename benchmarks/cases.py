"""What is measured of the program itself."""

import os
import shlex
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import collection
from measure import (
    FLOOR,
    SLOW_BUDGET,
    Command,
    FailedError,
    Run,
    Times,
    in_turn,
    ratios,
    read,
    reason,
    run,
    spread,
    tried,
)
from places import Work, say
from results import TARGETS, Result, timed

BUILTIN_ID = "professionals-total"
KEYS = (1, 100, 1000)
STDIN_KEYS = (1, 10_000)
COMPILE_ROUNDS = 5
COMPILE_PATIENCE = 1800.0
PLAIN_FILES = (100, 1000)

MAIN = "import sys; from talentcli.__main__ import main; sys.exit(main())"
"""What the launcher does, for looking at the modules that it imports."""

FRESHNESS = """
import sys, time
from talentcli.store.open import fact_files
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    found = fact_files(sys.argv[1])
    print(time.perf_counter() - start)
assert len(found) == int(sys.argv[3])
"""


class Case(NamedTuple):
    """A command to measure and what is known of its result beforehand."""

    result: Result
    command: Command

    @property
    def name(self) -> str:
        """What tells it from the others of its group."""
        return f"{self.result.what} at {self.result.facts or 'built-in'}"


class Bench:
    """The program installed in the work folder, and how thoroughly it is measured."""

    def __init__(self, work: Work, sizes: Sequence[int], rounds: int) -> None:
        self.work = work
        self.sizes = sorted(sizes)
        self.rounds = rounds
        self.floor = Command((work.talent.python, "-c", "pass"), work.env(None))

    def talent(
        self,
        *arguments: str,
        size: int | None = None,
        stdin: str = os.devnull,
        expect: Sequence[str] = (),
    ) -> Command:
        """A call of the installed program."""
        argv = (self.work.talent.script("talent"), *arguments)
        return Command(argv, self.work.env(size), stdin, tuple(expect))

    def case(
        self,
        section: str,
        line: str,
        size: int | None,
        target: str = "",
        *,
        expect: Sequence[str] = (),
        headline: bool = False,
    ) -> Case:
        """A case from a command line as it is typed; ID stands for an id of the collection."""
        key = BUILTIN_ID if size is None else collection.middle_id(size)
        arguments = [word.replace("ID", key) for word in shlex.split(line)[1:]]
        limit = TARGETS.get(target)
        result = Result(section, f"`{line}`", size, target=limit, headline=headline)
        return Case(result, self.talent(*arguments, size=size, expect=expect))

    def group(self, cases: Sequence[Case]) -> tuple[list[Result], Times]:
        """Measure some cases in turn with the floor; return their results and all times."""
        known = {FLOOR: tried(self.floor)}
        results: dict[str, Result] = {}
        commands = {FLOOR: self.floor}
        for case in cases:
            say(f"  {case.name}")
            try:
                known[case.name] = tried(case.command)
                results[case.name] = self.seen(case)
                commands[case.name] = case.command
            except FailedError as error:
                results[case.name] = case.result._replace(failed=str(error))
        times = in_turn(commands, known, self.rounds)
        for name in commands.keys() & results.keys():
            results[name] = timed(results[name], times[name], times[FLOOR])
        return list(results.values()), times

    def seen(self, case: Case) -> Result:
        """The result with what the command imports: the parser or not, and how many modules."""
        command = case.command
        if command.argv[0] != self.work.talent.script("talent"):
            return case.result
        argv = (self.work.talent.python, "-X", "importtime", "-c", MAIN, *command.argv[1:])
        _, _, err = read(command._replace(argv=argv))
        lines = [line for line in err.splitlines() if line.startswith("import time:")]
        modules = {line.rpartition("|")[2].strip() for line in lines[1:]}
        door = "Typer" if "typer" in modules else "front door"
        return case.result._replace(door=door, modules=len(modules))


def start(bench: Bench) -> list[Result]:
    """The program's own start: version, help, completion."""
    cases = [
        bench.case("Start", "talent --version", None, "version", headline=True),
        bench.case("Start", "talent --help", None, "help", headline=True),
        bench.case("Start", "talent", None),
    ]
    line = "talent --complete profile ''"
    cases.append(bench.case("Start", line, None, "completion", headline=True))
    bare = Case(Result("Start", f"`{FLOOR}`"), bench.floor)
    results, _ = bench.group([bare, *cases])
    return [result._replace(facts=0) for result in results]


def look_ups(bench: Bench) -> list[Result]:
    """One fact by its id, whole and one field, at every size."""
    section = "Look-ups"
    whole, field = "talent stat ID --json", "talent get ID.value"
    cases = []
    for size in (None, *bench.sizes):
        head = size in (None, bench.sizes[-1])
        cases.append(bench.case(section, whole, size, "look-up", headline=head))
        cases.append(bench.case(section, field, size, "look-up"))
    results, times = bench.group(cases)
    small, large = bench.sizes[0], bench.sizes[-1]
    for line in (whole, field):
        under, over = times.get(f"`{line}` at {small}"), times.get(f"`{line}` at {large}")
        if under and over and small < large:
            what = f"`{line}`: over that at {small:,} facts"
            measured, limit = spread(ratios(over, under)), TARGETS["growth"]
            results.append(Result(section, what, large, "times", measured, target=limit))
    return results


def many_keys(bench: Bench) -> list[Result]:
    """Many keys in one call, as arguments and from stdin, at the largest size."""
    size = bench.sizes[-1]
    asked = [(count, False) for count in KEYS] + [(count, True) for count in STDIN_KEYS]
    cases = [key_case(bench, size, count, stdin) for count, stdin in asked]
    results, times = bench.group(cases)
    singles = {False: cases[0], True: cases[len(KEYS)]}
    for case, (count, stdin) in zip(cases, asked, strict=True):
        more = len(collection.metric_ids(size, count)) - 1
        over, under = times.get(case.name), times.get(singles[stdin].name)
        if more and over and under:
            what = f"{case.result.what}: each key beyond the first"
            each = spread([(b - a) / more * 1000 for a, b in zip(under, over, strict=False)])
            rounds, limit = min(len(over), len(under)), TARGETS["key"]
            base = case.result._replace(what=what, unit="ms", rounds=rounds)
            results.append(base._replace(measured=each, target=limit))
    return results


def key_case(bench: Bench, size: int, count: int, stdin: bool) -> Case:
    """A call with so many keys, or with as many as the collection has metrics."""
    ids = collection.metric_ids(size, count)
    expect = (f'"id":"{ids[0]}"', f'"id":"{ids[-1]}"')
    given = f"{len(ids):,} key{'s' if len(ids) > 1 else ''}"
    path = os.devnull
    if stdin:
        path = str(bench.work.folder / f"keys-{size}-{count}")
        Path(path).write_text("\n".join([*ids, ""]), "utf-8")
    arguments = ["-"] if stdin else ids
    command = bench.talent("stat", *arguments, "--json", size=size, stdin=path, expect=expect)
    line = f"`talent stat {'-' if stdin else '…'} --json`, {given}"
    return Case(Result("Many keys in one call", line, size), command)


def listings(bench: Bench) -> list[Result]:
    """Listings as JSON, and screens."""
    section = "Listings and screens"
    small, large = bench.sizes[0], bench.sizes[-1]
    line = "talent stat --topic workforce --limit 20 --json"
    cases = [
        bench.case(section, line, size, "json", headline=size is None)
        for size in (None, *bench.sizes)
    ]
    for size in (None, large):
        card = "talent stat ID --format table"
        cases.append(bench.case(section, card, size, "card", headline=size is None))
    for size in (small, large):
        rows = "talent stat --limit 50 --format table"
        cases.append(bench.case(section, rows, size, "rows", headline=size == small))
    return bench.group(cases)[0]


def search(bench: Bench) -> list[Result]:
    """The first hits of a word of two characters, at every size."""
    line = "talent search 人才 --limit 20 --json"
    cases = [
        bench.case("Search", line, size, "search", headline=size == bench.sizes[-1])
        for size in (None, *bench.sizes)
    ]
    results = bench.group(cases)[0]
    quick = TARGETS["search, front door"]
    return [r._replace(target=quick) if r.door == "front door" else r for r in results]


def filters(bench: Bench) -> list[Result]:
    """A topic within two years, in order and by value; policies by place; at every size."""
    section = "Filters"
    line = "talent stat --topic workforce --since 2015 --until 2016 --limit 20 --json"
    cases = []
    for size in bench.sizes:
        ids = collection.first_matching(size, "workforce", ("2015", "2016"), 20)
        expect = [f'"id":"{fact}"' for fact in ids]
        head = size == bench.sizes[-1]
        cases.append(bench.case(section, line, size, "filter", expect=expect, headline=head))
        cases.append(bench.case(section, f"{line} --sort -value", size))
        grouped = "talent policy --count-by region --json"
        cases.append(bench.case(section, grouped, size, "filter", headline=head))
    return bench.group(cases)[0]


def compiling(bench: Bench) -> list[Result]:
    """Compiling each collection from nothing, and again after one file changed."""
    results: list[Result] = []
    whole: dict[int, list[float]] = {}
    for size in bench.sizes:
        say(f"  compiling {size}")
        try:
            results += compiled(bench, size, whole)
        except FailedError as error:
            failed = Result("Compiling", "whole run, cold cache", size, failed=str(error))
            results.append(failed)
    for a, b in zip(bench.sizes, bench.sizes[1:], strict=False):
        if a in whole and b in whole and a >= 10_000:
            measured = spread(ratios(whole[b], whole[a]))
            what = f"whole run: over that at {a:,} facts"
            limit = TARGETS["compile growth"] if b == 10 * a else None
            results.append(Result("Compiling", what, b, "times", measured, target=limit))
    return results


def compiled(bench: Bench, size: int, whole: dict[int, list[float]]) -> Iterator[Result]:
    """The results of one collection; its times from nothing are kept in `whole`."""
    command = bench.case("Compiling", "talent stat ID --json", size).command
    folder, cache = bench.work.collection(size), bench.work.cache(size)
    last = collection.file_count(size) - 1
    collection.revise(folder, size, last, 0)

    def forget(_: int) -> None:
        shutil.rmtree(cache, ignore_errors=True)

    def change(number: int) -> None:
        collection.revise(folder, size, last, number + 1)

    cold = repeated(command, forget)
    whole[size] = [each.seconds for each in cold]
    yield from from_nothing(cold, size, headline=size == bench.sizes[-1])
    tried(command)
    again = [each.seconds for each in repeated(command, change)]
    what = f"whole run, one of {last + 2:,} files changed"
    yield compile_result(what, size, "s", again)
    yield compile_result(f"{what}: over a cold cache", size, "times", ratios(again, whole[size]))


def from_nothing(runs: Sequence[Run], size: int, *, headline: bool) -> Iterator[Result]:
    """What compiling from nothing costs; the price of a fact counts where start-up does not."""
    seconds = [each.seconds for each in runs]
    yield compile_result("whole run, cold cache", size, "s", seconds)
    fact = compile_result("a fact", size, "µs", [each / size * 1e6 for each in seconds])
    limit = TARGETS["compile µs"] if size >= 100_000 else None
    yield fact._replace(target=limit, headline=headline)
    memory = [each.rss / 2**20 for each in runs]
    most = compile_result("most memory of a process", size, "MiB", memory)
    yield most._replace(target=TARGETS["compile MiB"], headline=headline)


def compile_result(what: str, size: int, unit: str, values: Sequence[float]) -> Result:
    """A result from one value a run."""
    seconds = tuple(values) if unit == "s" else ()
    measured = spread(values)
    return Result("Compiling", what, size, unit, measured, rounds=len(values), seconds=seconds)


def repeated(command: Command, before: Callable[[int], None]) -> list[Run]:
    """Some runs, each after something was done. Raises FailedError when one fails."""
    runs: list[Run] = []
    while len(runs) < COMPILE_ROUNDS and sum(each.seconds for each in runs) < SLOW_BUDGET:
        before(len(runs))
        runs.append(run(command, patience=COMPILE_PATIENCE))
        if runs[-1].code != 0:
            raise FailedError(reason(runs[-1], "see `talent lint`"))
    return runs


def freshness(bench: Bench) -> list[Result]:
    """Looking at so many files to see that none has changed, within one process."""
    results = []
    for count in PLAIN_FILES:
        folder = bench.work.folder / "files" / str(count)
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(count):
            (folder / f"{number:04}.toml").touch()
        base = Result("Freshness", f"look at {count:,} files", 0, "ms", rounds=50)
        script = ("-c", FRESHNESS, str(folder), "50", str(count))
        command = Command((bench.work.talent.python, *script), bench.work.env(None))
        done, out, err = read(command)
        if done.code != 0:
            results.append(base._replace(failed=reason(done, err)))
            continue
        measured = spread([float(line) * 1000 for line in out.split()])
        results.append(base._replace(measured=measured, target=TARGETS["fresh"] * count))
    return results


SECTIONS: dict[str, Callable[[Bench], list[Result]]] = {
    "compiling": compiling,
    "start": start,
    "look-ups": look_ups,
    "many keys": many_keys,
    "listings and screens": listings,
    "search": search,
    "filters": filters,
    "freshness": freshness,
}
"""In the order in which they are measured: compiling leaves the stores that the others ask."""


def check(bench: Bench) -> None:
    """See that `talent lint` has nothing against a collection. Raises FailedError."""
    size = bench.sizes[0]
    if size <= 10_000:
        tried(bench.talent("lint", str(bench.work.collection(size)), size=size))
