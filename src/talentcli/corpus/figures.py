"""Figures: value, relation, 万/亿 and million; read from prose, printed in Chinese and English.

A figure is a number with what its wording adds: a hedge that bounds the truth (超过, 近, 余,
nearly), a running total (累计), a unit. One table of hedges serves reading and printing. Values
are exact Decimals in the base unit; 48% has the value 48.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal, NamedTuple

from talentcli.corpus.model import Relation
from talentcli.corpus.terms import UNITS

Language = Literal["zh", "en"]
Place = Literal["before", "inside", "after"]


class FigureError(ValueError):
    """A text is no figure; the message says why, in one line."""


class Figure(NamedTuple):
    """A figure as it stands in a text: `text[start:end]` of what was read is `text` here."""

    value: Decimal
    unit: str
    """The words after the number, as written; "" when there are none."""
    relation: Relation
    cumulative: bool
    text: str
    start: int
    end: int


# --- Words -----------------------------------------------------------------------------------

HEDGES: tuple[tuple[Relation, Place, tuple[str, ...]], ...] = (
    (">", "before", ("超过", "超出", "超", "逾", "多于", "高于", "大于", "不止", "突破", ">")),
    (">", "inside", ("余", "多")),
    (">=", "after", ("以上", "及以上")),
    (">=", "before", ("至少", "最少", "不少于", "不低于", "不下", "≥", ">=")),
    (">=", "inside", ("+",)),
    ("<", "before", ("近", "接近", "将近", "不到", "不足", "少于", "低于", "小于", "<")),
    ("<=", "before", ("不超过", "至多", "最多", "不多于", "不高于", "≤", "<=")),
    ("<=", "after", ("以下", "及以下", "以内")),
    ("~", "before", ("约", "大约", "约为", "≈")),
    ("~", "after", ("左右", "上下")),
    ("=", "before", ("达", "达到", "高达", "多达", "共", "共有", "共计", "总计", "合计", "总数")),
    ("=", "before", ("上升到", "上升至", "增加到", "增至", "已", "为", "有", "是", "分")),
    (">", "before", ("more than", "over", "above", "exceeding", "greater than")),
    (">=", "before", ("at least", "no fewer than", "no less than", "not less than")),
    (">=", "after", ("or more", "or above", "and above")),
    ("<", "before", ("nearly", "almost", "under", "below", "fewer than", "less than")),
    ("<=", "before", ("at most", "up to", "no more than", "not more than")),
    ("<=", "after", ("or less", "or fewer", "or below")),
    ("~", "before", ("about", "around", "approximately", "roughly", "some")),
    ("=", "before", ("a total of", "reached", "reaching", "rose to", "exactly")),
)
"""Hedges by what they make of the value and where they stand: before the number, inside it (4.7
万余人), after the unit. The first word of a relation, in each language, is the one we print."""

CUMULATIVE: dict[Language, str] = {"zh": "累计", "en": "cumulatively "}
"""What marks a running total, at the beginning of a figure."""

SCALES: dict[str, int] = {
    "百": 2,
    "千": 3,
    "万": 4,
    "十万": 5,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "十亿": 9,
    "百亿": 10,
    "千亿": 11,
    "万亿": 12,
    "thousand": 3,
    "million": 6,
    "billion": 9,
    "trillion": 12,
    "k": 3,
    "m": 6,
    "mn": 6,
    "b": 9,
    "bn": 9,
}
"""What may follow digits, as a power of ten. Single letters must touch the digits."""

PRINTED_SCALES: dict[Language, tuple[tuple[str, int], ...]] = {
    "zh": (("万亿", 12), ("亿", 8), ("万", 4)),
    "en": ((" trillion", 12), (" billion", 9), (" million", 6)),
}
SIGNIFICANT = Context(prec=3, rounding=ROUND_HALF_UP)
"""English prints millions to three significant figures, as prose does."""

MEASURE_WORDS = (
    "个百分点|百分点|个专项活动|个系列|个月|个小时|个|人次|人|名|位|家|项|批次|批|场次|场|次|亩|年|期"
    "|件|所|倍|元|美元|公顷|公里|平方米|平方公里|吨|类|种|条|门|支|台|户|岁|天|座|本|篇|%|‰"
)
"""The units that `find` knows in Chinese, longer ones where the word after 个 belongs to it."""
ENGLISH_UNITS = ["percentage points", "percent", "per cent", "persons", "times", "hectares"]
ENGLISH_UNITS += [word for unit in UNITS.values() for word in unit[1:]]

CHINESE_DIGITS: dict[str, int] = {
    digit: value for value, digit in enumerate("零一二三四五六七八九")
} | {"〇": 0, "两": 2}
CHINESE_SCALES = (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10))
LONGEST_NUMERAL = 40
MOST_DIGITS = 24

IDIOMS = ("成千上万", "成百上千", "千千万万", "数以万计", "千家万户")
FORMS = "write 6000万, 0.6亿, 六千万, 60m, 60 million, 1.5e7, 60,000,000 or 48%"


# --- Patterns --------------------------------------------------------------------------------

NARROW: dict[int, int | str] = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
"""Full-width characters to plain ones, one to one, so that places in the text stay the same."""
NARROW |= {0x3000: " ", 0xA0: " "}
# In prose a full-width comma parts clauses, not thousands, and ～ the ends of a range.
del NARROW[0xFF0C], NARROW[0xFF5E]


def _any_of(words: Iterable[str]) -> str:
    """A pattern for one of the words, the longest first; English ones only as whole words."""
    return "|".join(
        rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])"
        if word.isascii() and word[0].isalpha()
        else re.escape(word)
        for word in sorted(words, key=len, reverse=True)
    )


def _hedge_words(place: Place, *, exact: bool = False) -> list[str]:
    """The words of a place in the table; those that leave the value exact (达, 共) if `exact`."""
    rows = [row for row in HEDGES if row[1] == place and (row[0] == "=") == exact]
    return [word for row in rows for word in row[2]]


RELATIONS = {word: relation for relation, _, words in HEDGES for word in words}
LETTERS = [word for word in SCALES if word.isascii() and len(word) < 3]

DIGITS = (
    r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9])"
    r"|[0-9]+(?:\.[0-9]+)?(?:e\+?[0-9]{1,2}(?![0-9A-Za-z]))?"
)
# Possessive, because half a numeral is another number: 十几 must not give 十.
NUMERAL = "[零〇一二两三四五六七八九十百千万亿]++(?!几)"
SCALE = rf" ?(?:{_any_of(SCALES.keys() - LETTERS)})|(?:{'|'.join(LETTERS)})(?![A-Za-z])"
INSIDE = _any_of(_hedge_words("inside"))
NUMBER = (
    rf"(?P<share>百分之)?(?:(?P<digits>{DIGITS})|(?P<numeral>{NUMERAL}))(?P<inner>{INSIDE})?"
    rf"(?P<scale>{SCALE})?(?:(?<=亿)(?P<rest>[0-9]{{1,4}})万)?(?P<outer>{INSIDE})?"
)
"""A number: 百分之, digits or a numeral, 余, 万, the 万 after an 亿, 余."""

EXACT = rf"(?:(?:{_any_of(_hedge_words('before', exact=True))}) ?){{0,3}}"
RUNNING = rf"(?P<cumulative>{_any_of(word.strip() for word in CUMULATIVE.values())})"
BEFORE = rf"(?:{RUNNING} ?{EXACT})?(?:(?P<before>{_any_of(_hedge_words('before'))}) ?)?"
AFTER = rf"(?: ?(?P<after>{_any_of(_hedge_words('after'))}))?"
KNOWN_UNIT = rf"(?: ?(?P<unit>{_any_of([*MEASURE_WORDS.split('|'), *ENGLISH_UNITS])}))?"
ANY_UNIT = (
    r"(?: ?(?P<unit>[%‰]|(?![几数余多零〇一二两三四五六七八九十百千万亿])"
    r"(?u:[^\W\d_](?:[^\W\d_]|[ -](?=[A-Za-z])){0,29}?)))??"
)

MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
NO_FIGURE = "|".join(
    (
        r"[0-9]{4}(?:-[0-9]{1,2}){1,2}(?![0-9])|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}",
        r"[0-9]{4} ?年(?: ?[0-9]{1,2} ?月)?",
        r"[0-9]+ ?(?:[月日号届时]|年代|世纪)|[0-9]{1,2}:[0-9]{2}",
        rf"(?<![a-z]){MONTH} [0-9]{{1,2}}(?![0-9])|[0-9]{{1,2}} {MONTH}(?![a-z])",
        # Document numbers, versions, and names such as C919 or COVID-19.
        r"〔[0-9]{4}〕 ?(?:[0-9]+ ?号?)?|[\[(][0-9]{4}[\])](?: ?[0-9]+ ?号)?",
        r"[0-9]+(?:\.[0-9]+){2,}|(?<![a-z_])[a-z_]++-?[0-9][0-9a-z_.-]*",
        r"https?://[!-~]+|[¶§] ?[0-9]+",
        # Ordinals, and numerals that are left open.
        r"第 ?[0-9零〇一二两三四五六七八九十百千万亿]+|[几数成上][十百千万亿]+",
        # Words that end like a hedge.
        "最近|附近|[节签预合履特]约",
    )
)
"""What holds digits or numerals in prose and is no figure."""

# ASCII, because case is ignored: else ı and ſ would pass for i and s in words we look up.
FLAGS = re.ASCII | re.IGNORECASE
WHOLE = EXACT + BEFORE + NUMBER + ANY_UNIT + AFTER
PROSE = rf"{NO_FIGURE}|{BEFORE}(?!{NO_FIGURE}){NUMBER}{KNOWN_UNIT}{AFTER}"
AMOUNT = NUMBER + "%?"
DATE = "年.+|[月日号届].*"
YEAR = "(?:19|20)[0-9]{2}"
# Compiling these takes longer than answering, so it is left to `re` at their first use.


# --- Reading ---------------------------------------------------------------------------------


def parse(token: str) -> Figure:
    """Read a text that is one figure and nothing else. Raises FigureError."""
    start = len(token) - len(token.lstrip())
    text = token.strip()
    match = re.fullmatch(WHOLE, text.translate(NARROW), FLAGS)
    if match is None or re.fullmatch(DATE, match["unit"] or ""):
        raise FigureError(_refusal(text))
    return _figure(match, text, 0)._replace(start=start, end=start + len(text))


def find(text: str) -> Iterator[Figure]:
    """Yield the figures of a running text, left to right, with their places in it.

    A year, date, ordinal, document number or name with digits is none. A numeral counts where a
    unit or its own size shows that it is meant as one: 八个, 六千万, but not 统一 or 千万.
    """
    for match in re.finditer(PROSE, text.translate(NARROW), FLAGS):
        if not _counts(match, text):
            continue
        try:
            yield _figure(match, text[match.start() : match.end()], match.start())
        except FigureError:
            continue


def amount(text: str) -> Decimal:
    """Read an amount that bounds a filter: 6000万, 60m; 48% is 48. Raises FigureError."""
    match = re.fullmatch(AMOUNT, text.strip().translate(NARROW).replace("，", ","), FLAGS)
    if match is None or match["inner"] or match["outer"]:
        raise FigureError(f"{_quoted(text)} is no amount: {FORMS}")
    try:
        return _value(match)
    except FigureError as problem:
        raise FigureError(f"{problem}: {FORMS}") from None


def _figure(match: re.Match[str], text: str, start: int) -> Figure:
    """Build the figure that a pattern has found. Raises FigureError."""
    return Figure(
        value=_value(match),
        unit="%" if match["share"] else match["unit"] or "",
        relation=_relation(match),
        cumulative=bool(match["cumulative"]),
        text=text,
        start=start,
        end=start + len(text),
    )


def _counts(match: re.Match[str], text: str) -> bool:
    """Whether what the pattern found in prose is meant as a figure."""
    hedged = match["before"] or match["inner"] or match["outer"]
    if numeral := match["numeral"]:
        bare = numeral[0] in "百千万亿"
        if match["unit"] or match["share"]:
            # 一批 is a group and 百姓 the people; 近百家 and 百余名 count.
            return numeral != "一" and (not bare or bool(hedged or match["share"]))
        return not bare and any(size in numeral for size in "百千万亿")
    following = text[match.end() : match.end() + 1]
    if match["digits"] is None or (following.isascii() and following.isalpha()):
        return False
    named = match["unit"] or match["scale"] or match["share"]
    return bool(named) or not re.fullmatch(YEAR, match["digits"])


def _value(match: re.Match[str]) -> Decimal:
    """The value in the base unit. Raises FigureError."""
    digits = (match["digits"] or "").replace(",", "")
    if len(digits) > MOST_DIGITS:
        raise FigureError(f"{_quoted(digits)} has more than {MOST_DIGITS} digits")
    value = Decimal(digits or _numeral(match["numeral"]))
    power = SCALES[match["scale"].strip().lower()] if match["scale"] else 0
    return Decimal(_plain(value.scaleb(power) + 10_000 * int(match["rest"] or 0)))


def _relation(match: re.Match[str]) -> Relation:
    """The relation that the hedges make together. Raises FigureError where they contradict."""
    words = (match["before"], match["inner"], match["outer"], match["after"])
    relations = {RELATIONS[word.lower()] for word in words if word}
    if len(relations) < 2:
        return relations.pop() if relations else "="
    if "~" in relations:
        return "~"
    # 超过70%以上 says two things; the weaker one is safe.
    if relations == {">", ">="}:
        return ">="
    if relations == {"<", "<="}:
        return "<="
    raise FigureError(f"{_quoted(match[0])} says both more and less")


def _numeral(text: str) -> int:
    """The value of a Chinese numeral, 两千三百零五 or 百. Raises FigureError."""
    if len(text) <= LONGEST_NUMERAL:
        if len(text) == 1 and text in CHINESE_DIGITS:
            return CHINESE_DIGITS[text]
        for mark, size in CHINESE_SCALES:
            head, found, tail = text.rpartition(mark)
            # 万一 is a word; only a whole numeral, or 十, may begin with its size.
            if found and (head or not tail or mark == "十"):
                return _multiplier(head, size) * size + _remainder(tail, size)
    raise FigureError(f"{_quoted(text)} is no number")


def _multiplier(head: str, size: int) -> int:
    """What stands before 十, 百, 千, 万 or 亿: nothing is one. Raises FigureError."""
    value = _numeral(head) if head else 1
    # Digits go before 十 to 千, up to 9999 before 万, up to 9999万 before 亿.
    if not 0 < value < (size if size >= 10_000 else 10):
        raise FigureError(f"{_quoted(head)} cannot multiply {size}")
    return value


def _remainder(tail: str, size: int) -> int:
    """What stands after 十, 百, 千, 万 or 亿 and is less. Raises FigureError."""
    if not tail:
        return 0
    if len(tail) == 1 and tail in "一二两三四五六七八九":
        # 三万五 leaves the 千 unsaid.
        return CHINESE_DIGITS[tail] * size // 10
    value = _numeral(tail.lstrip("零〇"))
    if value >= size or tail[0] in "百千万亿":
        raise FigureError(f"{_quoted(tail)} cannot follow {size}")
    return value


def _refusal(text: str) -> str:
    """Why a text is no figure, in one line."""
    if any(idiom in text for idiom in IDIOMS):
        return f"{_quoted(text)} is an idiom, not a number: keep it as text"
    if any(word in text for word in ("几", "数", "若干", "许多")):
        return f"{_quoted(text)} leaves the number open (几, 数): keep it as text"
    return f"{_quoted(text)} is no figure: write it as 7839.8万人, 超过10%, 近2亿亩, 78.4 million"


def _quoted(text: str) -> str:
    """The text on one line, cut to a length that leaves the message readable."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


# --- Printing --------------------------------------------------------------------------------


def number(value: Decimal, lang: Language) -> str:
    """Print a number: exact in Chinese, with 万 or 亿 where that is no longer (7839.8万).

    English groups below a million (187,000) and gives three significant figures from there on
    (78.4 million).
    """
    if value < 0:
        return "-" + number(-value, lang)
    if lang == "zh":
        compact = [
            _plain(value.scaleb(-power)) + word
            for word, power in PRINTED_SCALES["zh"]
            if value >= 10**power
        ]
        return min([*compact, _plain(value)], key=len)
    if value < 1_000_000:
        return _grouped(value)
    rounded = SIGNIFICANT.plus(value)
    word, power = next(scale for scale in PRINTED_SCALES["en"] if rounded >= 10 ** scale[1])
    return _grouped(rounded.scaleb(-power)) + word


def show(
    value: Decimal, unit: str, relation: Relation, lang: Language, cumulative: bool = False
) -> str:
    """Print a figure with its hedge and unit: 近2亿亩, nearly 200 million mu.

    `unit` is an id of `terms.UNITS`; any other word is shown as written.
    """
    shown = _counted(value, unit, lang)
    place, word = _printed_hedge(relation, lang)
    if place == "after":
        shown += word
    elif word:
        shown = f"{word} {shown}" if lang == "en" else word + shown
    return (CUMULATIVE[lang] if cumulative else "") + shown


def _counted(value: Decimal, unit: str, lang: Language) -> str:
    """Number and unit: 27个系列, 1 person, 48%."""
    shown = number(value, lang)
    chinese, one, many = UNITS.get(unit, (unit, unit, unit))
    label = chinese if lang == "zh" else one if shown == "1" else many
    spaced = label[:1].isalpha() and (lang == "en" or label.isascii())
    return f"{shown} {label}" if spaced else shown + label


def _printed_hedge(relation: Relation, lang: Language) -> tuple[Place, str]:
    """Where the hedge goes and which word it is; no word for an exact value."""
    if relation != "=":
        for stands, place, words in HEDGES:
            if stands == relation and place != "inside" and words[0].isascii() == (lang == "en"):
                return place, words[0]
    return "before", ""


def _plain(value: Decimal) -> str:
    """All digits, no exponent, no idle zeros after the point."""
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _grouped(value: Decimal) -> str:
    """All digits with commas between the thousands."""
    return f"{Decimal(_plain(value)):,f}"


# --- Comparing -------------------------------------------------------------------------------


def bounds(value: Decimal, relation: Relation) -> tuple[Decimal | None, Decimal | None]:
    """The least and the greatest truth that the figure allows; None where it sets no bound.

    "About" is taken as ten per cent either way.
    """
    if relation == "~":
        return value - abs(value) / 10, value + abs(value) / 10
    return (
        value if relation in ("=", ">", ">=") else None,
        value if relation in ("=", "<", "<=") else None,
    )


def decide(
    value: Decimal, relation: Relation, low: Decimal | None, high: Decimal | None
) -> bool | None:
    """Whether the truth lies within [low, high]; None when the hedge leaves it undecided.

    A `low` or `high` of None does not bound. More than 4 million is certainly at least 3 million,
    perhaps at least 5 million, and certainly not at most 4 million.
    """
    least, greatest = bounds(value, relation)
    # Below 5 is not within [5, 9], though its bound is.
    too_low = low is not None and greatest is not None and _less(greatest, low, relation == "<")
    too_high = high is not None and least is not None and _less(high, least, relation == ">")
    if too_low or too_high:
        return False
    reaches = low is None or (least is not None and least >= low)
    stays = high is None or (greatest is not None and greatest <= high)
    return True if reaches and stays else None


def _less(a: Decimal, b: Decimal, or_equal: bool) -> bool:
    """Whether a < b, or a <= b if `or_equal`."""
    return a <= b if or_equal else a < b
