"""The forms a key can take, and the words that text search indexes and asks for.

This module is read on every start of the program, so it imports `unicodedata` alone.
"""

import unicodedata

CJK = (
    ("\u3005", "\u3005"),  # 々, which repeats the character before it
    ("\u3007", "\u3007"),  # 〇
    ("\u3400", "\u4dbf"),  # extension A
    ("\u4e00", "\u9fff"),  # the unified ideographs
    ("\uf900", "\ufaff"),  # compatibility ideographs that NFKC leaves alone
    ("\U00020000", "\U0003ffff"),  # the later extensions
)
"""First and last character of each block that is written without spaces and cut into bigrams."""

IGNORED_CATEGORIES = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd", "Pc", "Ps", "Pe", "Pi", "Pf"})
"""Unicode categories no key differs by: spaces, controls, dashes, joiners, brackets, quotes."""

IGNORED_CHARACTERS = frozenset("<>'\"`´‘’′″〃−~·•‧∙⋅・")
"""What the categories miss: angle brackets, straight quotes, the minus sign, middle dots."""


def fold(text: str) -> str:
    """Return the form under which all spellings of one key meet; folding twice changes nothing.

    Width, case, brackets, spaces, dashes, quotes and middle dots do not count, nor does the 号 at
    the end of a document number: 人社部发〔2019〕16号, 人社部发[2019] 16号 and 人社部发（2019）16
    are one key. A text of nothing else folds to the empty string.
    """
    folded = _fold_once(text)
    # A mark that follows a dropped character joins the one before it, which may fold again.
    while (again := _fold_once(folded)) != folded:
        folded = again
    return folded


def bigrams(text: str) -> str:
    """Return the words under which FTS5's built-in tokenizer shall index a text.

    A run of Chinese characters becomes its overlapping pairs and then its last character alone:
    专业人才 → 专业 业人 人才 才. Every character therefore begins a word, so a query for one
    character is a query by prefix. Other words are kept whole, in lower case.
    """
    words: list[str] = []
    for run, chinese in _runs(text):
        words += [*_pairs(run), run[-1]] if chinese else [run]
    return " ".join(words)


def query(text: str) -> str:
    """Return the FTS5 MATCH expression for what a user typed, "" when nothing can be searched.

    All words must occur, in any order: Chinese ones anywhere, others at the start of a word.
    Words hold letters and digits only and stand in quotes, so no input is taken for syntax.
    """
    return " AND ".join(
        f'"{" ".join(_pairs(run))}"' if chinese and len(run) > 1 else f'"{run}"*'
        for run, chinese in _runs(text)
    )


def words(text: str) -> list[str]:
    """Return the words that `query` asks for: runs of Chinese characters, and other words."""
    return [run for run, _ in _runs(text)]


def _fold_once(text: str) -> str:
    """Normalise, drop what does not count, and drop the 号 after a final number."""
    kept = "".join(char for char in _normal(text) if not _is_ignored(char))
    stem = kept.rstrip("号號")
    return stem if stem[-1:].isdigit() else kept


def _normal(text: str) -> str:
    """The text in one width and one case, as Unicode defines caseless compatibility matching."""
    if text.isascii():
        return text.lower()
    once = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", once)


def _is_ignored(char: str) -> bool:
    """Whether two keys that differ only by this character are the same key."""
    return char in IGNORED_CHARACTERS or unicodedata.category(char) in IGNORED_CATEGORIES


def _runs(text: str) -> list[tuple[str, bool]]:
    """Cut a text into runs of Chinese characters (True) and other words (False)."""
    runs: list[tuple[str, bool]] = []
    start, kind = 0, ""
    normal = _normal(text)
    # The space closes the last run.
    for place, char in enumerate(normal + " "):
        if (now := _kind(char)) != kind:
            if kind:
                runs.append((normal[start:place], kind == "chinese"))
            start, kind = place, now
    return runs


def _kind(char: str) -> str:
    """What sort of run a character belongs to: "chinese", "word", or "" between words."""
    if any(first <= char <= last for first, last in CJK):
        return "chinese"
    return "word" if char.isalnum() else ""


def _pairs(run: str) -> list[str]:
    """The overlapping pairs of a run; none for a single character."""
    return [run[place : place + 2] for place in range(len(run) - 1)]
