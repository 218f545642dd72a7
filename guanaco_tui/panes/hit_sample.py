"""Judging a sample: one hit at a time, large, its side hidden; at the end the precision."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from guanaco_tui.analysis.adjudication import Hit, Precision, mixed, precision
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.lesson.judgements import Place
from guanaco_tui.widgets.key_line import KeyLine
from guanaco_tui.widgets.task_view import FOUND
from guanaco_tui.widgets.whole_screen import WholeScreen

# Hits drawn from each side at a time.
EACH = 20
# Characters of a text that are shown before a hit and behind it.
_AROUND = 600
DRAWN_BY_CHANCE = (
    "Share of hits that are right: a random hit of each task that chance has drawn, with the 95% "
    "interval by Wilson. It holds for the words as they are now. Only what was drawn counts here, "
    "not what you judged while browsing; a hit of the sample that was judged before keeps its "
    "decision."
)

HELP = """\
# Judge a sample

Twenty hits of each side, drawn by chance: twenty tasks, and one hit of each. Both sides are mixed,
and which is which is not shown, so that nobody judges the machine more severely than the class.

`c` says that the word means here what the theme is about, `x` that it does not, `→` leaves it open.
`u` takes the last decision back. At the end is told how many were right on each side, with an
interval: of 20 hits, 17 right ones mean that somewhere between 64% and 95% of all are.

Decisions are kept, so a sample can be finished another day. The same hits are drawn each time;
`m` draws 20 more of each side.
"""

Judge = Callable[[Hit, bool | None], None]


class HitSample(WholeScreen[bool]):
    """Asks about the hits of `samples`, one list for each of `sides`; True asks for more of them.

    `sides` are the names with the number of tasks that have a hit. `judged` is what was decided,
    and `judge` writes a decision down and into it.
    """

    HELP = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "decide(True)", "Right", id="sample.confirm", tooltip="It is a right hit"),
        Binding("x", "decide(False)", "No hit", id="sample.false", tooltip="It is no right hit"),
        Binding("right,space", "go(1)", "Next", id="sample.next", tooltip="Leave this one open"),
        Binding("left", "go(-1)", "Before", id="sample.before", tooltip="The hit before"),
        Binding("u,ctrl+z", "undo", "Undo", id="sample.undo", tooltip="Take a decision back"),
        Binding("m", "more", "20 more", id="sample.more", tooltip="Draw 20 more of each side"),
        Binding("escape", "leave", "Back", id="sample.leave", tooltip="Back to the theme"),
        Binding("f1", "app.help", "Help", id="sample.help", tooltip="What is done here"),
    ]
    DEFAULT_CSS = """
    HitSample {
        & > Vertical { width: 100%; height: 100%; background: $background; }
        & #sample-head { height: auto; padding: 0 2; background: $panel; }
        & VerticalScroll { height: 1fr; padding: 1 4; align-vertical: middle; }
        & #sample-text { height: auto; }
        & #sample-decision { height: 1; padding: 0 2; color: $text-accent; }
    }
    """

    at: reactive[int] = reactive(0, init=False, always_update=True)

    def __init__(
        self,
        theme: Theme,
        sides: Sequence[tuple[str, int]],
        samples: Sequence[Sequence[Hit]],
        judged: Mapping[Place, bool],
        judge: Judge,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._sides = sides
        self._samples = samples
        self._hits = mixed(samples)
        self._judged = judged
        self._judge = judge
        self._past: list[tuple[int, bool | None]] = []

    def compose(self) -> ComposeResult:
        """Compose how far it has come, the text, and what was decided."""
        with Vertical():
            yield Static(id="sample-head", markup=False)
            with VerticalScroll(can_focus=False):
                yield Static(id="sample-text", markup=False)
            yield Static(id="sample-decision", markup=False)
            yield KeyLine()

    def on_mount(self) -> None:
        """Begin with the first hit that was not judged yet."""
        self.at = self._next_open(-1)

    @property
    def is_over(self) -> bool:
        """Whether the precision is shown."""
        return self.at >= len(self._hits)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """At the end nothing is left to decide; more can be drawn only then."""
        if action == "decide" or (action == "go" and parameters == (1,)):
            return not self.is_over
        if action == "more":
            return self.is_over and any(
                len(drawn) < tasks
                for drawn, (_, tasks) in zip(self._samples, self._sides, strict=True)
            )
        return True

    def watch_at(self) -> None:
        """Show the hit, or the end."""
        self.refresh_bindings()
        head, text = self.query_one("#sample-head", Static), self.query_one("#sample-text", Static)
        decision = self.query_one("#sample-decision", Static)
        self.query_one(VerticalScroll).scroll_home(animate=False)
        if self.is_over:
            head.update(Content.styled(f"{self._theme.label}: how many hits are right", "bold"))
            text.update(self._result())
            decision.update("")
            return
        _, hit = self._hits[self.at]
        is_hit = self._judged.get(hit.place)
        head.update(
            Content.assemble(
                (f"{self.at + 1} of {len(self._hits)}", "bold $text-accent"),
                (f"   {self._theme.label}: is it meant here?", "bold"),
                (f"   in the {hit.field}", "$foreground-muted"),
                "\n",
                (self._theme.question, "$foreground-muted"),
            )
        )
        text.update(around(hit))
        said = {None: "", True: "✓ right", False: "✗ no hit"}[is_hit]
        decision.update(said)

    def action_decide(self, is_hit: bool) -> None:
        """Write a decision down and go on."""
        _, hit = self._hits[self.at]
        self._past.append((self.at, self._judged.get(hit.place)))
        self._judge(hit, is_hit)
        self.at = self._next_open(self.at)

    def action_go(self, by: int) -> None:
        """Go on without a decision, or back."""
        self.at = max(0, min(self.at + by, len(self._hits)))

    def action_undo(self) -> None:
        """Take the last decision back, and show that hit."""
        if self._past:
            at, before = self._past.pop()
            self._judge(self._hits[at][1], before)
            self.at = at

    def action_more(self) -> None:
        """Ask for more hits."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """Go back; what was decided is kept."""
        self.dismiss(False)

    def _next_open(self, after: int) -> int:
        """The first hit behind one that was not judged yet; else the end."""
        for at in range(after + 1, len(self._hits)):
            if self._hits[at][1].place not in self._judged:
                return at
        return len(self._hits)

    def _result(self) -> Content:
        """What each side came to."""
        lines = []
        width = max(len(name) for name, _ in self._sides)
        for (name, tasks), drawn in zip(self._sides, self._samples, strict=True):
            found = precision(drawn, self._judged)
            lines.append(
                Content.assemble(
                    (f"{name:{width}}   ", "bold"), f"{said(found)}\n", " " * (width + 3),
                    (_drawn(found, tasks), "$foreground-muted"),
                )
            )  # fmt: skip
        return Content("\n\n").join([*lines, Content.styled(DRAWN_BY_CHANCE, "$foreground-muted")])


def said(found: Precision) -> str:
    """Return a precision in words: `17 of 20 right: 85%, between 64% and 95%`."""
    if not found.judged:
        return "no hit was judged" if found.drawn else "absent: there is no hit to judge"
    low, high = found.interval
    share = found.right / found.judged
    return f"{found.right} of {found.judged} right: {share:.0%}, between {low:.0%} and {high:.0%}"


def around(hit: Hit) -> Content:
    """Return a hit in its text, marked; a long text is cut at both ends."""
    begin, end = max(0, hit.start - _AROUND), min(len(hit.text), hit.end + _AROUND)
    text = Content(hit.text[begin:end]).stylize(FOUND, hit.start - begin, hit.end - begin)
    return Content.assemble("… " if begin else "", text, " …" if end < len(hit.text) else "")


def _drawn(found: Precision, tasks: int) -> str:
    left_open = f"; {found.drawn - found.judged} left open" if found.judged < found.drawn else ""
    if found.drawn == tasks:
        return f"one hit of each task that has any, {tasks:,} in all{left_open}"
    return f"{found.drawn} of {tasks:,} tasks that have a hit{left_open}"
