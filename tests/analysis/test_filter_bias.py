"""What the filters erased of each theme: of a run's candidates, and of the class's own seeds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from guanaco_tui.analysis.filter_bias import (
    ANY_RULE,
    NO_FILTER,
    Erasure,
    filter_bias,
    filter_bias_of_rows,
)
from guanaco_tui.analysis.tagging import tag_collection
from guanaco_tui.generation.judge import BEYOND_TARGET, REPEATS
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.hits import FIELD_BITS, Hits
from guanaco_tui.tasks import Instance, SeedTask
from tests.analysis.made_run import ORDER, WATER, Request, made_run, theme_file

THEMES = theme_file(WATER, ORDER)


@pytest.fixture
def run(database: Database) -> int:
    """Of ten candidates on rivers four are dropped as maps; of ten others, one is, and repeats."""
    river = [("Draw the river", "unsuitable_word")] * 4 + [("Name the river", None)] * 6
    others = [("Draw the hill", "unsuitable_word"), ("Name the hill", "repeats")]
    others += [("Stand in the queue", None)] * 8
    nobody = [("A river", "cut_off"), ("The queue", "beyond_target"), ("No river", "unreadable")]
    return made_run(database, [Request(["Swim"], river), Request(["Walk"], [*others, *nobody])])


def test_each_rule_has_its_share_of_a_themes_candidates_beside_its_share_of_all(
    database: Database, run: int
) -> None:
    tag_collection(database, run, THEMES)
    table = filter_bias(database, run, THEMES.fingerprints)
    assert (table.candidates, table.themes) == (20, ("water", "order"))
    assert table.rules == ("unsuitable_word", "repeats", ANY_RULE)
    cell = table.cells["water", "unsuitable_word"]
    assert (cell.erased, cell.candidates, cell.all_erased, cell.all_candidates) == (4, 10, 5, 20)
    assert (cell.share, cell.share_of_all, cell.ratio) == (0.4, 0.25, pytest.approx(1.6))
    # Wilson's interval of 4 in 10, as by scipy.
    interval = stats.binomtest(4, 10).proportion_ci(method="wilson")
    assert cell.interval == pytest.approx((interval.low, interval.high))
    # Two and a half are expected, so the test is Fisher's: 4 of 10 against 1 of 10.
    assert cell.test == "fisher"
    assert cell.p == pytest.approx(stats.fisher_exact([[4, 6], [1, 9]]).pvalue)
    assert table.cells["water", ANY_RULE].all_erased == 6
    assert table.cells["order", "repeats"].ratio == 0


def test_what_no_filter_did_is_left_out_and_counted(database: Database, run: int) -> None:
    tag_collection(database, run, THEMES)
    table = filter_bias(database, run, THEMES.fingerprints)
    assert table.left_out == {"unreadable": 1, "cut_off": 1, "beyond_target": 1}
    assert BEYOND_TARGET in NO_FILTER
    assert table.cells["order", ANY_RULE].candidates == 8


def test_only_the_fields_that_are_asked_for_count(database: Database, run: int) -> None:
    tag_collection(database, run, THEMES)
    table = filter_bias(database, run, THEMES.fingerprints, FIELD_BITS["output"])
    cell = table.cells["water", "repeats"]
    assert (cell.candidates, cell.share, cell.interval, cell.p, cell.q) == (
        0,
        None,
        None,
        None,
        None,
    )
    assert cell.share_of_all == 0.05


def test_what_is_not_tagged_yet_is_not_counted(database: Database, run: int) -> None:
    table = filter_bias(database, run, THEMES.fingerprints)
    assert (table.candidates, table.rules) == (0, (ANY_RULE,))
    assert table.cells["water", ANY_RULE].share_of_all is None


def test_the_same_rules_run_over_the_seeds(database: Database) -> None:
    texts = (
        "Describe the river to a stranger",
        "Draw the river and the lake beside it",
        "Describe the river to a stranger today",
        "Say who may stand in the queue first",
    )
    catalogue = Catalogue(database)
    catalogue.sync_seeds(
        SeedTask(id=text, instruction=text, instances=[Instance(output="Yes")]) for text in texts
    )
    seeds = catalogue.collections()[0].id
    tag_collection(database, seeds, THEMES)

    rules = (None, "unsuitable_word", REPEATS, None)
    verdicts = dict(zip(catalogue.ids(seeds), rules, strict=True))
    table = filter_bias_of_rows(verdicts, Hits(database).rows(seeds, THEMES.fingerprints))
    assert {theme: table.cells[theme, ANY_RULE].erased for theme in table.themes} == {
        "water": 2,
        "order": 0,
    }
    assert table.cells["water", "unsuitable_word"].erased == 1
    assert table.cells["water", "repeats"].share == pytest.approx(1 / 3)


def test_a_run_and_its_rows_read_anew_come_to_one_table(database: Database, run: int) -> None:
    tag_collection(database, run, THEMES)
    catalogue = Catalogue(database)
    ids = [*catalogue.ids(run), *catalogue.ids(run, rejected=True)]
    verdicts = {row.id: row.rule for row in catalogue.rows(ids)}
    hits = Hits(database).rows(run, THEMES.fingerprints)
    anew = filter_bias_of_rows(verdicts, hits)
    assert anew == filter_bias(database, run, THEMES.fingerprints)


@given(
    st.dictionaries(
        st.integers(1, 60), st.sampled_from([None, "too_short", "repeats", "cut_off"]), max_size=60
    ),
    st.sets(st.integers(1, 70)),
)
def test_cells_never_hold_more_than_there_is(
    verdicts: dict[int, str | None], rows: set[int]
) -> None:
    table = filter_bias_of_rows(verdicts, {"a": rows, "none": []})
    assert table.candidates + sum(table.left_out.values()) == len(verdicts)
    for cell in table.cells.values():
        assert cell.erased <= min(cell.candidates, cell.all_erased) <= cell.all_candidates
        assert (cell.p is None) == (cell.q is None)
        assert cell.p is None or cell.q is None or cell.p <= cell.q
    everything: list[Erasure] = [table.cells["a", rule] for rule in table.rules[:-1]]
    assert sum(cell.erased for cell in everything) == table.cells["a", ANY_RULE].erased


def test_a_cell_is_a_row_of_data(database: Database, run: int) -> None:
    tag_collection(database, run, THEMES)
    cell = filter_bias(database, run, THEMES.fingerprints).cells["order", "repeats"]
    row = cell.as_json()
    assert row["theme"] == "order"
    assert row["interval"] == [0.0, pytest.approx(0.3244, abs=1e-4)]
