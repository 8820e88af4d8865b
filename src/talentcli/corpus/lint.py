"""Rules that facts must keep beyond their form: each a name, one sentence and a function."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from os import PathLike
from typing import NamedTuple

from talentcli.corpus import figures, forms, times
from talentcli.corpus.load import Corpus, FactFile, Loaded, Steps, in_file, load, text_of
from talentcli.corpus.model import (
    Bilingual,
    Fact,
    Metric,
    Policy,
    Record,
    Source,
    heading,
    kind_of,
)
from talentcli.corpus.problems import Problem

REFERENCES = (
    "source",
    "about",
    "part_of",
    "implements",
    "supersedes",
    "replaced_by",
    "document",
    "derived_from",
)
"""The fields that hold ids of other records."""

DATES = ("as_of", "period", "issued", "date", "published", "span")
"""The fields that hold dates."""


class Finding(NamedTuple):
    """What a rule found: in which record, where in it, what, and what to do."""

    loaded: Loaded
    steps: Steps
    message: str
    hint: str = ""


Rule = Callable[[Sequence[Loaded]], Iterator[Finding]]


def read(folders: Sequence[str | PathLike[str]]) -> Corpus:
    """Load the folders and check every rule; the problems of both are in the corpus."""
    corpus = load(folders)
    return corpus._replace(problems=sorted([*corpus.problems, *check(corpus)]))


def check(corpus: Corpus) -> list[Problem]:
    """Return what breaks a rule, in the order of files and lines."""
    places = Places()
    return sorted(
        places.problem(name, finding)
        for name, rule in RULES.items()
        for finding in rule(corpus.records)
    )


class Places:
    """Looks up lines of files; a file is scanned once, when it first has a problem."""

    def __init__(self) -> None:
        self.known: dict[str, FactFile] = {}

    def problem(self, rule: str, finding: Finding) -> Problem:
        """The finding as a problem with its place."""
        loaded, kind = finding.loaded, kind_of(finding.loaded.fact)
        if loaded.file not in self.known:
            text = text_of(loaded.file)
            # A file that has gone since it was read has no lines left to tell.
            self.known[loaded.file] = FactFile(loaded.file, text if isinstance(text, str) else "")
        path = [kind, loaded.nth, *in_file(kind, finding.steps)]
        return self.known[loaded.file].problem(
            rule, path, finding.message, finding.hint, loaded.fact.id
        )


class Guesses:
    """Finds the id that was meant, as long as the work stays small beside the checking itself."""

    def __init__(self, ids: Collection[str], comparisons: int = 100_000) -> None:
        self.ids = ids
        self.left = comparisons
        self.known: dict[str, str] = {}

    def hint(self, id: str) -> str:
        """What to do about an unknown id."""
        if id not in self.known:
            near: list[str] = []
            if self.left > 0:
                self.left -= len(self.ids)
                near = get_close_matches(id, self.ids, n=1)
            self.known[id] = f"did you mean '{near[0]}'?" if near else "add it or mend the id"
        return self.known[id]


def unique_name(records: Sequence[Loaded]) -> Iterator[Finding]:
    """No two facts of one kind answer to the same name, alias or number."""
    taken: dict[tuple[str, str], Fact] = {}
    for loaded in records:
        fact = loaded.fact
        for steps, name in names(fact):
            key = (kind_of(fact), forms.fold(name))
            first = taken.setdefault(key, fact)
            if first is not fact and key[1]:
                yield Finding(
                    loaded, steps, f"'{name}' already names {first.id}", "tell the two apart"
                )


def names(fact: Fact) -> Iterator[tuple[Steps, str]]:
    """Every name of a fact but its id, with its place in the record."""
    field = "title" if isinstance(fact, Policy | Source) else "name"
    for side in ("zh", "en"):
        if text := getattr(heading(fact), side):
            yield (field, side), text
    for i, alias in enumerate(fact.aliases):
        yield ("aliases", i), alias
    if isinstance(fact, Policy | Source) and fact.number:
        yield ("number",), fact.number


def known_reference(records: Sequence[Loaded]) -> Iterator[Finding]:
    """Every id that a fact refers to is the id of a fact; a source's, of a source."""
    kinds = {loaded.fact.id: kind_of(loaded.fact) for loaded in records}
    guesses = Guesses(kinds)
    for loaded in records:
        for steps, field, id in references(loaded.fact):
            if id not in kinds:
                message = f"{field} refers to '{id}', which is no fact"
                yield Finding(loaded, steps, message, guesses.hint(id))
            elif field == "source" and kinds[id] != "source":
                yield Finding(loaded, steps, f"'{id}' is a {kinds[id]}, not a source")


def references(fact: Fact) -> Iterator[tuple[Steps, str, str]]:
    """Every reference of a fact: its place, its field, the id."""
    for steps, record in parts(fact):
        for field in reference_fields(type(record)):
            value = getattr(record, field)
            if isinstance(value, str):
                yield (*steps, field), field, value
            elif isinstance(value, tuple):
                for i, id in enumerate(value):
                    yield (*steps, field, i), field, id


@cache
def reference_fields(record: type[Record]) -> tuple[str, ...]:
    """The fields of a record that hold ids."""
    return tuple(field for field in record.__struct_fields__ if field in REFERENCES)


def parts(fact: Fact) -> Iterator[tuple[Steps, Record]]:
    """The fact itself and each statement in it, with its place."""
    yield (), fact
    for field in ("observations", "measures", "achievements", "honours"):
        for i, part in enumerate(getattr(fact, field, ())):
            yield (field, i), part


def date_form(records: Sequence[Loaded]) -> Iterator[Finding]:
    """Every date is in the EDTF subset, and names days that exist in order."""
    for loaded in records:
        for steps, record in parts(loaded.fact):
            for field in DATES:
                text = getattr(record, field, None)
                if isinstance(text, str):
                    try:
                        times.parse(text)
                    except times.TimeError as error:
                        yield Finding(loaded, (*steps, field), str(error))


def dates_ordered(records: Sequence[Loaded]) -> Iterator[Finding]:
    """No observation holds for a day after its source was published, where both are certain."""
    published = {
        loaded.fact.id: last_certain_day(loaded.fact.published)
        for loaded in records
        if isinstance(loaded.fact, Source)
    }
    for loaded in records:
        if not isinstance(loaded.fact, Metric):
            continue
        for i, seen in enumerate(loaded.fact.observations):
            day, limit = first_certain_day(seen.as_of), published.get(seen.source)
            if day is not None and limit is not None and day > limit:
                yield Finding(
                    loaded,
                    ("observations", i, "as_of"),
                    f"{seen.as_of} is after the day its source {seen.source} was published",
                )


def first_certain_day(text: str | None) -> int | None:
    """The first day of a date, where it is one and certain."""
    moment = certain(text)
    return moment.first if moment else None


def last_certain_day(text: str | None) -> int | None:
    """The last day of a date, where it is one and certain."""
    moment = certain(text)
    return moment.last if moment else None


def certain(text: str | None) -> times.Time | None:
    """The date, where it can be read, is a single one and is not approximate."""
    try:
        moments = times.parse(text) if text else ()
    except times.TimeError:
        return None
    return moments[0] if len(moments) == 1 and not moments[0].approximate else None


def figure_parses(records: Sequence[Loaded]) -> Iterator[Finding]:
    """The figure token of an observation reads as its value and relation."""
    for loaded in records:
        if not isinstance(loaded.fact, Metric):
            continue
        for i, seen in enumerate(loaded.fact.observations):
            try:
                read_as = figures.parse(seen.stated)
            except figures.FigureError as error:
                yield Finding(loaded, ("observations", i, "stated"), str(error))
                continue
            if read_as.value != seen.value:
                message = f"'{seen.stated}' reads as {read_as.value:f}, not {seen.value:f}"
                yield Finding(loaded, ("observations", i, "value"), message)
            if read_as.relation != seen.relation:
                message = f"'{seen.stated}' has the relation {read_as.relation}"
                hint = f'write relation = "{read_as.relation}"'
                yield Finding(loaded, ("observations", i, "relation"), message, hint)


def both_languages(records: Sequence[Loaded]) -> Iterator[Finding]:
    """Every text stands in Chinese and in English."""
    for loaded in records:
        for steps, text in bilinguals(loaded.fact, ()):
            for side, language in (("zh", "Chinese"), ("en", "English")):
                if not (getattr(text, side) or "").strip():
                    yield Finding(loaded, steps, f"no {language} text", f"add {side} = …")


def bilinguals(record: Record, above: Steps) -> Iterator[tuple[Steps, Bilingual]]:
    """Every bilingual text of a record with its place."""
    for field in record.__struct_fields__:
        value = getattr(record, field)
        values = value if isinstance(value, tuple) else (value,)
        for i, each in enumerate(values):
            steps = (*above, field, i) if isinstance(value, tuple) else (*above, field)
            if isinstance(each, Bilingual):
                yield steps, each
            elif isinstance(each, Record):
                yield from bilinguals(each, steps)


def empty_list(records: Sequence[Loaded]) -> Iterator[Finding]:
    """A metric has observations, and a policy has themes."""
    for loaded in records:
        if isinstance(loaded.fact, Metric) and not loaded.fact.observations:
            hint = "add [[metric.observation]]"
            yield Finding(loaded, (), "a metric without observations says nothing", hint)
        if isinstance(loaded.fact, Policy) and not loaded.fact.themes:
            yield Finding(loaded, ("themes",), "a policy without a theme is found nowhere")


RULES: Mapping[str, Rule] = {
    "unique-name": unique_name,
    "known-reference": known_reference,
    "date-form": date_form,
    "dates-ordered": dates_ordered,
    "figure-parses": figure_parses,
    "both-languages": both_languages,
    "empty-list": empty_list,
}
"""Name → rule. The form of records is checked in reading them, under the rule `schema`."""

STYLE = frozenset({"unique-name", "dates-ordered", "figure-parses", "both-languages"})
"""Rules that an answer does not depend on: `talent lint` tells them, questions pass over them."""
