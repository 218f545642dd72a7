"""What the lists of the pane Compare write, row by row, without a screen."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from guanaco_tui.analysis.collocation import Collocate, Pair
from guanaco_tui.analysis.comparison import compare
from guanaco_tui.analysis.contrasts import Contrast, Side
from guanaco_tui.analysis.filter_bias import filter_bias_of_rows
from guanaco_tui.analysis.keyness import AbsentWord, Keyword
from guanaco_tui.analysis.statistics import Interval
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.analysis.verbs import Bar
from guanaco_tui.widgets.bias_table import BiasTable
from guanaco_tui.widgets.difference_list import DifferenceList
from guanaco_tui.widgets.figures import MUTED, chance, p_value, share, span, times
from guanaco_tui.widgets.interval_bar import axis, interval_bar
from guanaco_tui.widgets.seed_rates import ContrastList
from guanaco_tui.widgets.theme_account import Account, lines
from guanaco_tui.widgets.verb_list import VerbList, filled
from guanaco_tui.widgets.word_list import absent_row, absent_told, keyword_row, pair_row, word_cells

LABELS = {"water": "Water", "order": "Order"}


def differences(*counts: tuple[int, int, int, int]) -> DifferenceList:
    made = DifferenceList(id="made")
    names = ("water", "order")
    made.show([compare(name, *four) for name, four in zip(names, counts, strict=False)], LABELS)
    return made


def style_of(row: Content, part: str) -> str:
    """The style that a part of a row has last, which is the one that is seen."""
    at = row.plain.index(part)
    return [str(span.style) for span in row.spans if span.start <= at < span.end][-1]


# The bar.


def test_an_interval_is_drawn_around_its_point_and_hollow_where_it_holds_nothing() -> None:
    assert interval_bar(2, Interval(1, 3), 4, 17) == "        │ ──●──  "
    assert interval_bar(1, Interval(-1, 3), 4, 17) == "      ──┼─○────  "


def test_an_end_beyond_the_axis_is_an_arrow() -> None:
    assert interval_bar(0.5, Interval(-math.inf, 9), 2, 9) == "←───┼○──→"


@given(
    st.tuples(*(st.floats(-50, 50),) * 3).map(sorted),
    st.floats(0.5, 20),
    st.integers(0, 60),
)
def test_a_bar_fits_and_says_whether_it_holds_zero(
    ends: list[float], reach: float, cells: int
) -> None:
    low, point, high = ends
    drawn = interval_bar(point, Interval(low, high), reach, cells)
    assert len(drawn) == cells
    if cells > 2:
        assert ("○" in drawn) == (low <= 0 <= high)


@given(
    st.tuples(*(st.floats(-5, 5),) * 3).map(sorted),
    st.integers(1, 30).map(lambda half: 2 * half + 1),
)
def test_to_swap_the_sides_mirrors_the_bar(ends: list[float], cells: int) -> None:
    low, point, high = ends
    drawn = interval_bar(point, Interval(low, high), 6, cells)
    assert interval_bar(-point, Interval(-high, -low), 6, cells) == drawn[::-1]


def test_labels_of_the_axis_never_touch() -> None:
    assert axis([-2, 0, 2], 2, 9, str) == "-2  0   2"
    assert axis([-2, -1, 0, 1, 2], 2, 5, str) == "  0 2"


# Themes.


def test_the_bar_points_to_the_collection_that_says_it_more() -> None:
    row = differences((5, 1000, 80, 1000)).row(0, 78).plain
    assert row.startswith("▸ Water")
    assert row.index("●") > row.index("│")
    swapped = differences((80, 1000, 5, 1000)).row(0, 78).plain
    assert swapped.index("●") < swapped.index("│")


def test_what_is_unclear_says_so_and_what_is_clear_does_not() -> None:
    both = differences((5, 1000, 80, 1000), (5, 100, 6, 100))
    assert "unclear" not in both.row(0, 78).plain
    assert both.row(1, 78).plain.rstrip().endswith("unclear")


def test_a_clear_bar_has_the_accent_and_an_unclear_one_is_muted() -> None:
    both = differences((5, 1000, 80, 1000), (5, 100, 6, 100))
    assert style_of(both.row(0, 78), "●") == "$text-accent"
    assert style_of(both.row(1, 78), "○") == MUTED
    assert style_of(both.row(1, 78), "unclear") == MUTED


def test_an_absence_has_no_bar_but_what_was_expected() -> None:
    row = differences((0, 175, 60, 52_002)).row(0, 78).plain
    assert row.split()[2:7] == ["absent", "1.2", "0.2", "expected,", "82%"]
    assert row.rstrip().endswith("unclear"), "chance alone could be why"
    clear = differences((0, 5_000, 60, 5_200)).row(0, 78).plain
    assert clear.rstrip().endswith("chance of none"), "it could not"
    assert "in neither" in differences((0, 10, 0, 10)).row(0, 78).plain


def test_the_bound_has_an_arrow_to_its_side_where_there_is_room_for_it() -> None:
    assert "LRC" in differences((5, 1000, 80, 1000)).heads(("a", "b"), 118).plain
    assert "→ 2." in differences((5, 1000, 80, 1000)).row(0, 118).plain
    assert "← 2." in differences((80, 1000, 5, 1000)).row(0, 118).plain


@pytest.mark.parametrize("width", [1, 20, 40, 58, 78, 109, 110, 118, 200])
def test_rows_heads_and_axis_keep_to_the_width(width: int) -> None:
    made = differences((5, 1000, 80, 1000), (0, 175, 60, 52_002))
    if width >= 40:
        for line in (made.row(0, width), made.row(1, width), made.heads(("a", "b" * 99), width)):
            assert line.cell_length <= width
        assert made.foot(width).cell_length <= width


def test_a_theme_is_told_with_every_figure_of_its_comparison() -> None:
    theme = Theme(name="water", label="Water", words=("river",))
    account = Account(theme, ("a", "b"), compare("water", 56, 70, 48, 80))
    told = "\n".join(line.plain for line in lines(account, 118))
    # Newcombe's interval of 56/70 minus 48/80 is .0524 to .3339.
    assert "difference +200.0 per 1,000 (+52.4 to +333.9, Newcombe)" in told
    assert "a 56 of 70: 800.0" in told
    assert "Unclear: more in a, 1.3 times as often: log ratio +0.42 (" in told
    assert ", LRC 0" in told
    assert "G² " in told and "%DIFF +33" in told


def test_where_there_is_less_room_a_theme_is_told_in_fewer_words() -> None:
    compared = compare("water", 13, 175, 1592, 52_002)
    theme = Theme(name="water", label="Water", question="Whose?", words=("river",))
    hedged = (compare("water", 3, 175, 1, 52_002), compare("water", 17, 1592, 104, 50_410))
    account = Account(theme, ("seeds", "alpaca"), compared, hedged=hedged)
    roomy = [line.plain for line in lines(account, 118)]
    narrow = [line.plain for line in lines(account, 78)]
    assert max(map(len, narrow)) <= 78 < max(map(len, roomy))
    assert "alpaca 1,592 of 52,002: 30.6 (29.2 to 32.1)" in roomy[2]
    assert "alpaca 1,592: 30.6 (29.2 to 32.1)" in narrow[2]


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ((5, 1000, 80, 1000), "Clearly more in b, 16 times as often: log ratio -4.00 ("),
        ((5, 100, 6, 100), "Unclear: more in b, 1.2 times as often: log ratio -0.26 ("),
        ((5, 100, 5, 100), "Unclear: as often in both: log ratio +0.00 ("),
        ((0, 175, 60, 52_002), "Unclear: only b has it; 0.2 expected in a, 82% chance of none"),
        ((0, 5_000, 60, 5_200), "Clearly only b has it; 57.7 expected in a, < 1% chance of none"),
    ],
)
def test_a_theme_is_first_told_in_words_that_can_be_read_aloud(
    counts: tuple[int, int, int, int], verdict: str
) -> None:
    theme = Theme(name="water", label="Water", words=("river",))
    told = list(lines(Account(theme, ("a", "b"), compare("water", *counts)), 78))
    assert told[1].plain.startswith(verdict)


def test_rates_as_judged_say_how_much_was_read() -> None:
    theme = Theme(name="water", label="Water", words=("river",))
    account = Account(
        theme,
        ("a", "b"),
        compare("water", 13, 175, 1592, 52_002),
        judged=compare("water", 7, 175, 1584, 52_002),
        read=(13, 20),
    )
    told = [line.plain for line in lines(account, 118)]
    assert "as judged: a 40.0 (13 of 13 tasks read) · b 30.5 (20 of 1,592 tasks read)" in told


def test_a_bound_that_is_hardly_off_the_middle_is_not_written_as_none() -> None:
    assert "← <.01" in differences((5, 175, 480, 52_002)).row(0, 118).plain


# Words, verbs, rules, seeds.


def test_words_of_either_side_are_written_from_that_side() -> None:
    keyword = Keyword("she", 2, 90, 2, 80, -3.5, -2.0, 40.0, 0.00001)
    assert keyword_row(keyword, "b") == ("she", ("90", "2", "3.50", "<.0001"), True)
    assert keyword_row(keyword, "a")[1][:2] == ("2", "90")


def test_a_word_that_chance_may_have_left_out_is_said_to_be_unclear() -> None:
    word = AbsentWord("five", 9, 9, 0.04, 0.96, 1.0)
    assert absent_row(word) == ("five", ("9", "96%", "1.0000"), False)
    assert "unclear: 0.04 tasks expected there" in absent_told(word, "theirs", "seeds")


def test_a_collocate_of_one_word_only_has_no_difference() -> None:
    pair = Pair("her", Collocate("her", 4, 9, 10.4), Collocate("her", 0, 9, None))
    assert pair_row(pair)[1] == ("10.4", "·", "only")


@given(st.integers(0, 200), st.integers(0, 4))
def test_a_word_and_its_figures_fit(width: int, figures: int) -> None:
    assert 1 <= word_cells(width, figures) <= 24


def test_an_object_stands_under_its_verb() -> None:
    verbs = VerbList(id="verbs")
    verbs.show_verbs([Bar(1, "write", 4, 0.5), Bar(2, "poem", 1, 0.125)], 0.5)
    assert verbs.row(0, 40).plain.startswith("▸ write")
    assert verbs.row(1, 40).plain.startswith("    poem")
    assert (filled(1, 3), filled(0.5, 3), filled(0, 3)) == ("███", "█▌ ", "   ")


@pytest.mark.parametrize("width", range(24, 120))
def test_no_figure_is_cut_and_none_stands_under_the_scrollbar(width: int) -> None:
    themes = differences((2, 175, 13, 975), (175, 175, 900, 975))
    few = Contrast("water", Side(1, 30, 1), Side(2, 90, 30), Interval(-200, 420), None)
    seeds = ContrastList(id="contrasts")
    seeds.show([("Water", few)])
    verdicts = {row: "starts_with_non_ascii" if row < 20 else None for row in range(100)}
    rules = BiasTable(id="bias")
    rules.show([("the seeds", filter_bias_of_rows(verdicts, {"water": range(20)}))], LABELS)
    for row, figures in (
        (themes.row(0, width), ("11.4", "13.3")),
        (themes.row(1, width), ("1,000.0", "923.1")),
        (seeds.row(0, width), ("33.3", "22.2")),
        (rules.row(2, width), ("20", "100%*")),
    ):
        assert set(figures) <= set(row.plain.split())
        assert len(row.plain.rstrip()) < width


def test_a_contrast_without_an_interval_says_why() -> None:
    few = Contrast("water", Side(1, 3, 1), Side(2, 90, 30), None, "too few requests")
    clear = Contrast("order", Side(30, 90, 30), Side(2, 90, 30), Interval(200, 420), None)
    made = ContrastList(id="contrasts")
    made.show([("Water", few), ("Order", clear)])
    assert made.row(0, 78).plain.rstrip().endswith("too few requests")
    drawn = made.row(1, 78).plain
    assert drawn.index("●") > drawn.index("│") and "unclear" not in drawn


# Figures.


def test_small_figures_are_never_rounded_to_nothing() -> None:
    assert (p_value(0.00001), p_value(0.0335)) == ("< 0.0001", "0.0335")
    assert (chance(0.004), chance(0.996), chance(1)) == ("< 1%", "> 99%", "100%")
    assert (share(0), share(0.0001), share(0.004), share(0.5)) == ("·", "<.1%", "0.4%", "50%")
    assert span(Interval(-math.inf, 2), 2) == "… to 2.00"
    assert (times(-4.6), times(1)) == ("24 times as often", "2.0 times as often")
