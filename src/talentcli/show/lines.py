"""Collecting the lines of a card."""

from talentcli.corpus.model import Bilingual
from talentcli.show.sheets import Line
from talentcli.show.words import Lang, side, word


class Lines:
    """Collects the lines of a card; empty texts leave no line."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.lines: list[Line] = []

    def add(self, key: str, text: str, label: str | None = None) -> None:
        """Add a line, labelled by the word for its key unless another word is named."""
        if text:
            self.lines.append(Line(key, word(label or key, self.lang), text))

    def add_side(self, key: str, text: Bilingual | None, label: str | None = None) -> None:
        """Add a bilingual text in the card's language."""
        self.add(key, side(text, self.lang), label)
