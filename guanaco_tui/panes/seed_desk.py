"""What is done to the seeds in the first pane: each change has a way back, and is saved by itself.
What it looks like is for the pane that builds on it.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from textual import on
from textual.widgets import Input

from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson import seed_exchange
from guanaco_tui.lesson.seed_book import SeedBook, Stepped
from guanaco_tui.panes.pane import Pane
from guanaco_tui.panes.seed_keeper import SeedKeeper
from guanaco_tui.text import clean
from guanaco_tui.widgets.file_picker import FilePicker
from guanaco_tui.widgets.question import Question
from guanaco_tui.widgets.seed_editor import SeedEditor, SeedText
from guanaco_tui.widgets.seed_notice import SeedNotice

# As many as the class of the lesson plan writes.
CLASS_SEEDS = 175


class SeedDesk(Pane):
    """Holds the seeds, and the number of the line in hand.

    Subclasses show: `_show` a line, `_paint` counts and statuses; `_numbers` are the lines that are
    listed.
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._book: SeedBook | None = None
        self._number: int | None = None

    def _show(self, number: int | None, *, keep_place: bool = False) -> None:
        """Show the list anew, with the cursor on a line, and that line in the editor."""
        raise NotImplementedError

    def _paint(self) -> None:
        """Show counts, statuses and the problem as they are now."""
        raise NotImplementedError

    def _numbers(self) -> Sequence[int]:
        """The lines that are listed, counted from 1."""
        raise NotImplementedError

    @property
    def book(self) -> SeedBook:
        """The seeds in hand; there are none only where the file cannot be read."""
        assert self._book is not None
        return self._book

    @property
    def _notice(self) -> SeedNotice:
        return self.query_one(SeedNotice)

    @property
    def _keeper(self) -> SeedKeeper:
        return self.query_one(SeedKeeper)

    # What is typed, and saved.

    def _collect(self) -> None:
        """Take what was typed into the book."""
        if self._number is None:
            return
        if changes := self.query_one(SeedEditor).changes():
            for field, value in changes:
                self.book.edit(self._number, field, value)
            self._keeper.touched()
            self._notice.say("")
            self._paint()

    @on(SeedKeeper.Saved)
    def _was_saved(self, event: SeedKeeper.Saved) -> None:
        self.book.settle()
        if event.trouble or self._notice.trouble or event.said:
            self._notice.trouble = event.trouble
            self._notice.say(event.said)
        if event.is_behind:
            self._collect()
            try:
                self._take_in()
            except GuanacoError as error:
                self._notice.say(str(error), is_wrong=True)
            self._keeper.save()

    def _take_in(self) -> None:
        """Bring in what another program wrote, and stay at the seed that is being written."""
        line = self.book.file.lines[self._number - 1] if self._number else None
        said = self.book.take_in()
        number = self._number
        if line is not None and line.seed is not None:
            places = [place for place, seed in self.book.file.numbered if seed.id == line.seed.id]
            number = places[0] if places else number
        self._show(number, keep_place=True)
        self._keeper.check_soon()
        if said:
            self._notice.say(said)

    def leaving(self) -> None:
        """Save what is not saved yet."""
        if trouble := self._save_now():
            self.guanaco.say(trouble, severity="error")
        elif self._book is not None:
            self._keeper.follow()

    async def may_leave(self) -> bool:
        """Save what is not saved yet; where that fails, ask. For a worker."""
        trouble = self._save_now()
        question = f"Not saved: {trouble} Leave all the same? The change is then lost."
        if not trouble:
            return True
        answer = await self.app.push_screen_wait(
            Question(question, yes="Leave", no="Stay", is_loss=True)
        )
        return bool(answer)

    def _save_now(self) -> str:
        """Save what is not saved yet, and say why that is not possible."""
        if self._book is None:
            return ""
        self._collect()
        self._notice.forget()
        try:
            self._keeper.save_now(self._take_in)
        except GuanacoError as error:
            return clean(str(error))
        return ""

    # What is done to seeds.

    def action_new(self) -> None:
        """Put a new seed behind this one, and write its name."""
        self._do(self.book.add)
        self.query_one("#seed-name", Input).focus()

    def action_duplicate(self) -> None:
        """Put a copy behind this one."""
        if self._number and self.book.file.lines[self._number - 1].seed is not None:
            self._do(self.book.duplicate)

    def action_delete(self) -> None:
        """Delete this one; undo brings it back."""
        if self._number:
            self._do(self.book.delete)
            self._notice.say("Deleted. u brings it back.")

    def action_move(self, rows: int) -> None:
        """Move this one up or down past its neighbour in the list."""
        numbers = self._numbers()
        if self._number in numbers:
            place = numbers.index(self._number) + rows
            if 0 <= place < len(numbers):
                self._do(lambda number: self.book.move(number, numbers[place]))

    def action_undo(self) -> None:
        """Take the last change back, wherever it was."""
        self._step(self.book.undo, "Took back {}.", "There is nothing to take back.")

    def action_redo(self) -> None:
        """Make the change again that was taken back last."""
        self._step(self.book.redo, "Made {} again.", "There is nothing to make again.")

    @on(SeedText.StepBack)
    def _step_back(self, event: SeedText.StepBack) -> None:
        if event.again:
            self.action_redo()
        else:
            self.action_undo()

    def action_blank(self) -> None:
        """Offer to put blank seeds in the place of these."""
        question = (
            f"Start from blank? {CLASS_SEEDS} empty seeds take the place of these "
            f"{len(self.book.file.lines)}. u brings these back until you quit; "
            "e exports them first."
        )
        self.app.push_screen(Question(question, yes="Start blank", no="Keep these"), self._blank)

    def _blank(self, yes: bool | None) -> None:
        if yes:
            self._do(lambda _: self.book.start_blank(CLASS_SEEDS))
            self._notice.say("Blank seeds. Enter begins to write; u brings the others back.")

    def _do(self, change: Callable[[int], int]) -> None:
        """Change the book at the line in the editor, and show the line to go on from."""
        self._collect()
        number = change(self._number or 0)
        self._keeper.touched()
        self._notice.say("")
        self._show(number)

    def _step(self, step: Callable[[], Stepped | None], said: str, nothing: str) -> None:
        self._collect()
        stepped = step()
        if stepped is None:
            self._notice.say(nothing)
            return
        self._keeper.touched()
        self._show(stepped.number, keep_place=stepped.number == self._number)
        self._notice.say(said.format(stepped.what))

    # Other files.

    def action_import(self) -> None:
        """Ask for a file to import."""
        self.app.push_screen(
            FilePicker("Import seeds from a file", Path.home(), seed_exchange.SUFFIXES), self._bring
        )

    def action_export(self) -> None:
        """Ask for a file to export to."""
        folder = self.guanaco.lesson.folder.resolve()
        start = folder.parent / f"{folder.name} seeds.jsonl"
        picker = FilePicker("Export the seeds", start, seed_exchange.SUFFIXES, saving=True)
        self.app.push_screen(picker, self._take_out)

    def _bring(self, path: Path | None) -> None:
        if path is not None:
            self._keeper.bring(path)

    @on(SeedKeeper.Brought)
    def _brought(self, event: SeedKeeper.Brought) -> None:
        brought = event.brought
        self._do(lambda _: self.book.append(brought.seeds))
        parts = [f"Imported {len(brought.seeds)} from {clean(event.path.name)}"]
        if brought.placeholders:
            parts.append(f"placeholders left out: {brought.placeholders}")
        if brought.damaged:
            parts.append(f"damaged lines left out: {brought.damaged}")
        self._notice.say(f"{', '.join(parts)}. u takes them back.")

    def _take_out(self, path: Path | None) -> None:
        if path is not None:
            self._keeper.take_out(path)

    @on(SeedKeeper.Said)
    def _said(self, event: SeedKeeper.Said) -> None:
        self._notice.say(event.text, is_wrong=event.is_wrong)
