"""Options that commands share, as groups that a command takes whole.

A command names a group in its signature (`shown: Shown`); `spread` turns each field of the group
into an option of the command, so that every command speaks the same options.
"""

import inspect
import os
import shutil
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, get_type_hints

import typer

from talentcli.errors import UsageError
from talentcli.show.emit import PIPE_CELLS, Output

if TYPE_CHECKING:
    import sqlite3
    from decimal import Decimal

    from talentcli.ask.select import Filters
    from talentcli.corpus import times

TERMINAL_ROWS = 100
"""Rows of a listing on a terminal unless --limit says otherwise."""

FACETS = ("topic", "theme", "region", "issuer", "source", "status", "batch")
"""The filters that pick a word that facts are filed under."""


class Shown(NamedTuple):
    """How the answer leaves."""

    format: Annotated[
        Literal["table", "plain", "json", "jsonl", "csv", "tsv", "markdown"] | None,
        typer.Option(help="Format; table on a terminal, plain in a pipe."),
    ] = None
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line.")] = False
    csv: Annotated[bool, typer.Option("--csv", help="CSV with a header.")] = False
    fields: Annotated[
        str | None,
        typer.Option(metavar="A,B.C", help="Only these fields; 'help' lists them."),
    ] = None
    lang: Annotated[
        Literal["zh", "en"] | None, typer.Option(help="Language of labels and figures.")
    ] = None
    color: Annotated[
        Literal["auto", "always", "never"] | None, typer.Option(help="Colour on screens.")
    ] = None
    width: Annotated[int | None, typer.Option(min=20, help="Width of screens in cells.")] = None
    ascii: Annotated[bool, typer.Option("--ascii", help="Escapes in JSON, plain drawings.")] = (
        False
    )
    excel: Annotated[
        bool, typer.Option("--excel", help="Mark CSV as UTF-8 for Excel on Windows.")
    ] = False
    no_pager: Annotated[bool, typer.Option("--no-pager", help="Never page a screen.")] = False

    def output(self) -> Output:
        """The output that the options, the terminal and the environment add up to.

        Raises UsageError for options that contradict each other.
        """
        terminal = sys.stdout is not None and sys.stdout.isatty()
        format = self.chosen_format(terminal)
        return Output(
            format,
            self.lang or language(),
            cells=self.width or (terminal_width() if terminal else pipe_width()),
            color=colored(self.color or "auto", terminal),
            fields=None if self.fields is None else split_fields(self.fields),
            ascii=self.ascii or not draws_lines(),
            excel=self.excel,
            rows=TERMINAL_ROWS if terminal and format == "table" else None,
            pager=terminal and not self.no_pager and os.environ.get("TERM") != "dumb",
        )

    def chosen_format(self, terminal: bool) -> str:
        """The one format asked for, or the default for where stdout goes."""
        short = [name for name in ("json", "jsonl", "csv") if getattr(self, name)]
        if self.excel and not short and self.format is None:
            short = ["csv"]
        asked = {*short, *([self.format] if self.format else [])}
        if len(asked) > 1:
            raise UsageError(f"choose one format, not {' and '.join(sorted(asked))}")
        return asked.pop() if asked else "table" if terminal else "plain"


class Narrowing(NamedTuple):
    """What narrows a listing."""

    topic: Annotated[str | None, typer.Option(help="Only this topic.")] = None
    theme: Annotated[str | None, typer.Option(help="Only policies of this theme.")] = None
    region: Annotated[str | None, typer.Option(help="Only this place.")] = None
    issuer: Annotated[str | None, typer.Option(help="Only from this issuing body.")] = None
    source: Annotated[str | None, typer.Option(help="Only what this source states.")] = None
    status: Annotated[str | None, typer.Option(help="Only qualifications of this standing.")] = (
        None
    )
    batch: Annotated[str | None, typer.Option(help="Only this abolition batch.")] = None
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Not over before then.")] = None
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Begun by then.")] = None
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="Known at that time.")] = None
    year: Annotated[int | None, typer.Option(min=1, max=9999, help="In that year.")] = None
    during: Annotated[
        str | None, typer.Option(metavar="PERIOD", help="In a year or period: 2016, 十三五.")
    ] = None
    min: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="At least: 6000万, 0.6亿, 60m.")
    ] = None
    max: Annotated[str | None, typer.Option(metavar="AMOUNT", help="At most.")] = None
    undecided: Annotated[
        bool, typer.Option("--undecided", help="Only what --min or --max cannot decide.")
    ] = False
    count_by: Annotated[
        Literal["topic", "theme", "region", "issuer", "source", "status", "batch"] | None,
        typer.Option(help="Count what is listed by this, instead of listing it."),
    ] = None
    sort: Annotated[
        str | None, typer.Option(help="id, name, date or value; - in front for falling.")
    ] = None
    limit: Annotated[int | None, typer.Option(min=0, help="No more than so many.")] = None

    def filters(self, store: "sqlite3.Connection") -> "Filters":
        """The filters in the terms of the questions; named periods are looked up in the store.

        Raises UsageError for what cannot be read.
        """
        from talentcli.ask.select import Filters

        if sum(map(bool, (self.during, self.year, self.since or self.until))) > 1:
            raise UsageError("give one range: --year, --during, or --since and --until")
        during = moment(store, "--during", f"{self.year:04}" if self.year else self.during)
        return Filters(
            facets=self.facets(),
            since=during or moment(store, "--since", self.since),
            until=during or moment(store, "--until", self.until),
            as_of=moment(store, "--as-of", self.as_of),
            low=amount("--min", self.min),
            high=amount("--max", self.max),
            percent=self.bounds_shares(),
            sort=self.sort,
            limit=self.limit,
            undecided=self.undecided,
        )

    def bounds_shares(self) -> bool:
        """Whether --min and --max are percentages. Raises UsageError when only one of them is."""
        given = {bound.strip()[-1:] in "%％" for bound in (self.min, self.max) if bound}
        if len(given) > 1:
            raise UsageError("--min and --max must both be percentages, or neither")
        return True in given

    def facets(self) -> dict[str, str]:
        """Facet → word, for the facets that are filtered by."""
        chosen = {facet: getattr(self, facet) for facet in FACETS}
        return {facet: word for facet, word in chosen.items() if word is not None}

    def is_empty(self) -> bool:
        """True when nothing narrows."""
        return self == Narrowing()


class Overlays(NamedTuple):
    """Where facts come from besides the built-in ones."""

    facts: Annotated[
        list[str] | None,
        typer.Option(metavar="DIR", help="Lay these fact files over the others; repeatable."),
    ] = None


GROUPS = (Shown, Narrowing, Overlays)

Group = type[Shown] | type[Narrowing] | type[Overlays]


def moment(store: "sqlite3.Connection", option: str, text: str | None) -> "times.Time | None":
    """The date given to an option, or the span of the period of that name.

    Raises UsageError when it is neither.
    """
    if text is None:
        return None
    from talentcli.ask.timeline import span_of
    from talentcli.corpus import times

    try:
        return times.parse_one(text)
    except times.TimeError as error:
        if (span := span_of(store, text)) is not None:
            return span
        raise UsageError(f"{option} {text}: {error}, or name a period such as 十三五") from None


def amount(option: str, text: str | None) -> "Decimal | None":
    """The amount given to an option. Raises UsageError when it is none."""
    if text is None:
        return None
    from talentcli.corpus import figures

    try:
        return figures.amount(text)
    except figures.FigureError as error:
        raise UsageError(f"{option} {text}: {error}") from None


def split_fields(text: str) -> list[str]:
    """The field paths of a comma-separated list. Raises UsageError when there are none."""
    paths = [path.strip() for path in text.split(",") if path.strip()]
    if not paths:
        raise UsageError("--fields wants at least one field; --fields help lists them")
    return paths


def draws_lines() -> bool:
    """Whether the encoding of stdout has the characters that tables and charts are drawn with."""
    try:
        "─━│┌●◀▶·".encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def language() -> Literal["zh", "en"]:
    """The language that the environment asks for; English where it asks for neither."""
    for name in ("TALENT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def colored(choice: str, terminal: bool) -> bool:
    """Whether to use colour: as told, else as the environment says, else on a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return terminal and os.environ.get("TERM") != "dumb"


def terminal_width() -> int:
    """Cells of the terminal."""
    return max(20, shutil.get_terminal_size().columns)


def pipe_width() -> int:
    """Cells of a screen that goes into a pipe."""
    return max(20, shutil.get_terminal_size((PIPE_CELLS, 24)).columns)


class Without(NamedTuple):
    """Beside a group in a command's signature: a field of it that the command does not take."""

    field: str


def spread(function: Callable[..., int]) -> Callable[..., int]:
    """The command with every option group of its signature spread into single options.

    Options given before the command name (`talent --lang en stat`) are the defaults of those
    after it.
    """
    hints = get_type_hints(function, include_extras=True)
    groups = {name: grouped for name, hint in hints.items() if (grouped := group_of(hint))}

    def command(**given: Any) -> int:
        context: typer.Context = given.pop("ctx")
        earlier: dict[str, Any] = context.obj if isinstance(context.obj, dict) else {}
        for name in given.keys() & earlier.keys():
            if isinstance(given[name], list) and earlier[name]:
                given[name] = [*earlier[name], *given[name]]
            given[name] = given[name] or earlier[name]
        for name, (group, fields) in groups.items():
            given[name] = group(**{field: given.pop(field) for field in fields})
        if "ctx" in hints:
            given["ctx"] = context
        return function(**given)

    parameters = [inspect.Parameter("ctx", KEYWORD, annotation=typer.Context)]
    for name, parameter in inspect.signature(function).parameters.items():
        if name in groups:
            parameters += options_of(*groups[name])
        elif name != "ctx":
            parameters.append(parameter.replace(kind=KEYWORD, annotation=hints[name]))
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    command.__doc__ = function.__doc__
    command.__name__ = function.__name__
    return command


KEYWORD = inspect.Parameter.KEYWORD_ONLY


def group_of(hint: Any) -> tuple[Group, list[str]] | None:
    """The group that a parameter takes, with the fields it takes of it; None for a plain one."""
    group = getattr(hint, "__origin__", hint)
    if group not in GROUPS:
        return None
    left_out = {mark.field for mark in getattr(hint, "__metadata__", ())}
    return group, [field for field in group._fields if field not in left_out]


def options_of(group: Group, fields: list[str]) -> list[inspect.Parameter]:
    """A parameter for each of these fields of an option group."""
    hints, defaults = get_type_hints(group, include_extras=True), group._field_defaults
    return [
        inspect.Parameter(name, KEYWORD, annotation=hints[name], default=defaults[name])
        for name in fields
    ]
