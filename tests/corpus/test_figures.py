"""Figures: every wording the sources use is read as meant, and what we print reads back."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talentcli.corpus import figures
from talentcli.corpus.figures import FigureError, Language
from talentcli.corpus.model import Relation
from talentcli.corpus.terms import UNITS

WHOLE_NUMBERS = st.one_of(st.integers(0, 20_000), st.integers(0, 10**13)).map(Decimal)
VALUES = st.one_of(
    WHOLE_NUMBERS,
    st.builds(lambda n, k: Decimal(n) * 10**k, st.integers(0, 999), st.integers(0, 11)),
    st.builds(lambda n, k: Decimal(n).scaleb(-k), st.integers(0, 10**9), st.integers(1, 4)),
)
RELATIONS: st.SearchStrategy[Relation] = st.sampled_from(["=", ">", ">=", "<", "<=", "~"])
LANGUAGES: st.SearchStrategy[Language] = st.sampled_from(["zh", "en"])
UNIT_IDS = st.sampled_from(sorted(UNITS))
PLAIN_CHINESE = st.text("的国和术业技专才队伍建设，。《》、“”　\n", max_size=30)
FIGURE_LIKE = st.text("0123456789.,e%万亿千百十余多近约超过达累计几数人年个号 -+〔〕", max_size=24)


@pytest.mark.parametrize(
    ("token", "value", "unit", "relation"),
    [
        ("7839.8万人", 78_398_000, "人", "="),
        ("48%", 48, "%", "="),
        ("48％", 48, "%", "="),
        ("超过10%", 10, "%", ">"),
        ("70%以上", 70, "%", ">="),
        ("百分之七十以上", 70, "%", ">="),
        ("10个百分点", 10, "个百分点", "="),
        ("近2亿亩", 200_000_000, "亩", "<"),
        ("百余名", 100, "名", ">"),
        ("4.7万余人", 47_000, "人", ">"),
        ("3.9万余场", 39_000, "场", ">"),
        ("73.4万余人", 734_000, "人", ">"),
        ("27个系列", 27, "个系列", "="),
        ("7批", 7, "批", "="),
        ("434项", 434, "项", "="),
        ("8个专项活动", 8, "个专项活动", "="),
        ("约7700万人", 77_000_000, "人", "~"),
        ("7700万人左右", 77_000_000, "人", "~"),
        ("约4.7万余人", 47_000, "人", "~"),
        ("1.2亿人", 120_000_000, "人", "="),
        ("1亿2000万人", 120_000_000, "人", "="),
        ("1264.3万人次", 12_643_000, "人次", "="),
        ("2万多人", 20_000, "人", ">"),
        ("400多万人", 4_000_000, "人", ">"),
        ("逾8000家", 8_000, "家", ">"),
        ("不到5%", 5, "%", "<"),
        ("不超过5%", 5, "%", "<="),
        ("5%以内", 5, "%", "<="),
        ("至少30家", 30, "家", ">="),
        ("达7839.8万人", 78_398_000, "人", "="),
        ("共384家", 384, "家", "="),
        ("上升到48%", 48, "%", "="),
        ("达到近2亿亩", 200_000_000, "亩", "<"),
        ("超过70%以上", 70, "%", ">="),
        ("近三千人", 3_000, "人", "<"),
        ("六千万", 60_000_000, "", "="),
        ("两百余家", 200, "家", ">"),
        ("三百多万人", 3_000_000, "人", ">"),
        ("６０００万", 60_000_000, "", "="),
        ("78,398,000", 78_398_000, "", "="),
        ("2019年", 2019, "年", "="),
        (" 27 个系列 ", 27, "个系列", "="),
        ("78.4 million", 78_400_000, "", "="),
        ("More than 4 million people", 4_000_000, "people", ">"),
        ("over 10%", 10, "%", ">"),
        ("nearly 200 million mu", 200_000_000, "mu", "<"),
        ("about 77 million", 77_000_000, "", "~"),
        ("at least 30", 30, "", ">="),
        ("400+", 400, "", ">="),
        ("up to 5 items", 5, "items", "<="),
        ("60m", 60_000_000, "", "="),
        ("1.5e7", 15_000_000, "", "="),
        ("0.2 billion", 200_000_000, "", "="),
        ("48 percent", 48, "percent", "="),
    ],
)
def test_reads_a_figure(token: str, value: int, unit: str, relation: Relation) -> None:
    figure = figures.parse(token)
    assert (figure.value, figure.unit, figure.relation) == (Decimal(value), unit, relation)
    assert not figure.cumulative
    assert token[figure.start : figure.end] == figure.text


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("零", 0),
        ("十", 10),
        ("十五", 15),
        ("二十五", 25),
        ("一百零三", 103),
        ("一百二十五", 125),
        ("两千", 2_000),
        ("三万五千", 35_000),
        ("三万五", 35_000),
        ("六千万", 60_000_000),
        ("百万", 1_000_000),
        ("一亿二千万", 120_000_000),
        ("九千九百九十九万九千九百九十九", 99_999_999),
        ("一万二千亿", 1_200_000_000_000),
    ],
)
def test_reads_a_chinese_numeral(numeral: str, value: int) -> None:
    assert figures.amount(numeral) == value


@pytest.mark.parametrize("token", ["累计3588万人", "累计有3588万人", "cumulatively 35.88 million"])
def test_reads_a_running_total(token: str) -> None:
    figure = figures.parse(token)
    assert figure.cumulative
    assert (figure.value, figure.relation) == (Decimal(35_880_000), "=")


def test_a_running_total_can_be_hedged() -> None:
    figure = figures.parse("累计超过4.7万人")
    assert (figure.cumulative, figure.relation, figure.value) == (True, ">", Decimal(47_000))


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("十几", "leaves the number open"),
        ("数百人", "leaves the number open"),
        ("成千上万次", "is an idiom"),
        ("超过70%以下", "both more and less"),
        ("一一", "is no number"),
        ("万一", "is no number"),
        ("亿亿", "cannot multiply"),
        ("9" * 25, "more than 24 digits"),
        ("2019年底", "is no figure"),
        ("16号", "is no figure"),
        ("人才", "is no figure"),
        ("5万万", "is no figure"),
        ("-5", "is no figure"),
        ("at leaſt 5", "is no figure"),
        ("", "is no figure"),
    ],
)
def test_refuses_with_the_reason(token: str, reason: str) -> None:
    with pytest.raises(FigureError, match=reason):
        figures.parse(token)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("总量达7839.8万人，占比上升到48%", ["7839.8万人", "48%"]),
        ("推广面积近2亿亩；37年坚守", ["近2亿亩", "37年"]),
        ("截至2020年底，累计有3588万人取得", ["累计有3588万人"]),
        ("现场指导百余名焊工，成千上万次实验", ["百余名"]),
        ("8个专项活动，八个领域，第三批", ["8个专项活动", "八个"]),
        ("约 30 项、３.５％、百分之七十以上", ["约 30 项", "３.５％", "百分之七十以上"]),
        ("2019年底、2017年、2019年、2011年以来、2011—2020年", []),
        ("约2021年10月28日，2021-10-28，12月31日，90年代", []),
        ("人社部发〔2019〕16号，国发（2014）5号，[2019]16号", []),
        ("C919、COVID-19、5G、1.2.3、https://example.org/2021/123.html、¶3", []),
        ("统一、千万不要、百姓、数十人、上百家、十几个、二〇一九年、三分之一", []),
        ("最近5年签约30家", ["5年", "30家"]),
        (
            "In 2019, more than 4 million people (over 10%)",
            ["more than 4 million people", "over 10%"],
        ),
        ("On 31 December 2019 and May 5, 384 parks", ["384 parks"]),
    ],
)
def test_finds_figures_and_nothing_else(text: str, found: list[str]) -> None:
    assert [figure.text for figure in figures.find(text)] == found


@pytest.mark.parametrize(
    "piece",
    ["1", "1,", "1.1", "111,", "a", "a-", "万", "累计达", "约", " ", "2019-", "百分之", "1亿"],
)
def test_long_text_takes_time_in_proportion(piece: str) -> None:
    start = time.process_time()
    for _ in figures.find(piece * 30_000):
        pass
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6000万", "60000000"),
        ("0.6亿", "60000000"),
        ("六千万", "60000000"),
        ("60m", "60000000"),
        ("60 million", "60000000"),
        ("60k", "60000"),
        ("1.5e7", "15000000"),
        ("60000000", "60000000"),
        ("60,000,000", "60000000"),
        ("６０，０００", "60000"),
        ("６０００万", "60000000"),
        ("48%", "48"),
        (" 0.5 ", "0.5"),
    ],
)
def test_reads_an_amount(text: str, value: str) -> None:
    assert figures.amount(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "lots", "一一", "超过5", "5余", "5人", "-5", "5..10", "1e999"]
)
def test_an_amount_says_what_it_accepts(text: str) -> None:
    with pytest.raises(FigureError, match=r"write 6000万, 0\.6亿"):
        figures.amount(text)


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("78398000", "7839.8万", "78.4 million"),
        ("200000000", "2亿", "200 million"),
        ("187000", "18.7万", "187,000"),
        ("7226", "7226", "7,226"),
        ("1264300", "126.43万", "1.26 million"),
        ("4000000", "400万", "4 million"),
        ("1175000000", "11.75亿", "1.18 billion"),
        ("123456", "123456", "123,456"),
        ("999999", "999999", "999,999"),
        ("999999999", "999999999", "1 billion"),
        ("1E+12", "1万亿", "1 trillion"),
        ("48", "48", "48"),
        ("35.90", "35.9", "35.9"),
        ("-20000", "-2万", "-20,000"),
    ],
)
def test_prints_a_number(value: str, zh: str, en: str) -> None:
    printed = figures.number(Decimal(value), "zh"), figures.number(Decimal(value), "en")
    assert printed == (zh, en)


@pytest.mark.parametrize(
    ("value", "unit", "relation", "zh", "en"),
    [
        (4_000_000, "person", ">", "超过400万人", "more than 4 million people"),
        (200_000_000, "mu", "<", "近2亿亩", "nearly 200 million mu"),
        (48, "percent", "=", "48%", "48%"),
        (10, "percent", ">", "超过10%", "more than 10%"),
        (70, "percent", ">=", "70%以上", "at least 70%"),
        (77_000_000, "person", "~", "约7700万人", "about 77 million people"),
        (5, "item", "<=", "不超过5项", "at most 5 items"),
        (27, "series", "=", "27个系列", "27 series"),
        (1, "person", "=", "1人", "1 person"),
        (5, "所", "=", "5所", "5 所"),
        (5, "schools", "=", "5 schools", "5 schools"),
        (5, "", "=", "5", "5"),
    ],
)
def test_prints_a_figure(value: int, unit: str, relation: Relation, zh: str, en: str) -> None:
    printed = [figures.show(Decimal(value), unit, relation, lang) for lang in ("zh", "en")]
    assert printed == [zh, en]


def test_prints_a_running_total() -> None:
    value = Decimal(47_000)
    assert figures.show(value, "person", ">", "zh", cumulative=True) == "累计超过4.7万人"
    english = figures.show(value, "person", ">", "en", cumulative=True)
    assert english == "cumulatively more than 47,000 people"


@pytest.mark.parametrize(
    ("relation", "low", "high", "expected"),
    [
        ("=", 400, 400, True),
        ("=", 401, None, False),
        (">", 300, None, True),
        (">", 400, None, True),
        (">", 500, None, None),
        (">", None, 400, False),
        (">=", None, 400, None),
        ("<", 500, None, False),
        ("<", 400, None, False),
        ("<=", 400, None, None),
        ("<", None, 400, True),
        ("<", 300, None, None),
        ("~", 420, None, None),
        ("~", 300, None, True),
        ("~", 500, None, False),
        ("~", None, 390, None),
        (">", None, None, True),
    ],
)
def test_decides_what_the_hedge_allows(
    relation: Relation, low: int | None, high: int | None, expected: bool | None
) -> None:
    bounds = [None if bound is None else Decimal(bound) for bound in (low, high)]
    assert figures.decide(Decimal(400), relation, *bounds) is expected


def test_bounds() -> None:
    value = Decimal(100)
    assert figures.bounds(value, "=") == (value, value)
    assert figures.bounds(value, ">") == (value, None)
    assert figures.bounds(value, "<=") == (None, value)
    assert figures.bounds(value, "~") == (Decimal(90), Decimal(110))


@given(VALUES, UNIT_IDS, RELATIONS, st.booleans())
def test_chinese_print_reads_back(
    value: Decimal, unit: str, relation: Relation, cumulative: bool
) -> None:
    figure = figures.parse(figures.show(value, unit, relation, "zh", cumulative))
    assert (figure.value, figure.relation, figure.cumulative) == (value, relation, cumulative)
    assert figure.unit == UNITS[unit][0]


@given(VALUES, UNIT_IDS, RELATIONS, st.booleans())
def test_english_print_reads_back_as_far_as_it_goes(
    value: Decimal, unit: str, relation: Relation, cumulative: bool
) -> None:
    figure = figures.parse(figures.show(value, unit, relation, "en", cumulative))
    assert (figure.relation, figure.cumulative) == (relation, cumulative)
    half_unit = Decimal(5).scaleb(value.adjusted() - 3) if value >= 1_000_000 else 0
    assert abs(figure.value - value) <= half_unit


@given(VALUES)
def test_an_amount_reads_what_number_prints(value: Decimal) -> None:
    assert figures.amount(figures.number(value, "zh")) == value


@given(PLAIN_CHINESE, VALUES, UNIT_IDS, RELATIONS, PLAIN_CHINESE)
def test_finds_a_planted_figure(
    before: str, value: Decimal, unit: str, relation: Relation, after: str
) -> None:
    token = figures.show(value, unit, relation, "zh")
    if unit == "year" and token.strip("超过近约不以上年").isdigit() and 1000 <= value < 10_000:
        return  # A year, not a number of years.
    (figure,) = figures.find(before + token + after)
    assert (figure.text, figure.start) == (token, len(before))
    assert (figure.value, figure.relation) == (value, relation)


@given(st.one_of(st.text(), FIGURE_LIKE))
def test_reading_raises_nothing_but_figure_errors(text: str) -> None:
    for read in (figures.parse, figures.amount):
        try:
            read(text)
        except FigureError as problem:
            if "\n" in str(problem):
                raise AssertionError("a message is one line") from problem


@given(st.one_of(st.text(), FIGURE_LIKE))
def test_found_figures_stand_where_they_say(text: str) -> None:
    reached = 0
    for figure in figures.find(text):
        assert reached <= figure.start < figure.end
        assert text[figure.start : figure.end] == figure.text
        reached = figure.end
