"""`talent` alone: what is known, the newest figures, five commands to try."""

from talentcli.ask.overview import overview as asked
from talentcli.cli.asking import opened, show_fields
from talentcli.cli.options import Overlays, Shown
from talentcli.corpus.model import encode
from talentcli.show import emit
from talentcli.show.emit import Reply
from talentcli.show.sheets import Card, Sheet, rows_of

NEWEST = 6


def overview(shown: Shown, overlays: Overlays) -> int:
    """Write the overview: one object in JSON, one screen for people."""
    output = shown.output()
    if output.fields == ["help"]:
        return show_fields("overview", output)
    known = asked(opened(overlays), NEWEST)

    def card() -> Card:
        from talentcli.show.views import overview_card

        return overview_card(known, output.lang)

    def sheet() -> Sheet:
        return rows_of(card())

    return emit.emit(Reply("overview", [encode(known)], sheet, card=card), output)
