"""What the command line prints of a comparison."""

from guanaco_tui.analysis.comparison import compare
from guanaco_tui.analysis.difference import ThemeDifference, WordDifference
from guanaco_tui.analysis.keyness import absent_words
from guanaco_tui.analysis.themes import Meta, Theme, ThemeFile
from guanaco_tui.analysis.vocabulary import Vocabulary, WordField
from guanaco_tui.lesson.catalogue import Collection
from guanaco_tui.reading_tables import theme_lines, word_lines


def difference(
    *counts: tuple[int, int], totals: tuple[int, int], field: WordField = "instruction"
) -> ThemeDifference:
    names = [f"theme-{number}" for number in range(len(counts))]
    a, b = (
        Collection(id=row, name=name, kind="import", source="", kept=total, rejected=0)
        for row, (name, total) in enumerate(zip(("ours", "theirs"), totals, strict=True), start=1)
    )
    themes = tuple(Theme(name=name, label=name, words=("river",)) for name in names)
    compared = tuple(
        compare(name, k_a, totals[0], k_b, totals[1])
        for name, (k_a, k_b) in zip(names, counts, strict=True)
    )
    file = ThemeFile(meta=Meta(), themes=themes, sha256="")
    return ThemeDifference(a, b, totals, field, file, compared)


def words(ours: dict[str, int], theirs: dict[str, int], tasks: int) -> WordDifference:
    a, b = (Vocabulary(said, said, sum(said.values()), tasks) for said in (ours, theirs))
    return WordDifference((), absent_words(a, b), absent_words(b, a))


def test_what_one_side_never_speaks_of_are_themes_and_words_that_chance_would_not_leave_out() -> (
    None
):
    found = difference((0, 90), (0, 1), (40, 0), totals=(1000, 1000))
    said = list(word_lines(found, words({"queer": 30, "one": 1}, {"steak": 25}, 1000)))
    assert said[2:] == [
        "Never in the instructions of theirs, and not by chance (tasks): #theme-2 40, queer 30",
        "Never in the instructions of ours, and not by chance (tasks): #theme-0 90, steak 25",
    ]


def test_in_all_fields_a_side_never_says_it_at_all() -> None:
    found = difference((0, 90), totals=(1000, 1000), field="all")
    said = list(word_lines(found, words({"a": 1}, {"b": 1}, 1000)))
    assert said[2] == "Never in theirs, and not by chance (tasks): none of these themes, no word"


def test_an_absence_that_chance_may_explain_has_a_question_mark_and_another_has_none() -> None:
    said = list(theme_lines(difference((0, 90), (0, 1), totals=(1000, 1000))))
    clear, unclear = (" ".join(line.split()) for line in said[4:6])
    assert "absent 90.0 expected, < 1% chance of none" in clear
    assert "absent ? 1.0 expected, 50% chance of none" in unclear


def test_where_there_is_nothing_to_compare_no_figure_is_printed() -> None:
    empty = " ".join(list(theme_lines(difference((0, 90), totals=(0, 1000))))[4].split())
    assert empty == "theme-0 no tasks 90.0 nothing to compare"
    neither = " ".join(list(theme_lines(difference((0, 0), totals=(10, 1000))))[4].split())
    assert neither == "theme-0 absent absent in neither"


def test_a_bound_that_is_not_0_is_not_written_as_0() -> None:
    found = difference((5, 480), totals=(175, 52_002))
    said = "\n".join(theme_lines(found, in_full=True))
    assert "+0.0007 to +2.86" in said and "0.00 to" not in said
