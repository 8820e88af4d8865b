"""Measure the program: start-up, look-ups, searches, compiling, at several sizes, beside peers.

    python benchmarks/run.py

README.md in this folder says what is measured and how.
"""

import argparse
import os
import sys
from pathlib import Path

import collection
import report
from cases import SECTIONS, Bench, check
from measure import FailedError
from peers import peers, versions
from places import CHECKOUT, Work, say
from results import Result

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Measure, write the report; 1 when something of ours could not be measured."""
    options = arguments()
    work = Work(options.work, fresh=options.fresh)
    try:
        results = measured(work, options)
    except FailedError as error:
        say(f"cannot measure: {error}")
        return 1
    beside = {} if options.skip_peers else versions(work.peers())
    described = report.machine(work.talent, beside)
    settings = (
        f"`--rounds {options.rounds}`, at {', '.join(f'{n:,}' for n in options.sizes)} facts"
    )
    page = report.page(results, described, settings)
    (HERE / "RESULTS.md").write_text(page, "utf-8")
    (HERE / "results.json").write_text(report.raw(results, described, settings), "utf-8")
    sys.stdout.write(page)
    return finished(results, described, options)


def finished(results: list[Result], described: dict[str, str], options: argparse.Namespace) -> int:
    """Put the short table in the README if asked, and tell what failed."""
    block = report.short(results, described)
    if options.write and not report.put_in_readme(CHECKOUT / "README.md", block):
        say(f"README.md has no {report.START} … {report.END} to write between")
        return 1
    failed = [result for result in results if result.failed and result.section != "Peers"]
    for result in failed:
        say(f"could not measure {result.what} at {report.facts(result)}: {result.failed}")
    return 1 if failed else 0


def measured(work: Work, options: argparse.Namespace) -> list[Result]:
    """Install, make the collections, measure everything. Raises FailedError."""
    say("installing the program")
    work.install()
    bench = Bench(work, options.sizes, options.rounds)
    for size in bench.sizes:
        say(f"making {size} facts")
        collection.make(work.collection(size), size)
    check(bench)
    results: list[Result] = []
    for name, section in SECTIONS.items():
        say(f"measuring {name}")
        results += section(bench)
    if not options.skip_peers:
        say("measuring peers")
        results += peers(bench)
    return results


def arguments() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description="Measure talent and write RESULTS.md.")
    parser.add_argument("--sizes", type=sizes, default=sizes("300,10000,100000,1000000"))
    parser.add_argument("--rounds", type=positive, default=20, help="rounds of every group (20)")
    parser.add_argument("--skip-peers", action="store_true", help="measure talent alone")
    parser.add_argument("--work", type=Path, default=default_work(), help="kept work folder")
    parser.add_argument("--fresh", action="store_true", help="empty the work folder first")
    parser.add_argument("--write", action="store_true", help="put the short table in README.md")
    return parser.parse_args()


def sizes(text: str) -> list[int]:
    """The numbers of a comma-separated list."""
    numbers = sorted({int(part) for part in text.split(",")})
    if numbers[0] < 100:
        raise argparse.ArgumentTypeError("a collection has at least 100 facts")
    return numbers


def positive(text: str) -> int:
    """A number of at least one."""
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def default_work() -> Path:
    """A folder outside the checkout, so that no build picks it up."""
    caches = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(caches) / "talent-benchmark"


if __name__ == "__main__":
    sys.exit(main())
