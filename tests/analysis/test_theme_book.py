"""The themes of a lesson while they are edited: undo, and two who write one file."""

import threading
from pathlib import Path

import pytest

from guanaco_tui.analysis.theme_book import Decision, Past, ThemeBook, Undone, free_name
from guanaco_tui.analysis.themes import Theme, ThemeFile, default_themes, read_themes
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.judgements import place_of

WATER = """\
# Ours.
[theme.water]
label = "Water"
words = [
    "river",  # the long ones
    "lake",
]

[theme.order]
label = "Order"
words = ["queue"]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "themes.toml"
    path.write_text(WATER, encoding="utf-8")
    return path


def with_words(book: ThemeBook, name: str, *words: str) -> Theme:
    theme = book.theme(name)
    assert theme is not None
    return theme.model_copy(update={"words": words, "ambiguous": ()})


def words(path: Path) -> dict[str, tuple[str, ...]]:
    return {theme.name: theme.words for theme in read_themes(path).themes}


def test_the_first_change_gives_the_lesson_a_file_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "themes.toml"
    book = ThemeBook(path)
    assert book.themes == default_themes().themes
    assert book.save() is None
    assert not path.exists()
    assert not book.is_in_file
    book.put(with_words(book, "race", "black"))
    assert book.save() is None
    assert words(path)["race"] == ("black",)
    assert book.is_in_file


def test_a_change_leaves_the_rest_of_the_file_as_it_is(path: Path) -> None:
    book = ThemeBook(path)
    book.put(with_words(book, "water", "sea", "river", "pond", "lake"))
    book.save()
    after = path.read_text(encoding="utf-8")
    assert after.startswith("# Ours.\n")
    assert '"river",  # the long ones\n' in after
    assert words(path)["water"] == ("sea", "river", "pond", "lake")


def test_a_burst_of_typing_is_one_step_to_undo(path: Path) -> None:
    book = ThemeBook(path)
    before = book.themes
    for word in ("s", "se", "sea", "sea"):
        book.put(with_words(book, "water", word))
    book.settle()
    book.put(with_words(book, "water", "pond"))
    assert book.undo() is not None
    assert book.theme("water") == with_words(book, "water", "sea")
    assert book.undo() == Undone("the change to Water", "water")
    assert book.themes == before
    assert book.undo() is None


def test_what_was_done_in_one_book_is_taken_back_in_the_next(path: Path) -> None:
    past: Past = []
    decision = Decision("water", place_of("a river", 2, 7), None)
    first = ThemeBook(path, past)
    before = first.themes
    first.put(with_words(first, "water", "sea"))
    first.decided(decision)
    first.put(with_words(first, "water", "pond"))
    first.save()
    # Meanwhile somebody changes another theme.
    outside(path, '"queue"', '"line"')
    book = ThemeBook(path, past)
    assert book.undo() == Undone("the change to Water", "water")
    assert book.undo() == decision
    assert book.undo() == Undone("the change to Water", "water")
    assert book.theme("water") == before[0]
    assert book.theme("order") == with_words(book, "order", "line")
    assert book.undo() is None


def test_a_theme_is_known_as_it_was_before_it_was_last_changed_in_whatever_way(path: Path) -> None:
    book = ThemeBook(path)
    first, order = book.themes
    assert book.before_last_change("water") == first
    book.put(with_words(book, "water", "sea"))
    second = book.theme("water")
    # What is done to another theme, and a decision, are no change of this one.
    book.put(with_words(book, "order", "line"))
    book.decided(Decision("water", place_of("the sea", 4, 7), None))
    assert book.before_last_change("water") == first
    assert book.before_last_change("order") == order
    # Opening a file changes several at once, and is called by the first of them.
    pond = with_words(book, "water", "pond")
    book.replace((order, pond), "opening other.toml")
    assert book.before_last_change("water") == second
    book.delete("water")
    assert book.before_last_change("water") == pond
    assert book.before_last_change("nobody") is None


def test_of_equal_decisions_the_last_is_forgotten(path: Path) -> None:
    book = ThemeBook(path)
    place = place_of("a river", 2, 7)
    made, taken_back = Decision("water", place, None), Decision("water", place, True)
    for decision in (made, taken_back, made):
        book.decided(decision)
    book.forget(made)
    # One that is not there, as it was taken back already, is nothing to forget.
    book.forget(Decision("water", place, False))
    assert [book.undo(), book.undo(), book.undo()] == [taken_back, made, None]


def test_a_deleted_theme_comes_back_to_its_place(path: Path) -> None:
    book = ThemeBook(path)
    before = book.themes
    book.delete("water")
    book.save()
    assert list(words(path)) == ["order"]
    book.undo()
    book.save()
    assert book.themes == before
    assert set(words(path)) == {"water", "order"}


def test_a_new_theme_gets_a_name_that_is_free(path: Path) -> None:
    book = ThemeBook(path)
    name = free_name("water", book.themes)
    book.add(Theme(name=name, label="Water again", words=("sea",)))
    book.save()
    assert words(path)["water-2"] == ("sea",)


def test_other_themes_can_be_put_in_place_of_all_and_taken_back(path: Path) -> None:
    book = ThemeBook(path)
    before = book.themes
    book.replace(default_themes().themes, "opening the packaged themes")
    book.save()
    assert read_themes(path).themes == default_themes().themes
    book.undo()
    assert book.themes == before


def outside(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def save_and_take_in(book: ThemeBook) -> list[str]:
    theirs = book.save()
    assert isinstance(theirs, ThemeFile)
    labels = book.take_in(theirs)
    assert book.save() is None
    return labels


def test_nothing_is_written_over_what_somebody_else_wrote(path: Path) -> None:
    book = ThemeBook(path)
    book.put(with_words(book, "water", "sea"))
    outside(path, '"queue"', '"line"')
    theirs = path.read_text(encoding="utf-8")
    assert book.save() is not None
    assert path.read_text(encoding="utf-8") == theirs


def test_changes_of_both_sides_are_kept(path: Path) -> None:
    book = ThemeBook(path)
    book.put(with_words(book, "water", "sea"))
    outside(path, '"queue"', '"line"')
    assert save_and_take_in(book) == ["Order"]
    assert words(path) == {"water": ("sea",), "order": ("line",)}


def test_of_a_theme_that_both_changed_both_are_kept(path: Path) -> None:
    book = ThemeBook(path)
    book.put(with_words(book, "water", "sea"))
    outside(path, '"lake"', '"pond"')
    assert save_and_take_in(book) == ["Water (from the file)"]
    assert words(path) == {"water": ("sea",), "order": ("queue",), "water-2": ("river", "pond")}


def test_a_theme_that_one_side_deleted_and_the_other_changed_stays(path: Path) -> None:
    book = ThemeBook(path)
    book.delete("water")
    book.put(with_words(book, "order", "row"))
    outside(path, '"lake"', '"pond"')
    outside(path, '[theme.order]\nlabel = "Order"\nwords = ["queue"]\n', "")
    save_and_take_in(book)
    assert words(path) == {"water": ("river", "pond"), "order": ("row",)}


def test_the_same_change_on_both_sides_is_one(path: Path) -> None:
    book = ThemeBook(path)
    book.put(with_words(book, "order", "row"))
    outside(path, '"queue"', '"row"')
    assert save_and_take_in(book) == []
    assert words(path) == {"water": ("river", "lake"), "order": ("row",)}


def test_undo_leaves_what_somebody_else_changed_since(path: Path) -> None:
    book = ThemeBook(path)
    book.put(with_words(book, "water", "sea"))
    book.save()
    book.put(with_words(book, "order", "row"))
    book.save()
    outside(path, '"row"', '"line"')
    save_and_take_in(book)
    book.undo()
    assert book.theme("order") == with_words(book, "order", "line")
    book.undo()
    assert book.theme("water") == with_words(book, "water", "river", "lake")


def test_a_file_that_cannot_be_read_is_left_as_it_is(path: Path) -> None:
    book = ThemeBook(path)
    book.put(with_words(book, "water", "sea"))
    path.write_text("[theme.water]\nwrods = []\n", encoding="utf-8")
    with pytest.raises(GuanacoError, match="line 2"):
        book.save()
    assert "wrods" in path.read_text(encoding="utf-8")
    path.write_text(WATER, encoding="utf-8")
    assert book.save() is None
    assert words(path)["water"] == ("sea",)


def test_a_file_that_was_taken_away_is_written_again(path: Path) -> None:
    book = ThemeBook(path)
    book.put(with_words(book, "water", "sea"))
    path.unlink()
    assert book.save() is None
    assert words(path) == {"water": ("sea",), "order": ("queue",)}


def test_saves_at_the_same_time_write_one_after_the_other(path: Path) -> None:
    book = ThemeBook(path)
    book.put(with_words(book, "water", "sea"))
    results: list[ThemeFile | None] = []
    threads = [threading.Thread(target=lambda: results.append(book.save())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [None] * 4
    assert words(path)["water"] == ("sea",)
