"""The commands that list one kind of fact, or answer with the facts that keys name."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from talentcli.ask.exact import exact
from talentcli.ask.lookup import resolve
from talentcli.ask.records import Answer, figures_about, record
from talentcli.ask.select import Filters, select, spelled
from talentcli.cli.asking import given_keys, is_list, opened, show_fields, spooled
from talentcli.cli.options import Narrowing, Overlays, Shown
from talentcli.errors import UsageError, warn
from talentcli.show import emit
from talentcli.show.emit import Output, Reply
from talentcli.show.sheets import Card, Sheet

if TYPE_CHECKING:
    from talentcli.corpus.model import Kind

GROUPED_BY = {"metric": "topic", "policy": "theme", "programme": "topic"}
"""Kind → the facet whose words list it: `talent policy 职称` lists the policies on titles."""

Keys = Annotated[
    list[str] | None,
    typer.Argument(metavar="[KEY]...", help="Ids, names or aliases; - reads keys from stdin."),
]


def policy(narrowing: Narrowing, shown: Shown, overlays: Overlays, keys: Keys = None) -> int:
    """Policies: documents and what they do.

    A theme such as 职称 lists its policies.

    Example: talent policy 职称
    """
    return answer("policy", keys, narrowing, shown, overlays)


def qualification(
    narrowing: Narrowing, shown: Shown, overlays: Overlays, keys: Keys = None
) -> int:
    """Vocational qualifications and whether they stand.

    Example: talent qualification 房地产经纪人
    """
    return answer("qualification", keys, narrowing, shown, overlays)


def profile(narrowing: Narrowing, shown: Shown, overlays: Overlays, keys: Keys = None) -> int:
    """Exemplar experts: role, achievements, honours, figures.

    Example: talent profile 张作义
    """
    return answer("expert", keys, narrowing, shown, overlays)


def programme(narrowing: Narrowing, shown: Shown, overlays: Overlays, keys: Keys = None) -> int:
    """Programmes, platforms and services for talent.

    Example: talent programme --region 重庆
    """
    return answer("programme", keys, narrowing, shown, overlays)


Summary = Annotated[bool, typer.Option("--summary", help="Count facts by kind and grade.")]


def source(
    narrowing: Narrowing,
    shown: Shown,
    overlays: Overlays,
    keys: Keys = None,
    summary: Summary = False,
) -> int:
    """Sources: the documents that facts rest on.

    Example: talent source rencai-2021
    """
    if summary:
        return summarised(shown.output(), overlays)
    return answer("source", keys, narrowing, shown, overlays)


def summarised(output: Output, overlays: Overlays) -> int:
    """Write the counts of facts and statements by kind and grade."""
    if output.fields == ["help"]:
        return show_fields("count", output)
    from talentcli.ask.summary import summary
    from talentcli.corpus.model import encode

    counts = summary(opened(overlays))

    def sheet() -> Sheet:
        from talentcli.show.views import summary_rows

        return summary_rows(counts, output.lang)

    return emit.emit(Reply("count", map(encode, counts), sheet), output)


def answer(
    kind: "Kind",
    keys: list[str] | None,
    narrowing: Narrowing,
    shown: Shown,
    overlays: Overlays,
    *,
    more: Mapping[str, str] | None = None,
    sparkline: bool = False,
) -> int:
    """List the kind under the filters, or answer with the facts that the keys name.

    `more` are words of facets to filter by besides; `sparkline` draws each series in its row.
    """
    output = shown.output()
    if output.fields == ["help"]:
        return show_fields(kind, output)
    store = opened(overlays)
    filters = narrowing.filters(store)
    filters = filters._replace(facets={**filters.facets, **(more or {})})
    output.sparkline = sparkline
    if keys and not is_list(keys) and (facet := group(store, kind, keys[0])):
        filters = filters._replace(facets={**filters.facets, facet: keys[0]})
        keys = None
    if not keys and narrowing.count_by is not None:
        return tallied(store, kind, filters, narrowing.count_by, output)
    if not keys:
        return listed(store, kind, filters, output)
    if more or not narrowing.is_empty():
        raise UsageError("filters narrow a listing; leave them out where keys name the facts")
    found = (record(store, resolve(store, key, (kind,)).id) for key in given_keys(keys))
    if is_list(keys):
        output.rows = None
        answers = map(Answer, spooled(answer.text for answer in found))
        return emit.emit(rows(kind, answers, output), output)
    return emit.emit(one(store, kind, next(found), output), output)


def tallied(
    store: sqlite3.Connection, kind: "Kind", filters: Filters, facet: str, output: Output
) -> int:
    """Write how many facts each word of a facet has.

    Raises UsageError for filters on values, and for an order, which a count has no use for.
    """
    if filters.bounded or filters.undecided or filters.sort:
        raise UsageError("--count-by counts facts: leave out --min, --max, --undecided and --sort")
    from talentcli.ask.summary import tally
    from talentcli.corpus.model import encode

    found = tally(store, kind, filters, facet)

    def sheet() -> Sheet:
        from talentcli.show.views import tally_rows

        return tally_rows(found, facet, output.lang)

    return emit.emit(Reply("tally", map(encode, found), sheet), output)


def group(store: sqlite3.Connection, kind: "Kind", name: str) -> str | None:
    """The facet that lists the kind by this word, where the word is not a fact's own key."""
    facet = GROUPED_BY.get(kind)
    if facet is None or exact(store, name, (kind,)) or not spelled(store, (kind,), facet, name):
        return None
    return facet


def listed(store: sqlite3.Connection, kind: "Kind", filters: Filters, output: Output) -> int:
    """Write the listing; what a bound cannot decide is told apart on stderr."""
    if filters.limit is not None:
        output.rows = None
    elif output.rows is not None:
        filters = filters._replace(limit=output.rows + 1)
    selection = select(store, kind, filters)
    code = emit.emit(rows(kind, selection.answers, output), output)
    if selection.undecided:
        first, more = selection.undecided[:3], selection.undecided[3:]
        names = ", ".join(first) + (f" and {len(more)} more" if more else "")
        warn(f"hedged figures leave the bound open: {names} (--undecided lists them)")
    return code


def rows(kind: "Kind", answers: Iterable[Answer], output: Output) -> Reply:
    """Several records as a reply."""

    def sheet() -> Sheet:
        from talentcli.show.listings import listed

        facts = (answer.fact for answer in answers)
        return listed(kind, facts, output.lang, most=output.rows, sparkline=output.sparkline)

    return Reply(kind, (answer.text for answer in answers), sheet)


def one(store: sqlite3.Connection, kind: "Kind", answer: Answer, output: Output) -> Reply:
    """One record as a reply; on a screen it is a card with the figures about it."""

    def card() -> Card:
        from talentcli.corpus.model import Metric
        from talentcli.show.cards import card

        about = (each.fact for each in figures_about(store, answer.fact.id))
        related = [fact for fact in about if isinstance(fact, Metric)]
        return card(answer.fact, related, output.lang)

    reply = rows(kind, [answer], output)
    reply.card = card
    return reply
