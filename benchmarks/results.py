"""What a measurement yields, and what it is held against."""

from collections.abc import Sequence
from typing import NamedTuple

from measure import Spread, milliseconds, ratios, spread

TARGETS = {
    "version": 1.2,
    "look-up": 1.75,
    "growth": 1.1,
    "key": 0.1,
    "json": 7.0,
    "help": 7.5,
    "completion": 2.0,
    "card": 9.5,
    "rows": 12.0,
    "search, front door": 2.0,
    "search": 7.5,
    "filter": 8.0,
    "compile µs": 70.0,
    "compile growth": 13.0,
    "compile MiB": 300.0,
    "fresh": 0.01,
    "eol": 0.35,
    "jq": 0.95,
    "sqlite-utils": 0.15,
}
"""The most that each may cost; without a unit, times a bare `python -c pass`."""


class Result(NamedTuple):
    """One measurement, or one that could not be made, with the reason in `failed`.

    `facts` is the size of the collection, None for the built-in facts, 0 where facts play no part.
    `door` tells whether the front door answered or the command line parser was imported, `modules`
    how many modules were. Of a peer, `measured` is our time over its time, and `peer` its own time
    as a multiple of the floor. A headline stands in the README too.
    """

    section: str
    what: str
    facts: int | None = None
    unit: str = "x"
    measured: Spread | None = None
    ms: float | None = None
    target: float | None = None
    door: str = ""
    modules: int | None = None
    rounds: int = 0
    headline: bool = False
    failed: str = ""
    seconds: tuple[float, ...] = ()
    peer: Spread | None = None

    @property
    def verdict(self) -> str:
        """Whether the target is met."""
        if self.measured is None or self.target is None:
            return ""
        return "met" if self.measured.median <= self.target else "**missed**"


def timed(base: Result, seconds: Sequence[float], floor: Sequence[float]) -> Result:
    """The result with its times as multiples of the floor's."""
    return base._replace(
        measured=spread(ratios(seconds, floor)),
        ms=milliseconds(seconds),
        rounds=len(seconds),
        seconds=tuple(round(each, 6) for each in seconds),
    )
