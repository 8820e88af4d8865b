"""`talent stat`: figures, their series, and what can be worked out from two of them."""

import sqlite3
from typing import TYPE_CHECKING, Annotated

import typer

from talentcli.cli.asking import is_list, opened, show_fields
from talentcli.cli.listing import Keys, answer
from talentcli.cli.options import Narrowing, Overlays, Shown
from talentcli.errors import UsageError
from talentcli.show import emit
from talentcli.show.emit import Output, Reply

if TYPE_CHECKING:
    from talentcli.ask.derive import Derived
    from talentcli.corpus.model import Metric
    from talentcli.show.sheets import Card, Sheet

Per = Annotated[str | None, typer.Option(metavar="KEY", help="Divided by this metric.")]
ShareOf = Annotated[str | None, typer.Option(metavar="KEY", help="As a share of this metric.")]
Growth = Annotated[bool, typer.Option("--growth", help="Growth from first to last figure.")]
Chart = Annotated[bool, typer.Option("--chart", help="Draw the series as bars.")]
Sparkline = Annotated[bool, typer.Option("--sparkline", help="Draw each series in its row.")]
Disputed = Annotated[bool, typer.Option("--disputed", help="Only what sources disagree on.")]


def stat(
    narrowing: Narrowing,
    shown: Shown,
    overlays: Overlays,
    keys: Keys = None,
    per: Per = None,
    share_of: ShareOf = None,
    growth: Growth = False,
    chart: Chart = False,
    sparkline: Sparkline = False,
    disputed: Disputed = False,
) -> int:
    """Figures: what is counted, how many, when, by which source.

    Example: talent stat professionals-total
    """
    if sum((per is not None, share_of is not None, growth, chart)) > 1:
        raise UsageError("choose one of --per, --share-of, --growth and --chart")
    if not (per or share_of or growth or chart):
        more = {"disputed": "yes"} if disputed else {}
        return answer("metric", keys, narrowing, shown, overlays, more=more, sparkline=sparkline)
    output = shown.output()
    if output.fields == ["help"]:
        return show_fields("metric" if chart else "derived", output)
    if not keys or is_list(keys):
        raise UsageError("--per, --share-of, --growth and --chart want one metric")
    store = opened(overlays)
    metric = metric_of(store, keys[0])
    if chart:
        return emit.emit(charted(metric, output), output)
    return emit.emit(worked_out(derived(store, metric, narrowing, per, share_of), output), output)


def metric_of(store: sqlite3.Connection, key: str) -> "Metric":
    """The metric that a key names. Raises UnknownKeyError or AmbiguousKeyError."""
    import msgspec

    from talentcli.ask.lookup import resolve
    from talentcli.ask.records import record
    from talentcli.corpus.model import Metric

    text = record(store, resolve(store, key, ("metric",)).id).text
    return msgspec.json.decode(text, type=Metric)


def derived(
    store: sqlite3.Connection,
    metric: "Metric",
    narrowing: Narrowing,
    per: str | None,
    share_of: str | None,
) -> "Derived":
    """What is asked for of the metric; growth is within the range of dates, if one is given.

    Raises UsageError when it cannot be worked out.
    """
    from talentcli.ask.derive import growth, ratio

    if per is not None:
        return ratio(metric, metric_of(store, per), "per")
    if share_of is not None:
        return ratio(metric, metric_of(store, share_of), "share")
    filters = narrowing.filters(store)
    return growth(metric, filters.since, filters.until)


def worked_out(found: "Derived", output: Output) -> Reply:
    """A derived figure as a reply."""
    from talentcli.corpus.model import encode

    def card() -> "Card":
        from talentcli.show.series import derived_card

        return derived_card(found, output.lang)

    def sheet() -> "Sheet":
        from talentcli.show.sheets import rows_of

        return rows_of(card())

    return Reply("derived", [encode(found)], sheet, card=card)


def charted(metric: "Metric", output: Output) -> Reply:
    """A metric as a reply that is drawn as a chart on screens, and listed in time in pipes."""
    from talentcli.corpus.model import encode

    def sheet() -> "Sheet":
        from talentcli.show.series import series_rows

        return series_rows(metric, output.lang)

    def drawing(output: Output) -> str:
        from talentcli.show.chart import draw_series

        return draw_series(metric, output.lang, output.cells)

    return Reply("metric", [encode(metric)], sheet, drawing=drawing)
