"""Choosing fields of records: the paths there are, projections of JSON, flat rows for CSV."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from talentcli.corpus.model import (
    Expert,
    Metric,
    Milestone,
    Observation,
    Period,
    Policy,
    Programme,
    Qualification,
    Record,
    Source,
)
from talentcli.errors import UsageError

OBSERVED = "observations."

FLAT: dict[type[Record], str] = {
    Metric: "id name.zh name.en topic unit observations.value observations.relation "
    "observations.cumulative observations.stated observations.as_of observations.period "
    "observations.source observations.grade observations.at",
    Policy: "id title.zh title.en untitled number issued issuers.zh themes region.zh "
    "source grade at",
    Qualification: "id name.zh name.en status category class batch document date replaced_by "
    "source grade at",
    Expert: "id name.zh name.en role.zh organisation.zh region.zh field.zh source grade at",
    Programme: "id name.zh name.en type topic region.zh period source grade at",
    Milestone: "id name.zh name.en date topic source grade at",
    Source: "id title.zh title.en grade publisher.zh published address",
    Period: "id name.zh name.en span source grade at",
}
"""The columns of CSV and TSV where no fields are named; other records give all they have."""

Tree = dict[str, "Tree"]
"""Field → the fields wanted inside it; an empty tree wants the whole."""


class Field(Record, kw_only=True, frozen=True):
    """A field that can be asked for: its dotted path, type and meaning."""

    field: Annotated[str, Meta(description="Dotted path of the field.")]
    type: Annotated[str, Meta(description="Type of its values.")]
    meaning: Annotated[str, Meta(description="What it tells.")]


def fields(record: type[Record]) -> list[Field]:
    """Every field of a record with its meaning; inside lists the path has no position."""
    schema = with_numbers(msgspec.json.schema(record))
    definitions: dict[str, Any] = schema.get("$defs", {})
    return list(walk(definitions[record.__name__], definitions, ""))


def with_numbers(schema: Any) -> Any:
    """A schema in which exact numbers are the bare numbers they are printed as."""
    if isinstance(schema, list):
        return list(map(with_numbers, schema))
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") == "decimal":
        rest = {name: value for name, value in schema.items() if name != "format"}
        return {**rest, "type": "number"}
    return {name: with_numbers(value) for name, value in schema.items()}


def walk(schema: Mapping[str, Any], definitions: Mapping[str, Any], above: str) -> Iterator[Field]:
    """The fields of an object's schema, each followed by those inside it."""
    for name, described in schema["properties"].items():
        inner, kind = resolved(described, definitions)
        path = f"{above}{name}"
        meaning = described.get("description", inner.get("description", ""))
        if name == "kind":
            meaning = meaning or "What kind of record it is."
        yield Field(field=path, type=kind, meaning=meaning)
        if "properties" in inner:
            yield from walk(inner, definitions, f"{path}.")


def resolved(
    described: Mapping[str, Any], definitions: Mapping[str, Any]
) -> tuple[Mapping[str, Any], str]:
    """The schema behind references, lists and null, and the name of its type."""
    choices = [choice for choice in described.get("anyOf", ()) if choice.get("type") != "null"]
    if choices:
        merged = {**choices[0]}
        return resolved(merged, definitions)
    if "$ref" in described:
        return definitions[described["$ref"].rpartition("/")[2]], "object"
    if described.get("type") == "array":
        inner, kind = resolved(described.get("items", {}), definitions)
        return inner, f"list of {kind}"
    if "enum" in described:
        return described, " | ".join(map(str, described["enum"]))
    return described, str(described.get("type", "value"))


def known(record: type[Record], paths: Sequence[str]) -> list[str]:
    """The paths, checked; an observation's field named bare on a metric means the current one's.

    Raises UsageError for a field that there is not.
    """
    there = {field.field for field in fields(record)}
    if record is Metric:
        there |= {field.field for field in fields(Observation)}
    for path in paths:
        if path not in there:
            import difflib

            near = difflib.get_close_matches(path, sorted(there), n=1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            raise UsageError(f"no field '{path}'{hint} (--fields help lists them)")
    return list(paths)


def decoded(text: str) -> dict[str, Any]:
    """The record as plain values, its numbers exact."""
    from decimal import Decimal

    decoder: msgspec.json.Decoder[dict[str, Any]] = msgspec.json.Decoder(
        dict[str, Any], float_hook=Decimal
    )
    return decoder.decode(text)


def encoded(value: object) -> str:
    """Plain values as JSON, numbers exact and characters unescaped."""
    return msgspec.json.Encoder(decimal_format="number").encode(value).decode()


def projected(text: str, paths: Sequence[str]) -> str:
    """The record's JSON with only these fields, nested as they were."""
    record = decoded(text)
    tree: Tree = {}
    for path in outermost(paths):
        branch = tree
        for step in path.split("."):
            branch = branch.setdefault(step, {})
    return encoded(prune(with_current(record, tree), tree))


def outermost(paths: Sequence[str]) -> list[str]:
    """The paths without those that lie inside another, which is wanted whole."""
    return [path for path in paths if not any(path.startswith(f"{other}.") for other in paths)]


def with_current(record: dict[str, Any], wanted: Mapping[str, object]) -> dict[str, Any]:
    """The record with the wanted fields that only its current observation has."""
    if "observations" not in record:
        return record
    seen = record["observations"][record["current"]]
    return {**{name: seen[name] for name in wanted if name in seen}, **record}


def prune(value: Any, tree: Tree) -> Any:
    """The value with only the branches of the tree, in the tree's order."""
    if not tree or value is None:
        return value
    if isinstance(value, list):
        return [prune(each, tree) for each in value]
    return {name: prune(value[name], branch) for name, branch in tree.items()}


def flat_paths(record: type[Record]) -> list[str]:
    """The columns of a record where no fields are named."""
    if record in FLAT:
        return FLAT[record].split()
    return [field.field for field in fields(record) if field.type != "object"]


def column_names(paths: Sequence[str]) -> list[str]:
    """A column name for each path: dots become underscores, `observations.` goes where it can."""
    short = [path.removeprefix(OBSERVED) for path in paths]
    chosen = [
        path if short.count(brief) > 1 else brief for path, brief in zip(paths, short, strict=True)
    ]
    return [name.replace(".", "_") for name in chosen]


def flat_rows(text: str, paths: Sequence[str]) -> Iterator[list[str]]:
    """The record as rows of text: one for each observation where any is asked for, else one."""
    record = decoded(text)
    record = with_current(record, dict.fromkeys(path.split(".")[0] for path in paths))
    parts = [record]
    if any(path.startswith(OBSERVED) for path in paths):
        parts = [{**record, "observations": seen} for seen in record["observations"]]
    for part in parts:
        yield [cell(reach(part, path.split("."))) for path in paths]


def reach(value: Any, steps: Sequence[str]) -> Any:
    """The value at the end of a path; a list on the way gives a list."""
    for i, step in enumerate(steps):
        if isinstance(value, list):
            return [reach(each, steps[i:]) for each in value]
        if value is None:
            return None
        value = value[step]
    return value


def cell(value: Any) -> str:
    """A value as one cell: lists joined by `; `, null empty, tables as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and not any(isinstance(each, dict | list) for each in value):
        return "; ".join(map(cell, value))
    return encoded(value)
