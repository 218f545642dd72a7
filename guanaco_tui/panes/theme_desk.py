"""What is done to themes and decisions in the theme editor: each change has a way back, and is
saved by itself. What it looks like is for the screen that builds on it.
"""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from textual import on

from guanaco_tui.analysis.adjudication import Hit
from guanaco_tui.analysis.rates import counted
from guanaco_tui.analysis.theme_book import Decision, Past, ThemeBook, free_name
from guanaco_tui.analysis.theme_draft import Mistake, refilled
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.panes.hit_sample import HitSample
from guanaco_tui.panes.theme_hits import ThemeHits
from guanaco_tui.panes.theme_keeper import ThemeKeeper, Wish
from guanaco_tui.text import clean
from guanaco_tui.widgets.file_picker import FilePicker
from guanaco_tui.widgets.line_question import LineQuestion
from guanaco_tui.widgets.question import Question
from guanaco_tui.widgets.theme_form import StepBack, ThemeForm
from guanaco_tui.widgets.theme_list import ThemeList
from guanaco_tui.widgets.whole_screen import WholeScreen
from guanaco_tui.words import words

if TYPE_CHECKING:
    from guanaco_tui.app import GuanacoApp

# What is said where another program has changed a theme of which a line cannot be read yet.
TAKEN_IN_LATER = "Changed outside: taken in once each line can be read."
# Seconds until it is said that leaving has to wait for the disk.
SAID_AFTER = 1.0


class Left(NamedTuple):
    """How the editor was left: whether a theme or a decision was changed, at which theme and hit,
    and the task that is to be read, if there is one.
    """

    is_changed: bool
    theme: str
    hit: int = 0
    task: int | None = None


class ThemeDesk(WholeScreen[Left]):
    """Holds the themes, and the one in hand as it is typed.

    `past` is what was done to the lesson's themes before, and can be taken back here; it grows.
    Subclasses show: `_show` a theme, `_list` which there are, `_say_where` they are saved.
    """

    def __init__(self, past: Past) -> None:
        super().__init__()
        self._past = past
        self._theme_name = ""
        self._book: ThemeBook | None = None
        # The theme as it is typed, which the book has once there is no mistake in it.
        self._draft: Theme | None = None
        self._mistakes: tuple[Mistake, ...] = ()
        self._is_changed = False
        # Why the themes are not saved, and why a decision was not written.
        self._unsaved = self._unwritten = ""

    def _show(self, name: str, *, keep_place: bool = False) -> None:
        """Show a theme, or the first; with `keep_place` it is the same, changed elsewhere."""
        raise NotImplementedError

    def _list(self) -> None:
        """Show which themes there are now."""
        raise NotImplementedError

    def _say_where(self) -> None:
        """Say where the themes are saved, or why they or a decision are not."""
        raise NotImplementedError

    @property
    def guanaco(self) -> "GuanacoApp":
        """The app."""
        return cast("GuanacoApp", self.app)

    @property
    def book(self) -> ThemeBook:
        """The themes in hand; there are none only where the file cannot be read."""
        assert self._book is not None
        return self._book

    @property
    def _hits(self) -> ThemeHits:
        return self.query_one(ThemeHits)

    @property
    def _keeper(self) -> ThemeKeeper:
        return self.query_one(ThemeKeeper)

    # Words.

    @property
    def _before_last_change(self) -> Theme | None:
        """The theme in hand before it was last changed; with a mistake in it, it is not in yet."""
        if self._mistakes:
            return self.book.theme(self._theme_name)
        return self.book.before_last_change(self._theme_name)

    def _put(self, theme: Theme) -> None:
        """Take a changed theme into the book."""
        self.book.put(theme)
        self._after_change()

    def _after_change(self) -> None:
        self._is_changed = True
        self._list()
        self._keeper.touched()

    def _settle(self) -> None:
        """Before the theme is left, take in what can be read of it."""
        if self._mistakes and self._draft is not None:
            theme, said = refilled(
                self._draft, self.book.before_typing(self._theme_name), self._mistakes
            )
            self._mistakes = ()
            self._put(theme)
            self.guanaco.say(f"{theme.label}: {said}", severity="warning")
        self.book.settle()

    # Decisions.

    def _decide(self, hit: Hit, is_hit: bool | None) -> None:
        step = Decision(self._theme_name, hit.place, self._hits.judged.get(hit.place))
        self.book.decided(step)
        self._write_down(step, is_hit)

    def _write_down(self, step: Decision, is_hit: bool | None, *, is_undo: bool = False) -> None:
        was = self._hits.judged.get(step.place)
        self._mark(step, is_hit)
        self._is_changed = True
        self._keeper.judge(Wish(step, was, is_hit, is_undo))

    def _mark(self, step: Decision, is_hit: bool | None) -> None:
        if step.theme == self._theme_name:
            self._hits.put_decisions({step.place: is_hit})

    @on(ThemeKeeper.Decided)
    def _were_written(self, event: ThemeKeeper.Decided) -> None:
        """Where writing failed, be as if nothing had been decided."""
        self._unwritten = event.trouble
        self._say_where()
        if event.trouble:
            self.guanaco.say(f"Not saved: {event.trouble}", severity="error")
        # The last first: so those that are left keep their order.
        for wish in reversed(event.failed):
            if wish.is_undo:
                self.book.decided(wish.step)
            else:
                self.book.forget(wish.step)
            if not self._keeper.waits_for(wish.hit):
                self._mark(wish.step, self._keeper.written(wish.hit))
        if event.failed and isinstance(self.app.screen, HitSample):
            self.app.screen.watch_at()

    # Themes.

    def action_new(self) -> None:
        """Ask for the name of a new theme."""
        self.app.push_screen(LineQuestion("Name of the new theme"), self._new)

    def _new(self, label: str | None) -> None:
        label = clean(label or "").strip()
        found = words(label)
        if not found:
            if label:
                self.guanaco.say("A name needs a letter or a number.")
            return
        if any(theme.label.casefold() == label.casefold() for theme in self.book.themes):
            self.guanaco.say(f"There is a theme {label} already.")
            return
        self._settle()
        name = free_name("-".join(found), self.book.themes)
        # A theme needs a word or phrase, so that its file can be read: its name is a first one.
        part = "phrases" if len(found) > 1 else "words"
        self.book.add(Theme.model_validate({"name": name, "label": label, part: [" ".join(found)]}))
        self._after_change()
        self._show(name)
        self.query_one(ThemeForm).focus_words()

    def action_delete(self) -> None:
        """Delete the theme; undo brings it back."""
        theme = self.book.theme(self._theme_name)
        if theme is not None:
            self._mistakes = ()
            self.book.delete(theme.name)
            self._after_change()
            self._show(self.query_one(ThemeList).name_at_cursor)
            self.guanaco.say(f"{theme.label} is deleted: u brings it back.")

    def action_open(self) -> None:
        """Ask for a theme file to take in place of this one."""
        start = self.guanaco.lesson.folder
        self.app.push_screen(FilePicker("Open the themes of", start, (".toml",)), self._picked)

    def _picked(self, path: Path | None) -> None:
        if path is not None:
            self._keeper.bring(path)

    @on(ThemeKeeper.Brought)
    def _brought(self, event: ThemeKeeper.Brought) -> None:
        name = clean(event.path.name)
        if not event.themes.themes:
            self.guanaco.say(f"There is no theme in {name}.")
            return
        self._settle()
        self.book.replace(event.themes.themes, f"opening {name}")
        self._after_change()
        self._show(self._theme_name)
        count = counted(len(event.themes.themes), "theme")
        self.guanaco.say(f"In place of yours: {count} of {name}. u takes that back.")

    @on(StepBack)
    def action_undo(self) -> None:
        """Take the last change or decision back, whichever it was."""
        if self._mistakes:
            self._show(self._theme_name, keep_place=True)
            self._keeper.touched()
            self.guanaco.say("Taken back: what could not be read.")
            return
        undone = self.book.undo()
        if undone is None:
            self.guanaco.say("Nothing to take back.")
        elif isinstance(undone, Decision):
            self._write_down(undone, undone.before, is_undo=True)
            self.guanaco.say("Taken back: a decision.")
        else:
            self._mistakes = ()
            self._after_change()
            self._show(undone.theme, keep_place=undone.theme == self._theme_name)
            self.guanaco.say(f"Taken back: {undone.what}.")

    # The file.

    @on(ThemeKeeper.Saved)
    def _saved(self, event: ThemeKeeper.Saved) -> None:
        # Mended or left, a theme that cannot be read yet is saved again: then both versions stay.
        is_later = event.theirs is not None and bool(self._mistakes)
        self._unsaved = TAKEN_IN_LATER if is_later else event.trouble
        if not event.trouble:
            self._unwritten = ""
        self._say_where()
        self.book.settle()
        if event.theirs is not None and not is_later:
            labels = self.book.take_in(event.theirs)
            self._after_change()
            self._catch_up()
            if labels:
                said = ", ".join(labels[:3]) + (" ..." if len(labels) > 3 else "")
                self.guanaco.say(f"Changed outside and taken in: {clean(said)}.")

    def _catch_up(self) -> None:
        """Show the theme in hand as it is now in the book."""
        if self.book.theme(self._theme_name) != self._draft:
            self._show(self._theme_name, keep_place=True)

    async def may_leave(self) -> bool:
        """Save what is typed and decided, and wait for it; where that fails, ask. For a worker."""
        if self._book is None:
            return True
        self._settle()
        waiting = self.set_timer(
            SAID_AFTER, lambda: self.guanaco.say("Still saving what was done here.")
        )
        trouble = await self._keeper.save_now()
        waiting.stop()
        if not trouble:
            return True
        if isinstance(self.app.screen, Question):
            # It is being asked already.
            return False
        question = f"Not saved: {clean(trouble)} Leave all the same? The change is then lost."
        if await self.app.push_screen_wait(
            Question(question, yes="Leave", no="Stay", is_loss=True)
        ):
            return True
        self._catch_up()
        self._list()
        return False
