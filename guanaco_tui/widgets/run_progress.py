"""How far a run is, in two lines: a bar with the count and the pace, and what it has used."""

from textual.content import Content
from textual.widget import Widget

from guanaco_tui.generation.events import RunState
from guanaco_tui.progress import figures, left, so_far

FULL, EMPTY = "█", "░"


class RunProgress(Widget):
    """Shows a `RunState`: target, pace, requests in flight; kept rate, tokens, cost, time left."""

    DEFAULT_CSS = """
    RunProgress { height: 2; padding: 0 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._state = RunState()
        self._budget: float | None = None
        self._is_going = False

    def show(self, state: RunState, *, budget: float | None, is_going: bool) -> None:
        """Show the state of a run, with the most it may spend in USD."""
        self._state, self._budget, self._is_going = state, budget, is_going
        self.refresh()

    def render(self) -> Content:
        """The two lines."""
        state = self._state
        parts = [so_far(state)]
        if self._is_going:
            parts.append(f"{state.in_flight} in flight")
        if state.tasks_a_minute is not None:
            parts.append(f"{state.tasks_a_minute:,.0f} a minute")
        count = "  " + " · ".join(parts)
        room = max(0, self.size.width - len(count))
        goal = state.goal if self._is_going else state.target
        full = int(room * min(1.0, state.kept / goal)) if goal else 0
        used = [figures(state, self._budget)]
        if self._is_going:
            used.append(left(state))
        return Content.assemble(
            (FULL * full, "$primary"),
            (EMPTY * (room - full), "$foreground 25%"),
            count,
            "\n",
            (" · ".join(part for part in used if part), "$foreground 65%"),
        )
