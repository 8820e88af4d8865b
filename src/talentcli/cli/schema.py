"""`talent schema`: the JSON Schema of what talent prints."""

from typing import Annotated

import typer

from talentcli.errors import UsageError
from talentcli.show import emit
from talentcli.show.project import with_numbers
from talentcli.show.schemas import MODULES, record_type

KindName = Annotated[
    str | None, typer.Argument(metavar="[KIND]", help=f"One of {', '.join(MODULES)}.")
]


def schema(kind: KindName = None) -> int:
    """JSON Schema of what --json prints.

    Example: talent schema metric
    """
    if kind is not None and kind not in MODULES:
        raise UsageError(f"no kind '{kind}'; there is {', '.join(MODULES)}")
    import msgspec

    wanted = [record_type(name) for name in ([kind] if kind else MODULES)]
    references, definitions = msgspec.json.schema_components(wanted, ref_template="#/$defs/{name}")
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **(references[0] if kind else {"anyOf": list(references)}),
        "$defs": with_numbers(definitions),
    }
    text = msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
    return emit.write([f"{text}\n"])
