"""`talent lint`: what is wrong with fact files."""

import os
from typing import Annotated

import typer

from talentcli.cli.asking import show_fields
from talentcli.cli.options import Shown
from talentcli.corpus.lint import read
from talentcli.corpus.model import encode
from talentcli.corpus.problems import Problem, line_of
from talentcli.errors import ExitCode, warn
from talentcli.show import emit
from talentcli.show.emit import Reply
from talentcli.show.sheets import Column, Sheet
from talentcli.store.open import fact_folders

Folders = Annotated[
    list[str] | None,
    typer.Argument(metavar="[DIR]...", help="Folders of facts; without any, all in use."),
]


def lint(shown: Shown, folders: Folders = None) -> int:
    """Check fact files: form, references, dates, figures.

    Exit 3 when anything is wrong.

    Example: talent lint facts
    """
    output = shown.output()
    if output.fields == ["help"]:
        return show_fields("problem", output)
    below = [folder for folder in fact_folders() if not is_among(folder, folders or ())]
    corpus = read([*below, *(folders or ())])
    problems = [p for p in corpus.problems if not folders or lies_in(p.file, folders)]
    if output.format in ("table", "plain") and output.fields is None:
        code = emit.write(f"{line_of(problem)}\n" for problem in problems)
    else:
        columns = [Column(name) for name in Problem.__struct_fields__]
        rows = [[str(getattr(p, column.key)) for column in columns] for p in problems]
        texts = map(encode, problems)
        code = emit.emit(Reply("problem", texts, lambda: Sheet(columns, rows)), output)
    warn(f"{len(corpus.records)} facts read, problems: {len(problems)}")
    return code or (ExitCode.NEGATIVE if problems else ExitCode.OK)


def is_among(folder: str, folders: list[str] | tuple[()]) -> bool:
    """Whether a folder is one of these, however they are spelled."""
    return os.path.realpath(folder) in map(os.path.realpath, folders)


def lies_in(path: str, folders: list[str]) -> bool:
    """Whether a path is one of the folders or begins with one."""
    return any(path == folder or path.startswith(os.path.join(folder, "")) for folder in folders)
