"""The timeline is as long as its dates are precise."""

import pytest

from talentcli.corpus import times
from talentcli.show.chart import AFTER, BEFORE, DAY, LINE, SPAN, Axis, band, ticks

DECADE = Axis(2011, 2020, 40)
"""Four cells a year."""


def drawn(text: str) -> str:
    """The band of a date on the decade."""
    return band(times.parse_one(text), DECADE)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("2015-06-15", DAY),
        ("2015-06", SPAN),
        ("2015", SPAN * 4),
        ("2012/2014", SPAN * 12),
        ("2015/..", SPAN * 23 + AFTER),
        ("../2012", BEFORE + SPAN * 7),
        ("2009/2011", BEFORE + SPAN * 3),
    ],
)
def test_bands(text: str, cells: str) -> None:
    line = drawn(text)
    assert len(line) == 40
    assert line.strip(LINE) == cells


def test_a_day_stands_in_its_year() -> None:
    assert drawn("2011-01-01").index(DAY) == 0
    assert drawn("2020-12-31").index(DAY) == 39


def test_ticks_stand_over_their_years() -> None:
    line = ticks(DECADE)
    assert len(line) == 40
    for year in range(2011, 2021):
        at = line.find(str(year))
        assert at in (-1, (year - 2011) * 4)
    assert "2012" in line
