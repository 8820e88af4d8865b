"""`talent get`: bare values for shells."""

import sqlite3
from typing import Annotated, Literal

import typer

from talentcli.ask.exact import bare, splits
from talentcli.ask.lookup import Match, resolve
from talentcli.ask.records import record
from talentcli.cli.asking import given_keys, is_list, opened, spooled
from talentcli.cli.options import Overlays, language
from talentcli.errors import UnknownKeyError, UsageError
from talentcli.show import emit
from talentcli.show.words import Lang

Targets = Annotated[
    list[str],
    typer.Argument(metavar="KEY[.FIELD]...", help="Fact, and field; - reads them from stdin."),
]
Human = Annotated[bool, typer.Option("--human", help="As people write it: 7839.8万人.")]
Language = Annotated[Literal["zh", "en"] | None, typer.Option(help="Language for --human.")]


def get(targets: Targets, overlays: Overlays, human: Human = False, lang: Language = None) -> int:
    """Bare values for shells, one a line.

    Without a field, the whole record as JSON.

    Example: talent get professionals-total.value postdoc-stations.value
    """
    store = opened(overlays)
    wanted = lang or language() if human else None
    values = (value(store, target, wanted) for target in given_keys(targets))
    told = spooled(values) if is_list(targets) else values
    return emit.write(f"{text}\n" for text in told)


def value(store: sqlite3.Connection, target: str, lang: Lang | None) -> str:
    """The bare text of one target, or with a language the words for it.

    Raises UnknownKeyError, AmbiguousKeyError, or UsageError for a field that is not there.
    """
    match, path = resolved(store, target)
    text = bare(store, match.id, path)
    if text is None:
        raise UsageError(
            f"'{match.id}' has no field '{path}'; `talent get {match.id}` shows it all"
        )
    if lang is None:
        return text
    from talentcli.show.views import in_words

    return in_words(record(store, match.id).fact, path, text, lang)


def resolved(store: sqlite3.Connection, target: str) -> tuple[Match, str]:
    """The fact and the path that `KEY.field` names; the longest key that is one wins."""
    for key, path in splits(target):
        try:
            return resolve(store, key), path
        except UnknownKeyError:
            continue
    return resolve(store, target.partition(".")[0]), ""
