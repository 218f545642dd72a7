"""The pane where a run is set up: what is typed is judged, saved, and said what it means."""

from datetime import date
from typing import Any

import pytest
from textual import events
from textual.widget import Widget
from textual.widgets import Input, Switch

from guanaco_tui.app import GuanacoApp
from guanaco_tui.backends.base import ModelInfo
from guanaco_tui.generation.estimate import manner
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.lesson.settings import Settings, save_settings
from guanaco_tui.panes.settings import Heading
from guanaco_tui.widgets.meaning import Meaning, model_warnings
from guanaco_tui.widgets.model_picker import Listing
from guanaco_tui.widgets.prompt_editor import PromptEditor
from guanaco_tui.widgets.setting_field import SettingField
from guanaco_tui.widgets.setting_finder import SettingFinder
from guanaco_tui.widgets.typed import TypedText
from tests.hostile import MARKUP
from tests.panes.settings_app import (
    SIZE,
    field,
    keys,
    meaning,
    opened,
    said,
    saved,
    sent,
    write,
)
from tests.panes.waiting import until


async def test_every_setting_of_the_lesson_has_a_field(lesson: Lesson) -> None:
    async with opened(lesson) as (app, _):
        there = {(one.setting.table, one.setting.name) for one in app.query(SettingField)}
    groups = {table: field.annotation for table, field in Settings.model_fields.items()}
    assert there == {
        (table, name)
        for table, group in groups.items()
        if isinstance(group, type)
        for name in group.model_fields
    }


# Saving


async def test_a_right_value_is_saved_a_moment_after_the_last_key_or_when_the_focus_leaves(
    lesson: Lesson,
) -> None:
    async with opened(lesson) as (app, pilot):
        await pilot.press("right_square_bracket", "tab", "end", "backspace", "5")
        await until(pilot, lambda: saved(lesson).batch.count == 1005)
        assert app.settings.batch.count == 1005
        await pilot.press("6", "tab")
        await until(pilot, lambda: saved(lesson).batch.count == 10056)
    assert "# The settings of this lesson." in lesson.settings_path.read_text(encoding="utf-8")


async def test_quitting_saves_what_was_just_typed(lesson: Lesson) -> None:
    async with opened(lesson) as (app, pilot):
        await write(pilot, app, "batch", "count", "78")
        await pilot.press("ctrl+q")
    assert saved(lesson).batch.count == 78


@pytest.fixture
def never_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is saved but when the focus leaves."""
    monkeypatch.setattr("guanaco_tui.panes.settings.SAVE_AFTER", 3600)


@pytest.mark.usefixtures("never_by_itself")
async def test_a_wrong_value_says_what_is_wrong_and_is_not_saved(lesson: Lesson) -> None:
    async with opened(lesson) as (app, pilot):
        wrong = await write(pilot, app, "batch", "temperature", "7")
        await until(pilot, lambda: "at most 2" in wrong.problem)
        assert wrong.problem in str(wrong.render())
        await pilot.press("tab")
        await write(pilot, app, "batch", "count", "12")
        # A right value that becomes a wrong one before it is saved.
        await pilot.press("x", "tab")
        count = field(app, "batch", "count")
        await until(pilot, lambda: not count.query_one(Input).has_focus)
        assert count.problem == "a whole number is needed"
        assert saved(lesson) == Settings()
        await write(pilot, app, "batch", "temperature", "1.5")
        await pilot.press("tab")
        await until(pilot, lambda: saved(lesson).batch.temperature == 1.5)
        assert not wrong.problem


async def test_two_settings_that_hang_together_are_named_by_their_labels_and_tried_again(
    lesson: Lesson,
) -> None:
    async with opened(lesson) as (app, pilot):
        seeds = await write(pilot, app, "batch", "tasks_per_request", "3")
        said = "Tasks per request must be more than Seeds per request."
        await until(pilot, lambda: seeds.problem == said)
        await write(pilot, app, "batch", "prompt_seeds", "2")
        await until(pilot, lambda: saved(lesson).batch.tasks_per_request == 3)
        assert not seeds.problem


async def test_a_rule_is_a_switch_that_says_its_position_and_the_word_list_can_be_edited(
    lesson: Lesson,
) -> None:
    async with opened(lesson) as (app, pilot):
        rule = field(app, "rules", "write_a_program")
        rule.query_one(Switch).focus()
        assert "on · default on" in str(rule.render())
        await pilot.press("space")
        await pilot.pause()
        assert "off · default on" in str(rule.render())
        assert saved(lesson).rules.write_a_program is False
        words = field(app, "rules", "unsuitable_words").query_one(TypedText)
        words.focus()
        words.move_cursor(words.document.end)
        words.insert(", queer")
        await pilot.press("tab")
        await until(pilot, lambda: "queer" in saved(lesson).rules.unsuitable_words)


async def test_what_was_set_elsewhere_is_shown_when_the_pane_is_opened_again(
    lesson: Lesson,
) -> None:
    async with opened(lesson) as (app, pilot):
        app.change_settings({"batch": {"count": 31, "budget": 2.5}, "rules": {"too_long": False}})
        await app.open_pane("settings")
        await pilot.pause()
        assert field(app, "batch", "count").query_one(Input).value == "31"
        assert field(app, "batch", "budget").query_one(Input).value == "2.5"
        assert field(app, "rules", "too_long").query_one(Switch).value is False
        assert saved(lesson).batch.count == 31


async def test_a_run_is_spoken_of_as_long_as_it_goes_on(lesson: Lesson) -> None:
    async with opened(lesson) as (app, pilot):
        app.run_is_going = True
        await app.open_pane("settings")
        await until(pilot, lambda: "A run is going on" in meaning(app))
        app.run_is_going = False
        await app.open_pane("settings")
        await until(pilot, lambda: "A run is going on" not in meaning(app))


async def test_a_file_that_cannot_be_written_is_said_beside_the_field(lesson: Lesson) -> None:
    async with opened(lesson) as (app, pilot):
        lesson.settings_path.unlink()
        lesson.settings_path.mkdir()
        count = await write(pilot, app, "batch", "count", "12")
        await pilot.press("tab")
        await until(pilot, lambda: "not saved: Cannot" in count.problem)


# What the settings mean


@pytest.mark.usefixtures("never_by_itself")
async def test_the_estimate_follows_every_change_while_one_types(lesson: Lesson) -> None:
    async with opened(lesson) as (app, pilot):
        assert "n-gram model of your own seeds: a rehearsal, not an AI" in meaning(app)
        assert "74 requests · about " in meaning(app)
        assert "free" in meaning(app)
        await write(pilot, app, "batch", "count", "13")
        await until(pilot, lambda: "\n1 request · about " in meaning(app))
        assert saved(lesson).batch.count == 1000


def test_an_offline_run_at_reading_pace_takes_longer_than_one_at_full_speed() -> None:
    reading = Settings().changed({"model": {"pace": "reading"}})
    hosted = Settings().changed({"model": {"backend": "openai"}})
    speeds = [manner(it, []).tokens_a_second for it in (reading, hosted, Settings())]
    assert speeds == sorted(speeds)


async def test_the_cost_is_in_the_estimate_where_the_price_is_known(lesson: Lesson) -> None:
    async with opened(lesson, backend="openai") as (app, pilot):
        assert "gpt-6-luna · OpenAI" in meaning(app)
        assert "tokens · about $0.0" in meaning(app)
        await write(pilot, app, "model", "model", "unheard-of")
        await until(pilot, lambda: "price not known" in meaning(app))


async def test_what_the_settings_mean_is_in_view_at_any_place_and_size(lesson: Lesson) -> None:
    async with opened(lesson) as (app, pilot):
        await pilot.press("left_square_bracket")
        for size in (SIZE, (120, 40)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            shown = app.query_one(Meaning)
            assert app.screen.find_widget(shown).visible_region == shown.region
            assert shown.region.height >= 2
            beside = shown.region.x > app.query_one("#fields").region.x
            assert beside == (size != SIZE)


async def test_too_few_seeds_are_said(lesson: Lesson) -> None:
    text = lesson.seeds_path.read_text(encoding="utf-8").splitlines()
    lesson.seeds_path.write_text("\n".join(text[:2]) + "\n", encoding="utf-8")
    async with opened(lesson) as (app, _):
        assert "2 seeds can be shown; a request shows 3." in meaning(app)


def test_a_model_that_is_shut_down_soon_or_missing_is_warned_of() -> None:
    today = date(2026, 11, 20)
    models = (ModelInfo("old", date(2026, 12, 1)), ModelInfo("late", date(2028, 1, 1)))
    listing = Listing("http://localhost:1/v1", models=models)
    assert list(model_warnings(listing, "late", today)) == []
    [soon] = model_warnings(listing, "old", today)
    assert soon.startswith("old will be shut down on 2026-12-01")
    [missing] = model_warnings(listing, "new", today)
    assert missing.startswith("new is not among its models")


# Getting about


async def test_brackets_go_from_group_to_group_and_escape_ends_typing(lesson: Lesson) -> None:
    async with opened(lesson) as (app, pilot):
        for key, name in (("right", "Batch"), ("left", "Model"), ("left", "Prompt")):
            await pilot.press(f"{key}_square_bracket")
            assert isinstance(app.focused, Heading)
            assert str(app.focused.content) == name
        count = await write(pilot, app, "batch", "count", "5")
        await until(pilot, lambda: list(keys(app)) == ["escape", "f1"])
        await pilot.press("escape")
        letters = ["slash", "t", "m", "k", "d", "right_square_bracket", "f1"]
        await until(pilot, lambda: list(keys(app)) == letters)
        await pilot.press("d")
        assert count.query_one(Input).value == "5"


async def test_the_field_in_focus_is_in_view_with_its_help(lesson: Lesson) -> None:
    async with opened(lesson) as (app, pilot):
        view = app.query_one("#fields")
        for name in ("machine_examples", "random_seed", "count"):
            wanted = await write(pilot, app, "batch", name, "x")
            await until(pilot, lambda: wanted.problem and wanted.region.height == 3)  # noqa: B023
            await until(pilot, lambda: view.region.contains_region(wanted.region))  # noqa: B023


async def test_what_is_pasted_loses_its_control_characters(lesson: Lesson) -> None:
    async with opened(lesson, backend="ollama") as (app, pilot):
        line = field(app, "model", "model").query_one(Input)
        text = app.query_one(PromptEditor).query_one(TypedText)
        for target in (line, text):
            app.screen.set_focus(target)
            target.post_message(events.Paste("\x1b[2Jone\x9b\ntwo\x07"))
        await until(pilot, lambda: line.value == "[2Jone two")
        await until(pilot, lambda: "[2Jone\ntwo" in text.text)


async def test_hostile_text_in_the_lesson_is_shown_as_text(lesson: Lesson) -> None:
    lesson.prompt_path.write_text(f"{MARKUP}\x1b[31m {{tasks}} in {{language}}", encoding="utf-8")
    save_settings(lesson.settings_path, {"batch": {"language": "tlh\x1b[1m"}})
    changes: dict[str, Any] = {"model": MARKUP + "\x1b]0;x\x07\x9b", "backend": "ollama"}
    async with opened(lesson, **changes) as (app, pilot):
        assert MARKUP in sent(app)
        assert MARKUP in meaning(app)
        for text in (sent(app), meaning(app), field(app, "model", "model").query_one(Input).value):
            assert not set(text) & {"\x1b", "\x07", "\x9b"}
        await pilot.resize_terminal(20, 5)
        await pilot.resize_terminal(200, 60)
        await pilot.pause()
    assert saved(lesson).batch.language == "tlh\x1b[1m"


async def test_a_setting_is_found_by_its_words(lesson: Lesson) -> None:
    async with opened(lesson) as (app, pilot):
        await pilot.press("slash", *"temp")
        temperature = field(app, "batch", "temperature")
        assert "Temperature: enter goes to it" in said(app, "SettingFinder Static")
        assert app.query_one("#fields").region.contains_region(temperature.region)
        await pilot.press("enter")
        assert temperature.query_one(Input).has_focus
        assert not app.query_one(SettingFinder).display
        # Words of the help do as well, and enter once more goes on to the next that has them.
        await pilot.press("escape", "slash", "ctrl+u", *"request", "enter")
        first = app.focused
        await pilot.press("escape", "slash", "enter")
        assert app.focused is not first
        assert isinstance(app.focused, Input)
        # Escape goes back to where one was.
        before = app.focused
        await pilot.press("escape")
        heading = app.focused
        await pilot.press("slash", "ctrl+u", *"zebra", "enter")
        assert "No setting has these words." in said(app, "SettingFinder Static")
        await pilot.press("escape")
        assert app.focused is heading is not before


async def test_a_key_for_a_pane_works_in_every_text_of_the_settings(lesson: Lesson) -> None:
    with lesson.database() as database:
        app = GuanacoApp(lesson, database)
        async with app.run_test() as pilot:
            await until(pilot, lambda: app.pane)
            for text in (TypedText, Input):
                await pilot.press("f3")
                for one in app.query_one("SettingsPane").query(text).results(Widget):
                    if one.focusable:
                        app.screen.set_focus(one)
                        break
                await pilot.press("f6")
                assert app.pane is not None
                assert app.pane.id == "compare"
