"""Pane 4, driven as a person would: what is listed, in which order, and how it is narrowed."""

from textual.widgets import Input

from guanaco_tui.analysis.query import Query
from guanaco_tui.analysis.themes import default_themes
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.widgets.collection_picker import CollectionPicker
from guanaco_tui.widgets.task_list import TaskList
from guanaco_tui.widgets.theme_chips import ThemeChips
from tests.importing import asking, import_into
from tests.panes.browsing import (
    browsing,
    chips,
    current,
    marked_in,
    pasted,
    row_text,
    settled,
    text_of,
    typed,
)
from tests.panes.waiting import until


async def test_the_run_is_opened_newest_first_with_a_count_beside_each_theme(
    with_a_run: Lesson,
) -> None:
    async with browsing(with_a_run) as (_, pane):
        assert pane.listing is not None
        assert current(pane).id == max(pane.listing.ids)
        assert text_of(pane, "#browse-count") == "60"
        assert pane.listing.counts["gender"] > 0
        for theme, count in pane.listing.counts.items():
            assert f"{theme} {count}" in chips(pane)
        assert current(pane).instruction in text_of(pane, "#task-text")


async def test_words_narrow_the_list_and_the_counts_as_one_types(with_a_run: Lesson) -> None:
    tasks = [
        *asking("Write about a queer river", "Count to ten"),
        ("Name the king", "", "A queen, and hate speech."),
    ]
    import_into(with_a_run, tasks)
    async with browsing(with_a_run, "theirs") as (pilot, pane):
        await typed(pilot, pane, "quee*")
        assert text_of(pane, "#browse-count") == "2 of 3"
        await typed(pilot, pane, ' "hate speech"')
        assert text_of(pane, "#browse-count").endswith("1 of 3")
        assert "output: A queen" in row_text(pane, 0)
        assert marked_in(pane) == {"queen", "hate speech"}
        await pilot.press("enter", "escape")
        await settled(pilot, pane)
        assert text_of(pane, "#browse-count") == "3"


async def test_signs_that_are_not_looked_for_are_said_beside_the_search_line(
    with_a_run: Lesson,
) -> None:
    async with browsing(with_a_run) as (pilot, pane):
        await pasted(pilot, pane, "C++")
        assert text_of(pane, "#browse-count").startswith("looks for: c · ")
        assert text_of(pane, "#browse-count").endswith(" of 60")
        await pilot.press("backspace", "backspace")
        await settled(pilot, pane)
        assert "looks for" not in text_of(pane, "#browse-count")
        await pilot.press("backspace", "quotation_mark")
        await until(pilot, lambda: "looks for nothing yet" in text_of(pane, "#browse-count"))


async def test_a_theme_is_switched_on_and_off(with_a_run: Lesson) -> None:
    async with browsing(with_a_run) as (pilot, pane):
        assert pane.listing is not None
        count = pane.listing.counts["gender"]
        await pilot.press("t", "right", "enter")
        await settled(pilot, pane)
        assert text_of(pane, "#browse-count") == f"{count} of 60"
        assert f"✓gender {count}" in chips(pane)
        assert marked_in(pane)
        await pilot.press("escape", "escape")
        await settled(pilot, pane)
        assert text_of(pane, "#browse-count") == "60"


async def test_a_theme_is_switched_with_the_mouse(with_a_run: Lesson) -> None:
    async with browsing(with_a_run) as (pilot, pane):
        column = chips(pane).splitlines()[0].index("gender") + 2
        await pilot.click(ThemeChips, offset=(column, 0))
        await settled(pilot, pane)
        assert pane.view is not None
        assert pane.view.themes == ("gender",)


async def test_nothing_found_is_said_in_words(with_a_run: Lesson) -> None:
    async with browsing(with_a_run) as (pilot, pane):
        await pasted(pilot, pane, "xylophonist")
        assert text_of(pane, "#browse-count") == "0 of 60"
        assert "No task here" in text_of(pane, "#task-text")


async def test_dropped_tasks_are_shown_with_the_reason(with_a_run: Lesson) -> None:
    async with browsing(with_a_run) as (pilot, pane):
        await pilot.press("d")
        await settled(pilot, pane)
        assert "dropped" in text_of(pane, "#browse-what")
        task = current(pane)
        assert task.rule is not None
        reason = "repeats" if task.repeats else task.rule.replace("_", " ")
        assert reason in row_text(pane, 0)
        assert f"dropped: {reason}" in text_of(pane, "#task-text")
        await pilot.press("d")
        await settled(pilot, pane)
        assert text_of(pane, "#browse-count") == "60"


async def test_dropped_tasks_are_narrowed_by_a_theme(with_a_run: Lesson) -> None:
    with with_a_run.database() as database:
        catalogue = Catalogue(database)
        dropped = catalogue.rows(catalogue.ids(catalogue.collection("run-1").id, rejected=True))
    gender = Query(tuple(theme for theme in default_themes().themes if theme.name == "gender"))
    speaking = {task.id for task in dropped if gender.matches(task)}
    assert 0 < len(speaking) < len(dropped)
    async with browsing(with_a_run) as (pilot, pane):
        await pilot.press("d", "t", "right", "enter")
        await settled(pilot, pane)
        assert f"✓gender {len(speaking)}" in chips(pane)
        assert text_of(pane, "#browse-count") == f"{len(speaking)} of {len(dropped)}"
        assert pane.listing is not None
        assert set(pane.listing.ids) == speaking


async def test_the_order_turns_round_under_the_cursor(with_a_run: Lesson) -> None:
    async with browsing(with_a_run) as (pilot, pane):
        newest = current(pane).id
        await pilot.press("o")
        assert current(pane).id == newest
        assert pane.query_one(TaskList).cursor == 59
        assert "oldest first" in text_of(pane, "#browse-what")


async def test_the_list_grows_without_moving_what_one_reads(with_a_run: Lesson) -> None:
    async with browsing(with_a_run) as (pilot, pane):
        tasks = pane.query_one(TaskList)
        await pilot.press("down", "down", "down", "pagedown", "pagedown")
        read, line = current(pane).id, tasks.cursor * 2 - tasks.scroll_offset.y
        with with_a_run.database() as database, database.writing() as connection:
            row = connection.execute("SELECT * FROM task WHERE id = ?", (read,)).fetchone()
            for _ in range(7):
                connection.execute(
                    "INSERT INTO task (collection, response, position, instruction, input, output)"
                    " VALUES (?, ?, 1, 'Name the moon', '', 'Moon.')",
                    (row["collection"], row["response"]),
                )
        pane.beat()
        await until(pilot, lambda: text_of(pane, "#browse-count") == "67")
        assert current(pane).id == read
        assert tasks.cursor * 2 - tasks.scroll_offset.y == line


async def test_a_run_is_followed_while_it_goes_on(with_a_run: Lesson) -> None:
    async with browsing(with_a_run) as (pilot, pane):
        app = pane.guanaco
        app.change_settings({"batch": {"count": 80, "random_seed": 6}})
        await app.action_toggle_run()
        await until(pilot, lambda: app.run_watch and app.run_watch.state.collection == "run-2")
        await app.open_collection("run-2")
        await app.open_pane("browse")
        await until(pilot, lambda: not app.run_is_going)
        await until(pilot, lambda: text_of(pane, "#browse-count") == "80")
        await settled(pilot, pane)


async def test_another_collection_is_picked(with_a_run: Lesson) -> None:
    async with browsing(with_a_run) as (pilot, pane):
        await pilot.press("c")
        assert isinstance(pane.app.screen, CollectionPicker)
        await pilot.press("home", "enter")
        await settled(pilot, pane)
        assert text_of(pane, "#browse-what").startswith("seeds")
        assert current(pane).seed is not None


async def test_a_collection_is_opened_narrowed_by_a_line(with_a_run: Lesson) -> None:
    async with browsing(with_a_run) as (pilot, pane):
        await pane.guanaco.open_collection("run-1", "#gender")
        await settled(pilot, pane)
        assert pane.query_one(Input).value == "#gender"
        assert pane.listing is not None
        assert len(pane.listing.ids) == pane.listing.counts["gender"] < pane.listing.total
