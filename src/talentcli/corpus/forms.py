"""The form that a key is looked up by, whatever its spelling.

This module is read on every start of the program, so it imports `unicodedata` alone.
"""

import unicodedata

IGNORED_CATEGORIES = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd", "Pc", "Ps", "Pe", "Pi", "Pf"})
"""Unicode categories no key differs by: spaces, controls, dashes, joiners, brackets, quotes."""

IGNORED_CHARACTERS = frozenset("<>'\"`´‘’′″〃−~·•‧∙⋅・")
"""What the categories miss: angle brackets, straight quotes, the minus sign, middle dots."""


class Kept(dict[int, int | None]):
    """A table for `str.translate` that learns: what does not count in a key is dropped."""

    def __missing__(self, code: int) -> int | None:
        """Decide about a character when it is first met."""
        char = chr(code)
        ignored = char in IGNORED_CHARACTERS or unicodedata.category(char) in IGNORED_CATEGORIES
        self[code] = None if ignored else code
        return self[code]


KEPT = Kept()


def fold(text: str) -> str:
    """Return the form under which all spellings of one key meet; folding twice changes nothing.

    Width, case, brackets, spaces, dashes, quotes and middle dots do not count, nor does the 号 at
    the end of a document number: 人社部发〔2019〕16号, 人社部发[2019] 16号 and 人社部发（2019）16
    are one key. A text of nothing else folds to the empty string.
    """
    folded = fold_once(text)
    # A mark that follows a dropped character joins the one before it, which may fold again.
    while not folded.isascii() and (again := fold_once(folded)) != folded:
        folded = again
    return folded


def fold_once(text: str) -> str:
    """Normalise, drop what does not count, and drop the 号 after a final number."""
    kept = plain(text).translate(KEPT)
    if kept.endswith(("号", "號")):
        stem = kept.rstrip("号號")
        return stem if stem[-1:].isdigit() else kept
    return kept


def plain(text: str) -> str:
    """The text in one width and one case, as Unicode defines caseless compatibility matching."""
    if text.isascii():
        return text.lower()
    once = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", once)
