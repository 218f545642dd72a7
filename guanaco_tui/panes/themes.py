"""The theme editor: a theme's words at the left, its hits in context at the right while one types,
and what the change does to each collection.
"""

import contextlib
from functools import partial
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.timer import Timer
from textual.widgets import Static

from guanaco_tui.analysis.theme_book import Past, ThemeBook
from guanaco_tui.analysis.theme_draft import phrases_around, read_draft
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.errors import GuanacoError
from guanaco_tui.panes.hit_sample import EACH, HitSample
from guanaco_tui.panes.theme_desk import Left, ThemeDesk
from guanaco_tui.panes.theme_hits import ThemeHits
from guanaco_tui.panes.theme_keeper import ThemeKeeper
from guanaco_tui.panes.theme_reader import Asked, Side, ThemeReader
from guanaco_tui.text import clean
from guanaco_tui.widgets.exclude_dialog import ExcludeDialog
from guanaco_tui.widgets.hit_list import HitList
from guanaco_tui.widgets.key_line import KeyLine
from guanaco_tui.widgets.theme_form import ThemeForm
from guanaco_tui.widgets.theme_head import ThemeHead, in_short
from guanaco_tui.widgets.theme_list import ThemeList

# From this many cells on, words and hits stand side by side.
WIDE = 110
# Seconds after the last key until the collections are read for what was typed.
READ_AFTER = 0.15
# What is said over figures that are of another draft.
COUNTING, NOT_COUNTED = "counting", "not counted"

HELP = """\
# Themes

A theme is a list of words, and a count is only as good as its words. Change them here, and see at
once what that does: **since opened** says how many tasks each collection has gained and lost,
**last change** how many by the last change to this theme. Figures are pale while a change is
counted.

Choose a theme with `↑` `↓`; `enter` goes to its words, `esc` back, `F8` to its hits and back to
where you were. One word or phrase a line. `*` at the end stands for any ending; a `?` behind a word
marks it as doubtful. What is **to pass over** is no hit: with `black friday` there, Black
Friday does not count for `black`. While the cursor is in a line, the hits are those of that
line.

The figures are of tasks with a hit in the fields that are named above them, the theme's own: three,
where you leave it so. **Compare** looks in the instruction alone until `f` chooses `all`.

Among the hits, `x` says that one is no hit, `c` that it is right; the same key again takes it back.
A task all of whose hits are false is left out of the rate **as judged**. `e` excludes a phrase
everywhere. `s` asks about 20 hits of each side drawn by chance: only these give a precision.

Everything is saved by itself, in `themes.toml` in the lesson's folder, which the first change
makes; `u` takes back step by step, also what was done before you left. Send that file to somebody
to share your themes; `o` opens theirs in place of yours. Where another program changes the file,
that is taken in; where both of you changed a theme, both versions stay.
"""


class ThemeScreen(ThemeDesk):
    """Edits the lesson's themes, beginning with the one named `theme`.

    `collections` are the names of one or two collections to read hits in; with none, the seeds and
    the newest other. `past` is what was done before, which undo goes back to. With `hit` it begins
    at that hit of the theme, where a person comes back from its task.
    """

    HELP = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8,h", "hits", "Hits", id="themes.hits", tooltip="To the hits, and back"),
        Binding("s", "sample", "Sample", id="themes.sample", tooltip="Judge random hits"),
        Binding("n", "new", "New", id="themes.new", tooltip="A new theme"),
        Binding("d,delete", "delete", "Delete", id="themes.delete", tooltip="Delete this theme"),
        Binding("u,ctrl+z", "undo", "Undo", id="themes.undo", tooltip="Take the last step back"),
        Binding("o", "open", "Open", show=False, id="themes.open", tooltip="Open a theme file"),
        Binding("escape", "back", "Back", id="themes.back", tooltip="Back"),
        Binding("f1", "app.help", "Help", id="themes.help", tooltip="What can be done here"),
    ]
    DEFAULT_CSS = """
    ThemeScreen {
        & > Vertical { width: 100%; height: 100%; background: $background; }
        & #themes-body { layout: horizontal; height: 1fr; }
        & #themes-left { layout: horizontal; width: 1fr; }
        & #themes-list { width: 24; }
        & #themes-form { width: 1fr; border-left: solid $panel; }
        & #themes-right { width: 1fr; display: none; }
        &.-hits #themes-left { display: none; }
        &.-hits #themes-right { display: block; }
        &.-wide #themes-left { display: block; layout: vertical; width: 44; }
        &.-wide #themes-list { width: 1fr; height: auto; max-height: 11; margin-bottom: 1; }
        &.-wide #themes-form { height: 1fr; border-left: none; padding: 0 1; }
        &.-wide #themes-right { display: block; border-left: solid $panel; }
    }
    """

    def __init__(
        self,
        theme: str = "",
        collections: tuple[str, ...] = (),
        past: Past | None = None,
        *,
        hit: int | None = None,
    ) -> None:
        super().__init__([] if past is None else past)
        self._theme_name = theme
        self._collections = collections
        self._hit = hit
        # The themes as they were when the screen was opened.
        self._opened: dict[str, Theme] = {}
        # What was counted, and the draft that it is of; how far the next is counted.
        self._sides: tuple[Side, ...] = ()
        self._sides_of: Theme | None = None
        self._counting = COUNTING
        self._asked: Asked | None = None
        self._each = EACH
        self._soon: Timer | None = None
        self._has_left = False

    @property
    def _reader(self) -> ThemeReader:
        return self.query_one(ThemeReader)

    def compose(self) -> ComposeResult:
        """Compose what the theme comes to, then themes and words beside the hits."""
        lesson = self.guanaco.lesson
        try:
            self._book = ThemeBook(lesson.folder / "themes.toml", self._past)
            names = self._collections or tuple(
                collection.name for collection in self.guanaco.catalogue.collections()
            )
        except GuanacoError as error:
            with Vertical():
                yield Static(str(error), id="themes-unreadable", markup=False)
                yield KeyLine()
            return
        # Before the first layout, or there would be two at once.
        self.set_class(self.app.size.width >= WIDE, "-wide")
        yield ThemeKeeper(self._book, lesson)
        yield ThemeReader(lesson, names[:2])
        with Vertical():
            yield ThemeHead(id="themes-head")
            with Container(id="themes-body"):
                with Container(id="themes-left"):
                    yield ThemeList(id="themes-list")
                    yield ThemeForm(id="themes-form")
                yield ThemeHits(id="themes-right")
            yield KeyLine()

    def on_mount(self) -> None:
        """Show the theme that was asked for, or the first."""
        if self._book is not None:
            self._opened = {theme.name: theme for theme in self.book.themes}
            self._say_where()
            self._show(self._theme_name)
            if self._hit is None:
                self.query_one(ThemeList).focus()
            else:
                self._hits.begin(self._hit)
                self.action_hits()

    def on_resize(self, event: events.Resize) -> None:
        """Set words and hits side by side where there is room."""
        self.set_class(event.size.width >= WIDE, "-wide")

    def on_unmount(self) -> None:
        """Save what can be saved where the app ends otherwise, such as by an error."""
        if self._book is not None:
            with contextlib.suppress(GuanacoError):
                self.book.save()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Where there is no room for both, show that of words and hits which has the focus."""
        self.set_class(isinstance(event.widget, HitList), "-hits")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done where the focus is."""
        if self._book is None:
            return action in ("back", "app.help", "help")
        at_hits, at_list = (isinstance(self.focused, kind) for kind in (HitList, ThemeList))
        if action in ("new", "delete", "open"):
            return at_list
        if action == "sample":
            return at_hits or at_list
        return True

    # What is seen.

    def _show(self, name: str, *, keep_place: bool = False) -> None:
        names = [theme.name for theme in self.book.themes]
        self._theme_name = name if name in names else next(iter(names), "")
        self._draft, self._mistakes = self.book.theme(self._theme_name), ()
        self._list()
        self.query_one(ThemeForm).show(self._draft, keep_place=keep_place)
        if not keep_place:
            self._sides, self._sides_of, self._each = (), None, EACH
            self._hits.begin()
            self._keeper.read_judged(self._theme_name)
        self._show_head()
        self._read_soon()

    def _show_head(self) -> None:
        fields = self._draft.fields if self._draft is not None else ()
        pale = "" if self._draft == self._sides_of else self._counting
        self.query_one(ThemeHead).show(self._sides, fields, pale=pale)

    def _list(self) -> None:
        changed = frozenset(
            theme.name for theme in self.book.themes if self._opened.get(theme.name) != theme
        )
        self.query_one(ThemeList).show(self.book.themes, self._theme_name, changed)

    def _say_where(self) -> None:
        trouble = self._unsaved or self._unwritten
        if trouble:
            what = "Not taken in" if self.book.is_saved and not self._unwritten else "Not saved"
            text = f"{what}: {in_short(trouble, self.book.path)}"
        elif self.book.is_in_file:
            text = f"saved by itself in {self.book.path}"
        else:
            text = "packaged themes: the first change makes the lesson its own"
        self.query_one(ThemeHead).say(clean(text), is_wrong=bool(trouble))

    # Reading the collections.

    def _read_soon(self) -> None:
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(READ_AFTER, self._read)
        self._counting = COUNTING
        self._show_head()

    def _read(self) -> None:
        """Count the theme as it is typed, and find the hits that are asked for."""
        if self._draft is None:
            return
        self._count()
        if self._hits.kind in ("all", "word"):
            self._find()

    def _count(self) -> None:
        if self._draft is not None:
            opened = self._opened.get(self._theme_name)
            before = opened if self._draft == opened else self._before_last_change
            self._reader.count(opened, before, self._draft)

    def _find(self) -> None:
        hits, theme = self._hits, self._draft
        if theme is None or (hits.kind not in ("all", "word") and not self._sides):
            return
        rows = tuple(side.rows for side in self._sides)
        if hits.kind == "gained":
            rows = tuple(side.difference.gained for side in self._sides)
        elif hits.kind == "lost":
            rows = tuple(side.difference.lost for side in self._sides)
            theme = self._opened.get(self._theme_name, theme)
        self._asked = Asked(hits.kind, theme, hits.word, hits.is_excluded, rows)
        self._reader.find(self._asked)

    @on(ThemeReader.Counting)
    def _went_on(self, event: ThemeReader.Counting) -> None:
        if event.theme is self._draft:
            self._counting = f"{COUNTING} {event.share:.0%}"
            self._show_head()

    @on(ThemeReader.Counted)
    def _counted(self, event: ThemeReader.Counted) -> None:
        if event.theme is self._draft:
            self._sides, self._sides_of = event.sides, event.theme
            self._show_head()
            self._hits.name_sides([side.name for side in self._sides])
            if self._hits.kind not in ("all", "word"):
                self._find()

    @on(ThemeReader.Found)
    def _found(self, event: ThemeReader.Found) -> None:
        if event.asked is self._asked:
            self._hits.show(event.hits, event.seeds, is_first=event.is_first)

    @on(ThemeHits.Wanted)
    def _wanted(self) -> None:
        self._find()

    # What is typed.

    @on(ThemeForm.Touched)
    def _touched(self) -> None:
        draft = self.query_one(ThemeForm).changed()
        theme = self.book.theme(self._theme_name)
        if draft is None or theme is None:
            return
        labels = [one.label for one in self.book.themes if one.name != theme.name]
        self._draft, self._mistakes = read_draft(draft, theme, labels)
        said = "; ".join(str(mistake) for mistake in self._mistakes[:2])
        self.query_one(ThemeForm).say(f"Not saved until mended: {said}" if said else "")
        if not self._mistakes:
            self._put(self._draft)
        self._read_soon()

    @on(ThemeForm.AtPattern)
    def _at_pattern(self, event: ThemeForm.AtPattern) -> None:
        if self._hits.look_at(event.pattern, is_excluded=event.is_excluded):
            self._read_soon()

    @on(ThemeList.Highlighted, "#themes-list")
    def _went_to(self) -> None:
        name = self.query_one(ThemeList).name_at_cursor
        if name != self._theme_name:
            self._settle()
            self._show(name)

    @on(ThemeList.Opened, "#themes-list")
    def _write(self) -> None:
        self.query_one(ThemeForm).focus_words()

    # Decisions.

    @on(ThemeHits.Decided)
    def _judge(self, event: ThemeHits.Decided) -> None:
        self._decide(event.hit, event.is_hit)

    @on(ThemeKeeper.Judged)
    def _were_judged(self, event: ThemeKeeper.Judged) -> None:
        if event.theme == self._theme_name:
            # What was decided meanwhile is newer than what was read.
            known = self._hits.judged
            self._hits.put_decisions({p: v for p, v in event.judged.items() if p not in known})

    @on(ThemeKeeper.Decided)
    def _decided(self) -> None:
        self._count()

    @on(ThemeHits.Excluded)
    def _ask_to_exclude(self, event: ThemeHits.Excluded) -> None:
        if self._draft is not None:
            hit = event.hit
            phrases = phrases_around(hit.text, hit.start, hit.end)
            effect = partial(self._reader.effect, self._draft)
            self.app.push_screen(ExcludeDialog(phrases, effect), self._exclude)

    def _exclude(self, phrase: str | None) -> None:
        theme = self._draft
        if phrase is not None and theme is not None and phrase not in theme.exclude:
            self._hits.wait()
            self._settle()
            self._put(theme.model_copy(update={"exclude": (*theme.exclude, phrase)}))
            self.book.settle()
            self._show(self._theme_name, keep_place=True)

    def action_sample(self) -> None:
        """Draw hits of each side to be judged."""
        if self._draft is None:
            self.guanaco.say("There is no theme: n makes one.")
        elif self._sides:
            self._settle()
            self._reader.draw(self._draft, self._each)
        else:
            self.guanaco.say("The theme is not counted yet: s again in a moment.")

    @on(ThemeReader.Drawn)
    def _drawn(self, event: ThemeReader.Drawn) -> None:
        if event.theme is self._draft and self.is_active:
            sides = [(side.name, len(side.rows)) for side in self._sides]
            self.app.push_screen(
                HitSample(event.theme, sides, event.samples, self._hits.judged, self._decide),
                self._sampled,
            )

    def _sampled(self, more: bool | None) -> None:
        if more:
            self._each += EACH
            self.action_sample()

    # Going about, and leaving.

    @on(ThemeKeeper.Failed)
    def _failed(self, event: ThemeKeeper.Failed | ThemeReader.Failed) -> None:
        self.guanaco.say(event.trouble, severity="error")

    @on(ThemeReader.Failed)
    def _could_not_read(self, event: ThemeReader.Failed) -> None:
        self._failed(event)
        self._counting = NOT_COUNTED
        self._show_head()

    def action_hits(self) -> None:
        """Go to the hits, or from there to the words."""
        hits = self._hits.lines
        if hits.has_focus:
            self.remove_class("-hits")
            self.query_one(ThemeForm).focus_words()
        else:
            self.add_class("-hits")
            hits.focus()

    @on(HitList.Opened, "#themes-hits")
    def _open_task(self) -> None:
        current = self._hits.lines.current
        if current is not None:
            at = self._hits.lines.cursor if self._hits.kind == "all" else 0
            self._leave(at, current[1].task)

    def action_back(self) -> None:
        """Go back to the list of themes; from there, leave."""
        if self._book is None:
            self.dismiss(None)
        elif not isinstance(self.focused, ThemeList):
            self.remove_class("-hits")
            self.query_one(ThemeList).focus()
        else:
            self._leave()

    def on_key(self, event: events.Key) -> None:
        """Leave for a pane by its key."""
        below = self.app.screen_stack[0].active_bindings.get(event.key)
        if below is not None and below.binding.action.startswith("pane("):
            event.stop()
            self._leave(pane_key=event.key)

    @work(group="themes-leave", exclusive=True)
    async def _leave(self, hit: int = 0, task: int | None = None, *, pane_key: str = "") -> None:
        """Leave where that may be, for a task where one was chosen, or for another pane."""
        # A screen that was dismissed stays in front until it has been taken away.
        if await self.may_leave() and self.is_active and not self._has_left:
            self._has_left = True
            self.dismiss(Left(self._is_changed, self._theme_name, hit, task))
            if pane_key:
                self.app.call_later(self.app.simulate_key, pane_key)
