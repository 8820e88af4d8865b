"""`talent timeline`: everything dated, in order of time."""

import sqlite3
from collections.abc import Iterable
from typing import Annotated

import typer

from talentcli.ask.timeline import Event, undated_events
from talentcli.ask.timeline import timeline as dated_events
from talentcli.cli.asking import OnlyKinds, chosen_kinds, opened, show_fields
from talentcli.cli.listing import Keys, answer
from talentcli.cli.options import Narrowing, Overlays, Shown
from talentcli.corpus.model import encode
from talentcli.errors import UsageError
from talentcli.show import emit
from talentcli.show.emit import Output, Reply
from talentcli.show.sheets import Sheet

Undated = Annotated[bool, typer.Option("--undated", help="Only what no source gives a date.")]

NOT_HERE = ("as_of", "min", "max", "undecided", "sort", "count_by")
"""Options on single values, on order and on counting, which a timeline has no use for."""


def timeline(
    narrowing: Narrowing,
    shown: Shown,
    overlays: Overlays,
    keys: Keys = None,
    kind: OnlyKinds = None,
    undated: Undated = False,
) -> int:
    """Events in order of time; with a key, that milestone.

    Example: talent timeline --since 2017 --until 2019
    """
    if keys:
        return answer("milestone", keys, narrowing, shown, overlays)
    for name in NOT_HERE:
        if getattr(narrowing, name):
            raise UsageError(f"--{name.replace('_', '-')} does not apply to a timeline")
    output = shown.output()
    if output.fields == ["help"]:
        return show_fields("event", output)
    store = opened(overlays)
    kinds = chosen_kinds(kind)
    if undated:
        found = list(undated_events(store, kinds=kinds, facets=narrowing.facets()))
        return emit.emit(drawn(found[: narrowing.limit], 0, (None, None), output), output)
    filters = narrowing.filters(store)
    events = dated_events(
        store,
        filters.since,
        filters.until,
        kinds=kinds,
        facets=filters.facets,
        limit=filters.limit,
    )
    if output.format in ("table", "plain", "markdown"):
        since = filters.since.first if filters.since else None
        until = filters.until.last if filters.until else None
        without = left_out(store, kinds, narrowing)
        return emit.emit(drawn(list(events), without, (since, until), output), output)
    return emit.emit(rows(events, 0, output), output)


def left_out(store: sqlite3.Connection, kinds: tuple[str, ...], narrowing: Narrowing) -> int:
    """How many events of the same choice have no date."""
    return sum(1 for _ in undated_events(store, kinds=kinds, facets=narrowing.facets()))


def rows(events: Iterable[Event], undated: int, output: Output) -> Reply:
    """Events as records, or as rows for people."""

    def sheet() -> Sheet:
        from talentcli.show.views import happened

        return happened(events, undated, output.lang)

    return Reply("event", map(encode, events), sheet)


def drawn(
    events: list[Event], undated: int, shown: tuple[int | None, int | None], output: Output
) -> Reply:
    """Events as rows, and where they have dates as a chart on a screen."""
    reply = rows(events, undated, output)

    def drawing(output: Output) -> str:
        from talentcli.show.chart import draw_timeline

        return draw_timeline(events, undated, shown, output.lang, output.cells)

    if any(event.date for event in events):
        reply.drawing = drawing
    return reply
