"""The Typer application: commands loaded when called, errors turned into exit codes."""

import sqlite3
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from talentcli import __version__
from talentcli.cli.options import Overlays, Shown, spread
from talentcli.errors import MEANINGS, ExitCode, TalentError, UsageError, warn
from talentcli.show import emit
from talentcli.store.open import discard

COMMANDS = {
    "stat": ("stat", "Figures: what is counted, how many, when, by which source."),
    "policy": ("listing", "Policies: documents and what they do."),
    "qualification": ("listing", "Vocational qualifications and whether they stand."),
    "profile": ("listing", "Exemplar experts: role, achievements, honours, figures."),
    "programme": ("listing", "Programmes, platforms and services for talent."),
    "timeline": ("timeline", "Events in order of time; with a key, that milestone."),
    "check": ("check", "Whether qualifications stand: in force, abolished, replaced."),
    "search": ("search", "Facts that say a word, Chinese or English."),
    "get": ("get", "Bare values for shells, one a line."),
    "source": ("listing", "Sources: the documents that facts rest on."),
    "lint": ("lint", "Check fact files: form, references, dates, figures."),
    "schema": ("schema", "JSON Schema of what --json prints."),
    "completion": ("completion", "Completion for a shell: commands, options and keys."),
}
"""Command → the module of this package that holds its function of the same name, and its help."""

EXIT_CODES = "\b\nExit codes:\n" + "\n".join(f"  {c.value}  {MEANINGS[c]}" for c in ExitCode)


class LazyGroup(TyperGroup):
    """A group that imports a command's module when the command is called or listed."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names, those that ask first."""
        return list(COMMANDS)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command. Raises UsageError, with the nearest name, where there is none."""
        if cmd_name not in COMMANDS:
            near = get_close_matches(cmd_name, COMMANDS, n=1)
            hint = f"did you mean '{near[0]}'?" if near else "talent --help lists them"
            raise UsageError(f"no command '{cmd_name}'; {hint}")
        module = import_module(f"talentcli.cli.{COMMANDS[cmd_name][0]}")
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(cmd_name)(spread(getattr(module, cmd_name)))
        return typer.main.get_command(single)


app = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=EXIT_CODES,
)


@app.callback(invoke_without_command=True)
@spread
def talent(
    ctx: typer.Context,
    shown: Shown,
    overlays: Overlays,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> int:
    """Sourced facts about China's professional and technical workforce.

    Examples: talent stat professionals-total; talent policy 职称; talent search 博士后.
    """
    if version:
        return emit.write([f"talent {__version__}\n"])
    if ctx.invoked_subcommand is None:
        from talentcli.cli.overview import overview

        return overview(shown, overlays)
    ctx.obj = {**shown._asdict(), **overlays._asdict()}
    return ExitCode.OK


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; every failure is told on stderr."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return answered(given)
    except sqlite3.DatabaseError as error:
        discard()
        if emit.HALF_WRITTEN in getattr(error, "__notes__", ()):
            message = f"the compiled facts are damaged ({error}): the answer broke off, ask again"
            return report(TalentError(message), given)
        warn(f"the compiled facts were damaged and are compiled anew: {error}")
    return answered(given)


def answered(given: list[str]) -> int:
    """Run the command line once. Raises sqlite3.DatabaseError where the store fails it."""
    try:
        return int(app(given, prog_name="talent", standalone_mode=False) or ExitCode.OK)
    except TalentError as error:
        return report(error, given)
    except typer.TyperException as error:
        return report(UsageError(f"{error.format_message()} (talent --help)"), given)
    except typer.Abort:
        return 130


def report(error: TalentError, arguments: Sequence[str]) -> int:
    """Tell the error on stderr, as JSON where the answer would have been JSON."""
    if sys.stderr is None:
        return error.exit_code
    if wants_json(arguments):
        from talentcli.show.project import encoded

        told: dict[str, object] = {"code": error.code, "message": sound(error.message)}
        told["candidates"] = error.candidates
        if error.detail and not error.candidates:
            told["detail"] = list(map(sound, error.detail))
        text = encoded({"error": told})
    else:
        text = "\n".join([f"talent: {error.message}", *error.detail])
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    return error.exit_code


def sound(text: str) -> str:
    """The text with escapes for bytes of the command line or of a path that are no text."""
    return text.encode("utf-8", "backslashreplace").decode()


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether the command line, sound or not, asks for JSON."""
    formats = ("json", "jsonl")
    pairs = zip(arguments, [*arguments[1:], ""], strict=True)
    return any(
        argument in ("--json", "--jsonl", "--format=json", "--format=jsonl")
        or (argument == "--format" and value in formats)
        for argument, value in pairs
    )
