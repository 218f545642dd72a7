"""The themes of a lesson while they are edited: changes with a way back, saved beside others.

Takes the path of the lesson's own `themes.toml`, which need not be there: the packaged themes are
what is edited then, and the first change makes the file. Where somebody else writes the file
meanwhile, both sides' changes are kept. What was done is a `Past`, which may outlive the book:
another book of the same file can take it back.
"""

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from guanaco_tui.analysis.themes import Theme, ThemeFile, default_themes, read_themes, save_themes
from guanaco_tui.lesson.judgements import Place

Themes = tuple[Theme, ...]

# So many steps back.
_LONGEST_HISTORY = 500


@dataclass(frozen=True, slots=True)
class Step:
    """A change: the themes before and after it, what it was, and the theme that it was made in."""

    before: Themes
    after: Themes
    what: str
    theme: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A hit of a theme was judged; `before` is what had been decided of it, None for nothing."""

    theme: str
    place: Place
    before: bool | None


# What was done to a theme file and its hits, the last at the end.
Past = list[Step | Decision]


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, and the theme where that was."""

    what: str
    theme: str


class ThemeBook:
    """The themes in hand; `past` is what was done to them before, and grows. Raises GuanacoError
    where the file is wrong.

    `save` may be called from any thread; all else belongs to one.
    """

    def __init__(self, path: Path, past: Past | None = None) -> None:
        self.path = path
        self._base = read_themes(path) if path.exists() else default_themes()
        self._on_disk = _sha256(path)
        self.themes: Themes = self._base.themes
        self._past: Past = [] if past is None else past
        self._typing = ""
        self._writing = threading.Lock()

    @property
    def is_in_file(self) -> bool:
        """Whether the lesson has a theme file of its own."""
        return self._on_disk is not None

    @property
    def is_saved(self) -> bool:
        """Whether nothing was changed here since the file was read or written."""
        return self.themes == self._base.themes

    def theme(self, name: str) -> Theme | None:
        """Return a theme by its name."""
        return _named(self.themes, name)

    def before_last_change(self, name: str) -> Theme | None:
        """Return a theme as it was before it was last changed; as it is where it never was."""
        for step in reversed(self._past):
            if isinstance(step, Step):
                before = _named(step.before, name)
                if before != _named(step.after, name):
                    return before
        return self.theme(name)

    def before_typing(self, name: str) -> Theme | None:
        """Return a theme as it was before the burst of typing; as it is where there is none."""
        is_typed = self._typing == name and isinstance(self._past[-1], Step)
        return self.before_last_change(name) if is_typed else self.theme(name)

    # Changes.

    def put(self, theme: Theme) -> None:
        """Change the theme of this name. One burst of typing is one step."""
        old = self.theme(theme.name)
        if old is None or old == theme:
            return
        themes = tuple(theme if one.name == theme.name else one for one in self.themes)
        before, what = self.themes, f"the change to {theme.label}"
        if self._typing == theme.name and isinstance(last := self._past[-1], Step):
            before, what = last.before, last.what
            self._past.pop()
        self._commit(themes, what, theme.name, before=before)
        self._typing = theme.name

    def settle(self) -> None:
        """End the burst of typing: what is typed next is a step of its own."""
        self._typing = ""

    def add(self, theme: Theme) -> None:
        """Put a theme behind the others. Its name must be free."""
        self._commit((*self.themes, theme), f"the new theme {theme.label}", theme.name)

    def delete(self, name: str) -> None:
        """Take a theme away."""
        theme = self.theme(name)
        if theme is not None:
            left = tuple(one for one in self.themes if one.name != name)
            self._commit(left, f"the deletion of {theme.label}", name)

    def replace(self, themes: Themes, what: str) -> None:
        """Put other themes in the place of all."""
        self._commit(themes, what, themes[0].name if themes else "")

    def decided(self, decision: Decision) -> None:
        """Remember a decision, which is kept elsewhere, among the changes."""
        self.settle()
        self._remember(decision)

    def forget(self, decision: Decision) -> None:
        """Take a decision that could not be kept out of what was done, the last of equal ones."""
        if decision in self._past:
            del self._past[~self._past[::-1].index(decision)]

    def undo(self) -> Undone | Decision | None:
        """Take the last change back; what somebody else changed since then stays.

        Where a decision came last it is returned, to be taken back where it is kept.
        """
        self.settle()
        if not self._past:
            return None
        step = self._past.pop()
        if isinstance(step, Decision):
            return step
        self.themes = _merged(step.after, step.before, self.themes, keep_both=False)
        return Undone(step.what, step.theme)

    def _commit(
        self, themes: Themes, what: str, theme: str, *, before: Themes | None = None
    ) -> None:
        self._remember(Step(self.themes if before is None else before, themes, what, theme))
        self._typing = ""
        self.themes = themes

    def _remember(self, done: Step | Decision) -> None:
        self._past.append(done)
        del self._past[:-_LONGEST_HISTORY]

    # The file.

    def save(self) -> ThemeFile | None:
        """Write what is not written yet, whole or not at all.

        Where somebody else has changed the file, nothing is written and what it says now is
        returned, to be given to `take_in`. Raises GuanacoError, and writes nothing, where the file
        cannot be read or written.
        """
        with self._writing:
            themes = self.themes
            there = _sha256(self.path)
            if there is not None and there != self._on_disk:
                return read_themes(self.path)
            if themes != self._base.themes:
                self._base = save_themes(self.path, self._base.meta, themes)
                self._on_disk = self._base.sha256
        return None

    def take_in(self, theirs: ThemeFile) -> list[str]:
        """Take in what somebody else wrote; return the labels of the themes that came of it.

        A theme that only one side changed is as that side wants it. Of one that both changed, both
        are kept: theirs under a name of its own.
        """
        self.settle()
        with self._writing:
            before = self.themes
            self.themes = _merged(self._base.themes, self.themes, theirs.themes, keep_both=True)
            self._base, self._on_disk = theirs, theirs.sha256
        return [theme.label for theme in self.themes if theme not in before]


def free_name(wanted: str, themes: Sequence[Theme]) -> str:
    """Return a name that no theme has: as wanted, or with a number behind it."""
    taken = {theme.name for theme in themes}
    names = (f"{wanted}-{number}" if number > 1 else wanted for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _named(themes: Themes, name: str) -> Theme | None:
    return next((theme for theme in themes if theme.name == name), None)


def _merged(base: Themes, mine: Themes, theirs: Themes, *, keep_both: bool) -> Themes:
    """Lay the changes from `base` to `mine` over `theirs`, theme by theme.

    Where both changed a theme, it is as in `theirs`; with `keep_both` mine keeps the name and
    theirs gets another, unless one side has deleted it: then the other's stays.
    """
    was = {theme.name: theme for theme in base}
    wanted = {theme.name: theme for theme in mine}
    now = {theme.name: theme for theme in theirs}
    beside: list[Theme] = []
    for name in {**was, **wanted}:
        if wanted.get(name) == was.get(name) or now.get(name) == wanted.get(name):
            continue
        if now.get(name) == was.get(name):
            _set(now, name, wanted.get(name))
        elif keep_both and name in wanted:
            if name in now:
                beside.append(now[name])
            now[name] = wanted[name]
    order = [*wanted, *(name for name in now if name not in wanted)]
    themes = [now[name] for name in order if name in now]
    for theme in beside:
        name = free_name(theme.name, themes)
        label = f"{theme.label} (from the file)"
        themes.append(theme.model_copy(update={"name": name, "label": label}))
    return tuple(themes)


def _set(themes: dict[str, Theme], name: str, theme: Theme | None) -> None:
    if theme is None:
        themes.pop(name, None)
    else:
        themes[name] = theme


def _sha256(path: Path) -> str | None:
    """Return the SHA-256 of a file's bytes; None where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
