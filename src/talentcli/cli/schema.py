"""`talent schema`: the JSON Schema of what talent prints."""

from typing import Annotated

import msgspec
import typer

from talentcli.ask.overview import Overview
from talentcli.ask.search import Hit
from talentcli.ask.timeline import Event
from talentcli.corpus.model import RECORDS, Record
from talentcli.errors import UsageError
from talentcli.show import emit

SCHEMAS: dict[str, type[Record]] = dict(RECORDS.items())
SCHEMAS |= {"hit": Hit, "event": Event, "overview": Overview}

KindName = Annotated[
    str | None, typer.Argument(metavar="[KIND]", help=f"One of {', '.join(SCHEMAS)}.")
]


def schema(kind: KindName = None) -> int:
    """JSON Schema of what --json prints.

    Example: talent schema metric
    """
    if kind is not None and kind not in SCHEMAS:
        raise UsageError(f"no kind '{kind}'; there is {', '.join(SCHEMAS)}")
    wanted = list(SCHEMAS.values()) if kind is None else [SCHEMAS[kind]]
    references, definitions = msgspec.json.schema_components(wanted, ref_template="#/$defs/{name}")
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **(references[0] if kind else {"anyOf": list(references)}),
        "$defs": definitions,
    }
    text = msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
    return emit.write([f"{text}\n"])
