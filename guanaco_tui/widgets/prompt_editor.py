"""The prompt: the very text that would be sent now, and the template that it is made from.

Takes the lesson's own template or the packaged one, the seeds that a prompt may show, and the
settings of the batch. A template is saved a moment after the last key, once it is as it must be.
"""

import random
import re
from collections.abc import Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Button, Static, TextArea

from guanaco_tui import files
from guanaco_tui.errors import GuanacoError
from guanaco_tui.generation.estimate import estimate_tokens
from guanaco_tui.generation.prompt import (
    PLACEHOLDERS,
    check_template,
    default_template,
    encode_prompt,
)
from guanaco_tui.lesson.settings import BatchSettings
from guanaco_tui.tasks import SeedTask
from guanaco_tui.text import clean
from guanaco_tui.widgets.meaning import Line
from guanaco_tui.widgets.question import Question
from guanaco_tui.widgets.typed import TypedText

SAVE_AFTER = 0.5


def doubts(template: str) -> list[str]:
    """Return what a person may not have meant in a template that can be sent all the same."""
    unknown = dict.fromkeys(re.findall(r"\{\w*\}", template))
    found = [
        f"{name} is no placeholder: it is sent as it stands."
        for name in unknown
        if name not in PLACEHOLDERS
    ]
    if "{language}" not in template:
        found.append("Without {language}, the prompt does not follow the lesson's language.")
    return found


class PromptEditor(Vertical):
    """Shows the prompt with seeds drawn by chance, and edits its template."""

    DEFAULT_CSS = """
    PromptEditor {
        height: auto;
        #sent { height: auto; max-height: 16; background: $surface; padding: 0 1;
            scrollbar-size-vertical: 1; }
        #sent:focus { background: $boost; }
        #shown { color: $text-muted; }
        #about-template { color: $text-muted; margin: 1 0 0 0; }
        #template-problem { color: $text-error; }
        #template-doubts { color: $text-warning; }
        TextArea {
            height: 16; border: none; padding: 0 1; background: $panel;
            scrollbar-size-vertical: 1;
        }
        .row { height: 1; margin: 1 0 0 0; }
        &.-wide {
            #sent { max-height: 28; }
            TextArea { height: 24; }
        }
    }
    """

    class Edited(Message):
        """The template is another now."""

    def __init__(self, path: Path, batch: BatchSettings) -> None:
        super().__init__()
        self._path = path
        self._batch = batch
        self._own: str | None = None
        self._seeds: list[tuple[int, SeedTask]] = []
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """The prompt as it would be sent, then the template."""
        yield Line(id="shown")
        with VerticalScroll(id="sent"):
            yield Line(id="prompt")
        with Horizontal(classes="row"):
            yield Button("Draw other seeds", id="draw", compact=True)
        yield Static(
            "The template. {tasks} stands for the number of tasks, {language} for the language; "
            "the seeds follow it.",
            markup=False,
            id="about-template",
        )
        yield TypedText(clean(default_template(self._batch.language)))
        yield Line(id="template-problem")
        yield Line(id="template-doubts")
        with Horizontal(classes="row"):
            yield Button("Back to the packaged template", id="packaged", compact=True)

    @property
    def template(self) -> str:
        """The template as it stands here, saved or not."""
        return self.query_one(TypedText).text

    def show(
        self, seeds: Sequence[tuple[int, SeedTask]], own_template: str | None, batch: BatchSettings
    ) -> None:
        """Show a lesson: its seeds with the number of each, its own template or None."""
        # What was drawn stays, with the words that the seeds have now.
        order = {number: place for place, (number, _) in enumerate(self._seeds)}
        drawn = random.sample(seeds, len(seeds))
        self._seeds = sorted(drawn, key=lambda seed: order.get(seed[0], len(order)))
        is_saved = self.template == self._saved
        self._batch = batch
        self._own = None if own_template is None else clean(own_template)
        if is_saved:
            self._load()
        self._show_prompt()

    def follow(self, batch: BatchSettings) -> None:
        """Follow a change of the settings."""
        is_saved = self.template == self._saved
        self._batch = batch
        if is_saved:
            self._load()
        self._show_prompt()

    @on(Button.Pressed, "#draw")
    def draw(self) -> None:
        """Show the prompt with other seeds: those next in line, so that none comes back soon."""
        shown = self._batch.prompt_seeds
        self._seeds = self._seeds[shown:] + self._seeds[:shown]
        self._show_prompt()
        self.query_one("#sent").scroll_end(animate=False)

    def save(self) -> None:
        """Save the template now, if it is another and can be sent."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        template = self.template
        if template == self._saved:
            return
        try:
            check_template(template)
            files.write_atomically(self._path, template)
        except GuanacoError as error:
            self._say_problem(str(error))
        else:
            self._own = template

    @property
    def _saved(self) -> str:
        return clean(default_template(self._batch.language)) if self._own is None else self._own

    def _load(self) -> None:
        editor = self.query_one(TypedText)
        if editor.text != self._saved:
            editor.load_text(self._saved)

    @on(TextArea.Changed)
    def _edited(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        try:
            check_template(self.template)
        except GuanacoError as error:
            self._say_problem(f"{error} It is not saved.")
        else:
            self._say_problem("")
            if self.template != self._saved:
                self._timer = self.set_timer(SAVE_AFTER, self.save)
        self._show_prompt()
        self.post_message(self.Edited())

    def _say_problem(self, problem: str) -> None:
        line = self.query_one("#template-problem", Line)
        line.show(Content(f"! {clean(problem)}" if problem else ""))
        line.display = bool(problem)

    def _show_prompt(self) -> None:
        batch = self._batch
        drawn = self._seeds[: batch.prompt_seeds]
        prompt = encode_prompt(
            self.template,
            [seed for _, seed in drawn],
            tasks_per_request=batch.tasks_per_request,
            language=batch.language,
        )
        numbers = ", ".join(str(number) for number, _ in drawn) or "none"
        shown = f"As it would be sent now, with seeds {numbers}: about {estimate_tokens(prompt):,} "
        self.query_one("#shown", Line).show(Content(f"{shown}tokens."))
        self.query_one("#prompt", Line).show(Content(clean(prompt)))
        noted = self.query_one("#template-doubts", Line)
        lines = doubts(self.template)
        noted.show(Content("\n".join(f"! {line}" for line in lines)))
        noted.display = bool(lines)

    @on(Button.Pressed, "#packaged")
    def _ask_for_the_packaged(self) -> None:
        question = Question(
            "Take the lesson's own template away, and go back to the packaged one?",
            yes="Take it away",
            no="Keep it",
        )
        self.app.push_screen(question, self._go_back)

    def _go_back(self, yes: bool | None) -> None:
        if not yes:
            return
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            self._say_problem(str(files.os_error(error, self._path, "remove")))
            return
        self._own = None
        self._load()
