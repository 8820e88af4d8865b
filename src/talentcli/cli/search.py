"""`talent search`: the facts that say a word."""

from typing import Annotated

import typer

from talentcli.ask.search import search as found
from talentcli.cli.asking import OnlyKinds, chosen_kinds, opened, show_fields
from talentcli.cli.options import Overlays, Shown
from talentcli.corpus.model import encode
from talentcli.errors import UsageError
from talentcli.show import emit
from talentcli.show.emit import Reply
from talentcli.show.sheets import Sheet

Words = Annotated[list[str], typer.Argument(metavar="WORD...", help="All must occur.")]
Limit = Annotated[int | None, typer.Option(min=0, help="No more than so many.")]


def search(
    words: Words,
    shown: Shown,
    overlays: Overlays,
    kind: OnlyKinds = None,
    limit: Limit = None,
) -> int:
    """Facts that say a word, Chinese or English.

    Example: talent search 博士后
    """
    output = shown.output()
    if output.fields == ["help"]:
        return show_fields("hit", output)
    text = " ".join(words)
    if not text.strip():
        raise UsageError("search wants a word, in Chinese or English")
    hits = found(opened(overlays), text, chosen_kinds(kind), limit)

    def sheet() -> Sheet:
        from talentcli.show.views import hit_rows

        return hit_rows(hits, output.lang)

    return emit.emit(Reply("hit", map(encode, hits), sheet), output)
