"""What is read and written in the theme editor can be seen, also where there is little room."""

from textual.widgets import Input

from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.widgets.theme_form import PatternLines
from tests.panes.comparing import WATER, drawn, editing, write_themes
from tests.panes.keyboard import typed
from tests.panes.waiting import until

QUESTIONS = (
    "Who may cross the river, who pays for the bridge, and who lives where it floods each year?",
    "Who stands in the queue, who is let in before the others, and who decides about all that?",
)
TWO = "".join(
    f'[theme.t{number}]\nquestion = "{question}"\nwords = ["river"]\n'
    for number, question in enumerate(QUESTIONS)
)


async def test_the_question_of_each_theme_is_shown_from_its_beginning(lesson: Lesson) -> None:
    write_themes(lesson, TWO)
    async with editing(lesson, "seeds") as (pilot, editor):
        line = editor.query_one("#theme-question", Input)
        seen = []
        for _ in QUESTIONS:
            await pilot.pause()
            seen.append((line.value, drawn(line)[:24]))
            await pilot.press("down")
        assert seen == [(question, question[:24]) for question in QUESTIONS]


async def test_the_line_that_is_typed_is_in_sight_in_a_low_window(lesson: Lesson) -> None:
    write_themes(lesson, WATER)
    async with editing(lesson, "seeds", size=(60, 15)) as (pilot, editor):
        await pilot.press("enter")
        await typed(pilot, "a\nb\n*c")
        await until(pilot, lambda: "line 4" in drawn(editor))
        assert "*c" in drawn(editor.query_one("#theme-words", PatternLines))
