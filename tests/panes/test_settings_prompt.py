"""The prompt in the settings: shown as it would be sent, and its template edited."""

from guanaco_tui.generation.prompt import default_template
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.widgets.prompt_editor import PromptEditor, doubts
from guanaco_tui.widgets.question import Question
from guanaco_tui.widgets.typed import TypedText
from tests.panes.settings_app import drawn, opened, said, sent, write
from tests.panes.waiting import until


async def test_the_prompt_is_the_very_text_with_three_seeds_and_d_draws_three_others(
    lesson: Lesson,
) -> None:
    async with opened(lesson) as (app, pilot):
        before = drawn(app)
        assert len(before) == 3
        assert sent(app).startswith("Please write a set of 20 different tasks.")
        assert sent(app).endswith("###\n4. Instruction:")
        seed = lesson.seeds().seeds[int(before[0]) - 1]
        assert seed.output in sent(app)
        await pilot.press("d")
        await until(pilot, lambda: not set(drawn(app)) & set(before))
        await write(pilot, app, "batch", "prompt_seeds", "5")
        await until(pilot, lambda: sent(app).endswith("###\n6. Instruction:"))
        assert len(drawn(app)) == 5
        await write(pilot, app, "batch", "language", "ko")
        korean = default_template("ko")
        await until(pilot, lambda: app.query_one(PromptEditor).template == korean)


async def test_a_template_is_kept_in_the_lesson_once_it_can_be_sent(lesson: Lesson) -> None:
    async with opened(lesson) as (app, pilot):
        text = app.query_one(PromptEditor).query_one(TypedText)
        app.screen.set_focus(text)
        text.load_text("Write {count} of them.")
        await until(pilot, lambda: "{tasks}" in said(app, "#template-problem"))
        assert "{count} is no placeholder" in said(app, "#template-doubts")
        await pilot.press("tab")
        assert lesson.own_template() is None
        text.load_text("Write {tasks} of them in {language}.")
        await until(pilot, lambda: sent(app).startswith("Write 20 of them in English."))
        await until(pilot, lambda: lesson.own_template() == text.text)
        assert not app.query_one("#template-problem").display


def test_a_template_that_can_be_sent_as_it_is_raises_no_doubts() -> None:
    assert doubts(default_template("en")) == []
    assert len(doubts("{tasks} {tsaks}")) == 2


async def test_going_back_to_the_packaged_template_asks_first(lesson: Lesson) -> None:
    lesson.prompt_path.write_text("Ours: {tasks} in {language}.", encoding="utf-8")
    async with opened(lesson) as (app, pilot):
        editor = app.query_one(PromptEditor)
        assert editor.template == "Ours: {tasks} in {language}."
        for answer, is_there in (("n", True), ("y", False)):
            editor.query_one("#packaged").focus()
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, Question))
            await pilot.press(answer)
            await until(pilot, lambda: not isinstance(app.screen, Question))
            assert lesson.prompt_path.exists() is is_there
        await until(pilot, lambda: editor.template == default_template("en"))
