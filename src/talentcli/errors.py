"""Exit codes and the errors that carry them; the one place where a failure becomes a number."""

import sys
from collections.abc import Sequence
from enum import IntEnum


class ExitCode(IntEnum):
    """What a run of `talent` tells the shell. 1 is left to crashes, so no answer uses it."""

    OK = 0
    CRASH = 1
    USAGE = 2
    NEGATIVE = 3
    NO_SINGLE_FACT = 4
    BAD_FACTS = 5


MEANINGS: dict[ExitCode, str] = {
    ExitCode.OK: "answered (an empty list is an answer)",
    ExitCode.CRASH: "crash: a bug in talent",
    ExitCode.USAGE: "the command line could not be understood",
    ExitCode.NEGATIVE: "a negative answer of check or lint",
    ExitCode.NO_SINGLE_FACT: "nothing, or more than one thing, by that key",
    ExitCode.BAD_FACTS: "facts unreadable or invalid",
}


class TalentError(Exception):
    """A failure that the user can act on: one line, a stable code, an exit code, candidates.

    `message` says what, where and what to do in one line. `code` is the stable word that a
    program reads in the JSON error. `candidates` are the facts or spellings that were near, each a
    mapping with `id`, `name` and `matched`. `detail` holds further lines for a person.
    """

    exit_code = ExitCode.CRASH
    code = "error"

    def __init__(
        self,
        message: str,
        *,
        candidates: Sequence[dict[str, str]] = (),
        detail: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.candidates = list(candidates)
        self.detail = list(detail)


class UsageError(TalentError):
    """The command line asks for something that does not exist or cannot be combined."""

    exit_code = ExitCode.USAGE
    code = "usage"


class UnknownKeyError(TalentError):
    """No fact of the wanted kind answers to the key."""

    exit_code = ExitCode.NO_SINGLE_FACT
    code = "unknown_key"


class AmbiguousKeyError(TalentError):
    """More than one fact answers to the key; the candidates say which and why."""

    exit_code = ExitCode.NO_SINGLE_FACT
    code = "ambiguous_key"


class BadFactsError(TalentError):
    """Fact files cannot be read, or break the schema; `detail` lists every problem by line."""

    exit_code = ExitCode.BAD_FACTS
    code = "bad_facts"


def warn(message: str) -> None:
    """Write one line of talk to stderr; silent where there is no stderr."""
    if sys.stderr is not None:
        sys.stderr.write(f"talent: {message}\n")
