"""What can be wrong with fact files, and how it is told."""

from typing import Annotated

from msgspec import Meta

from talentcli.corpus.model import Record


class Problem(Record, kw_only=True, frozen=True, order=True):
    """One thing that is wrong, where it stands, and what to do about it."""

    file: Annotated[str, Meta(description="The file, as its folder was given.")]
    line: Annotated[int, Meta(description="Line in the file, from 1.")] = 1
    column: Annotated[int, Meta(description="Character in the line, from 1.")] = 1
    rule: Annotated[str, Meta(description="Name of the rule that is broken.")]
    id: Annotated[str, Meta(description="Id of the record, where it has one.")] = ""
    message: Annotated[str, Meta(description="What is wrong, in one line.")]
    hint: Annotated[str, Meta(description="What to do about it.")] = ""


def line_of(problem: Problem) -> str:
    """The problem in the style of compilers: `file:line:column: rule: id: message (hint)`."""
    whose = f"{problem.id}: " if problem.id else ""
    hint = f" ({problem.hint})" if problem.hint else ""
    place = f"{problem.file}:{problem.line}:{problem.column}"
    return f"{place}: {problem.rule}: {whose}{problem.message}{hint}"
