"""The types of all records that answers are made of, by name; imported when one is needed."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talentcli.corpus.model import Record

MODULES = {
    "metric": ("corpus.model", "Metric"),
    "policy": ("corpus.model", "Policy"),
    "qualification": ("corpus.model", "Qualification"),
    "expert": ("corpus.model", "Expert"),
    "programme": ("corpus.model", "Programme"),
    "milestone": ("corpus.model", "Milestone"),
    "source": ("corpus.model", "Source"),
    "period": ("corpus.model", "Period"),
    "count": ("ask.summary", "Count"),
    "tally": ("ask.summary", "Tally"),
    "derived": ("ask.derive", "Derived"),
    "standing": ("ask.standing", "Standing"),
    "event": ("ask.timeline", "Event"),
    "hit": ("ask.search", "Hit"),
    "overview": ("ask.overview", "Overview"),
    "problem": ("corpus.problems", "Problem"),
    "field": ("show.project", "Field"),
}
"""Name of a record, as `talent schema` takes it → module and class."""


def record_type(name: str) -> "type[Record]":
    """Return the type of the records of this name, one of MODULES."""
    module, record = MODULES[name]
    found: type[Record] = getattr(import_module(f"talentcli.{module}"), record)
    return found
