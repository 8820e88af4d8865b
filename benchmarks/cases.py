"""What is measured of the program itself."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import collection
from measure import (
    SLOW_BUDGET,
    Command,
    FailedError,
    Times,
    in_turn,
    ratios,
    read,
    run,
    spread,
    tried,
)
from places import Work, say
from results import TARGETS, Result, timed

COMPLETION: tuple[str, ...] | None = None
"""Arguments that ask the program for completions, once it answers to any."""

BUILTIN_ID = "professionals-total"
FLOOR = "python -c pass"
KEYS = (1, 100, 1000)
STDIN_KEYS = 10_000
COMPILE_ROUNDS = 5
PLAIN_FILES = (100, 1000)

MAIN = "import sys; from talentcli.__main__ import main; sys.exit(main())"
"""What the launcher does, for looking at the modules that it imports."""

FRESHNESS = """
import sys, time
from talentcli.store.open import fact_files
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    found = fact_files([sys.argv[1]])
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
        return f"{self.result.what} at {self.result.facts}"


class Bench:
    """The program installed in the work folder, and how thoroughly it is measured."""

    def __init__(self, work: Work, sizes: Sequence[int], rounds: int) -> None:
        self.work = work
        self.sizes = sorted(sizes)
        self.rounds = rounds
        self.floor = Command((work.talent.python, "-c", "pass"), work.env(None))

    def talent(
        self, *arguments: str, size: int | None = None, stdin: str = "", expect: Sequence[str] = ()
    ) -> Command:
        """A call of the installed program."""
        argv = (self.work.talent.script("talent"), *arguments)
        env = self.work.env(size)
        return Command(argv, env, *([stdin] if stdin else []), expect=tuple(expect))

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
        arguments = [word.replace("ID", key) for word in line.split()[1:]]
        limit = TARGETS.get(target)
        result = Result(section, f"`{line}`", size, target=limit, headline=headline)
        return Case(result, self.talent(*arguments, size=size, expect=expect))

    def group(self, cases: Sequence[Case]) -> tuple[list[Result], Times]:
        """Measure some cases in turn with the floor; return their results and all times."""
        known = {FLOOR: tried(self.floor)}
        good: dict[str, Case] = {}
        results: list[Result] = []
        for case in cases:
            say(f"  {case.name}")
            try:
                known[case.name] = tried(case.command)
                good[case.name] = case._replace(result=self.seen(case))
            except FailedError as error:
                results.append(case.result._replace(failed=str(error)))
        commands = {FLOOR: self.floor} | {name: case.command for name, case in good.items()}
        times = in_turn(commands, known, self.rounds)
        results += [timed(case.result, times[n], times[FLOOR]) for n, case in good.items()]
        return results, times

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
    if COMPLETION is not None:
        line = " ".join(("talent", *COMPLETION))
        cases.append(bench.case("Start", line, None, "completion"))
    bare = Result("Start", "`python -c pass`")
    return bench.group([Case(bare, bench.floor), *cases])[0]


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
    section, size = "Many keys in one call", bench.sizes[-1]
    cases = [key_case(bench, section, size, count) for count in KEYS]
    cases += [key_case(bench, section, size, count, stdin=True) for count in (1, STDIN_KEYS)]
    results, times = bench.group(cases)
    last = {False: KEYS[0], True: 1}
    for case, count in zip(cases, (*KEYS, 1, STDIN_KEYS), strict=True):
        by_stdin = "stdin" in case.name
        single = key_name(last[by_stdin], by_stdin)
        got = min(count, len(collection.metric_ids(size, count)))
        over, under = times.get(case.name), times.get(f"{single} at {size}")
        if got > 1 and over and under:
            marginal = [(b - a) / (got - 1) * 1000 for a, b in zip(under, over, strict=False)]
            what = f"{key_name(count, by_stdin)}: each key beyond the first"
            limit = TARGETS["key"]
            results.append(Result(section, what, size, "ms", spread(marginal), target=limit))
    return results


def key_name(count: int, stdin: bool) -> str:
    """What a call with so many keys is called."""
    keys = "1 key" if count == 1 else f"{count:,} keys"
    return (
        f"`talent stat - --json`, {keys} on stdin" if stdin else f"`talent stat … --json`, {keys}"
    )


def key_case(bench: Bench, section: str, size: int, count: int, *, stdin: bool = False) -> Case:
    """A call with so many keys, or with as many as the collection has metrics."""
    ids = collection.metric_ids(size, count)
    expect = (f'"id":"{ids[0]}"', f'"id":"{ids[-1]}"')
    result = Result(section, key_name(count, stdin), size)
    if not stdin:
        return Case(result, bench.talent("stat", *ids, "--json", size=size, expect=expect))
    path = bench.work.folder / f"keys-{size}-{count}"
    path.write_text("\n".join([*ids, ""]), "utf-8")
    return Case(
        result, bench.talent("stat", "-", "--json", size=size, stdin=str(path), expect=expect)
    )


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
    """A topic within two years, in the order of the files and by value, at every size."""
    section = "Filters"
    line = "talent stat --topic workforce --since 2015 --until 2016 --limit 20 --json"
    cases = []
    for size in bench.sizes:
        ids = collection.first_matching(size, "workforce", ("2015", "2016"), 20)
        expect = [f'"id":"{fact}"' for fact in ids]
        head = size == bench.sizes[-1]
        cases.append(bench.case(section, line, size, "filter", expect=expect, headline=head))
        cases.append(bench.case(section, f"{line} --sort -value", size, "filter"))
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
    section, last = "Compiling", collection.file_count(size) - 1
    command = bench.case(section, "talent stat ID --json", size).command
    folder, cache = bench.work.collection(size), bench.work.cache(size)
    collection.revise(folder, size, last, 0)
    memory: list[float] = []

    def cold(_: int) -> None:
        shutil.rmtree(cache, ignore_errors=True)

    def touched(number: int) -> None:
        collection.revise(folder, size, last, number + 1)

    whole[size] = repeated(command, cold, memory)
    seconds = tuple(whole[size])
    base = Result(section, "", size, rounds=len(seconds))
    big = size >= 100_000
    limit = TARGETS["compile µs"] if big else None
    yield base._replace(
        what="whole run, cold cache", unit="s", measured=spread(seconds), seconds=seconds
    )
    each = [second / size * 1e6 for second in seconds]
    yield base._replace(
        what="a fact",
        unit="µs",
        measured=spread(each),
        target=limit,
        headline=size == bench.sizes[-1],
    )
    yield base._replace(
        what="most memory (largest process)",
        unit="MiB",
        measured=spread(memory),
        target=TARGETS["compile MiB"],
    )
    tried(command)
    again = repeated(command, touched, [])
    what = f"whole run, one of {last + 2:,} files changed"
    yield base._replace(
        what=what, unit="s", measured=spread(again), seconds=tuple(again), rounds=len(again)
    )
    share = spread(ratios(again, seconds))
    yield base._replace(
        what=f"{what}: over a cold cache", unit="times", measured=share, rounds=len(again)
    )


def repeated(command: Command, before: Callable[[int], None], memory: list[float]) -> list[float]:
    """Seconds of some runs, each after something was done; adds the MiB that each held.

    Raises FailedError when a run fails.
    """
    seconds: list[float] = []
    while len(seconds) < COMPILE_ROUNDS and sum(seconds) < SLOW_BUDGET:
        before(len(seconds))
        done = run(command)
        if done.code != 0:
            raise FailedError(f"exit code {done.code}")
        seconds.append(done.seconds)
        memory.append(done.rss / 2**20)
    return seconds


def freshness(bench: Bench) -> list[Result]:
    """Looking at so many files to see that none has changed, within one process."""
    results = []
    for count in PLAIN_FILES:
        folder = bench.work.folder / "files" / str(count)
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(count):
            (folder / f"{number:04}.toml").touch()
        base = Result("Freshness", f"look at {count:,} files", unit="ms", rounds=50)
        script = ("-c", FRESHNESS, str(folder), "50", str(count))
        command = Command((bench.work.talent.python, *script), bench.work.env(None))
        done, out, err = read(command)
        if done.code != 0:
            results.append(base._replace(failed=(err.strip().splitlines() or [""])[-1]))
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
