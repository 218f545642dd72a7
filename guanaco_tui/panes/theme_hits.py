"""The right side of the theme editor: hits in context, to be judged, and the one under the cursor
told in full.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from guanaco_tui.analysis.adjudication import Hit
from guanaco_tui.lesson.judgements import Place
from guanaco_tui.panes.theme_reader import MOST_HITS, Kind
from guanaco_tui.widgets.hit_list import HitList
from guanaco_tui.widgets.theme_head import describe

# Which hits to list, by the first letter.
LOOKS: dict[Kind, str] = {
    "all": "All hits of the theme",
    "gained": "Those of tasks gained since the screen was opened",
    "lost": "Those of tasks lost since then",
    "judged": "Those that were judged",
}

# From this many lines of the screen on, there is room for more of a hit's text.
HIGH = 34


class ThemeHits(Vertical):
    """Lists hits of a `kind`; `word` is the pattern that a list of a word's hits is of.

    `judged` is what was decided of the theme's hits. Posts `Wanted` when other hits are to be
    listed, `Decided` and `Excluded` when a person asks for that.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "judge(False)", "No hit", id="themes.false", tooltip="This is no hit"),
        Binding("c", "judge(True)", "Right", id="themes.confirm", tooltip="This hit is right"),
        Binding("e", "exclude", "Exclude", id="themes.exclude", tooltip="Exclude a phrase"),
        Binding("f8,h", "screen.hits", "Words", id="themes.words", tooltip="Back to the words"),
        *(
            Binding(
                kind[0],
                f"look('{kind}')",
                kind.capitalize(),
                show=False,
                id=f"themes.{kind}",
                tooltip=tooltip,
            )
            for kind, tooltip in LOOKS.items()
        ),
    ]
    DEFAULT_CSS = """
    ThemeHits {
        & #themes-kind { height: 1; padding: 0 1; text-wrap: nowrap; }
        & HitList { height: 1fr; }
        & #themes-hit { height: 5; padding: 0 1; background: $surface; }
        &.-high #themes-hit { height: 9; }
    }
    """

    class Wanted(Message):
        """Other hits are to be listed."""

    class Decided(Message):
        """Somebody decided of a hit, or with None took a decision back."""

        def __init__(self, hit: Hit, is_hit: bool | None) -> None:
            super().__init__()
            self.hit = hit
            self.is_hit = is_hit

    class Excluded(Message):
        """Somebody wants to exclude a phrase around a hit."""

        def __init__(self, hit: Hit) -> None:
            super().__init__()
            self.hit = hit

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.kind: Kind = "all"
        self.word, self.is_excluded = "", False
        self.judged: dict[Place, bool] = {}
        self._names: Sequence[str] = ()
        # The hit that the cursor goes to, once there are hits.
        self._at = 0

    def compose(self) -> ComposeResult:
        """Compose which hits these are, the list, and the one under the cursor."""
        self.on_resize()
        yield Static(id="themes-kind", markup=False)
        yield HitList(id="themes-hits")
        yield Static(id="themes-hit", markup=False)

    @property
    def lines(self) -> HitList:
        """The list of hits."""
        return self.query_one(HitList)

    def on_resize(self) -> None:
        """Give the hit under the cursor more room where there is some."""
        self.set_class(self.app.size.height >= HIGH, "-high")

    # What is shown.

    def begin(self, at: int = 0) -> None:
        """Be ready for another theme, with the cursor on hit `at` of all."""
        self.kind, self.word, self.is_excluded = "all", "", False
        self.judged = {}
        self._at = at
        self.show([], {}, is_first=True)

    def wait(self) -> None:
        """List none until others come, with the cursor in the same line: some are none any more."""
        self._at = self.lines.cursor
        self.show([], {}, is_first=True)

    def show(
        self, hits: Sequence[tuple[int, Hit]], seeds: Mapping[int, str], *, is_first: bool
    ) -> None:
        """Show hits, the first of a list in place of others; the cursor stays in its line.

        `seeds` are the ids of the tasks that are seeds, by their rows.
        """
        if is_first:
            self.lines.show(hits, self.judged, seeds, self._at or self.lines.cursor)
            self._at = 0 if hits else self._at
        else:
            self.lines.add(hits)
        self._say_what()

    def name_sides(self, names: Sequence[str]) -> None:
        """Say what the collections are called."""
        self._names = names
        self._tell()

    def put_decisions(self, judged: dict[Place, bool | None]) -> None:
        """Take in what was decided; None takes a decision away."""
        for place, is_hit in judged.items():
            self.judged.pop(place, None)
            if is_hit is not None:
                self.judged[place] = is_hit
        self.lines.redraw()
        self._tell()

    def _say_what(self) -> None:
        said = {
            "all": "all hits",
            "word": f"what {self.word} takes away" if self.is_excluded else f"hits of {self.word}",
            "gained": "hits of tasks gained since opened",
            "lost": "hits of tasks lost since opened",
            "judged": "hits that were judged",
        }[self.kind]
        total = self.lines.total
        count = f"the first {total:,}" if total == MOST_HITS else f"{total:,}"
        keys = "  ".join(f"{kind[0]} {kind}" for kind in LOOKS)
        what = Content.assemble(f"{said} · {count}", (f"   {keys}", "$foreground-muted"))
        self.query_one("#themes-kind", Static).update(what)

    @on(HitList.Highlighted)
    def _tell(self) -> None:
        """Tell of the hit under the cursor."""
        current = self.lines.current
        text = Content("")
        if current is not None and current[0] < len(self._names):
            side, hit = current
            task = f"{self._names[side]} · {self.lines.task_name(hit)}"
            text = describe(hit, task, self.judged.get(hit.place))
        self.query_one("#themes-hit", Static).update(text)

    # What is asked for.

    def look_at(self, pattern: str, *, is_excluded: bool) -> bool:
        """List the hits of a pattern, or all with an empty one; False where it is so already."""
        wanted: tuple[Kind, str, bool] = ("word" if pattern else "all", pattern, is_excluded)
        if wanted == (self.kind, self.word, self.is_excluded):
            return False
        self.kind, self.word, self.is_excluded = wanted
        self.lines.cursor = 0
        return True

    def action_look(self, kind: Kind) -> None:
        """List the hits of a kind."""
        self.kind = kind
        self.lines.cursor = 0
        self.post_message(self.Wanted())

    def action_judge(self, is_hit: bool) -> None:
        """Decide of the hit under the cursor and go on; or take the same decision back."""
        if self.lines.current is None:
            return
        _, hit = self.lines.current
        again = self.judged.get(hit.place) is is_hit
        self.post_message(self.Decided(hit, None if again else is_hit))
        if not again:
            self.lines.cursor += 1

    def action_exclude(self) -> None:
        """Ask to exclude a phrase around the hit under the cursor."""
        if self.lines.current is not None:
            self.post_message(self.Excluded(self.lines.current[1]))
