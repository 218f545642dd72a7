"""The line at the top of every pane: the lesson, and the run wherever one is."""

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from guanaco_tui.generation import endings

if TYPE_CHECKING:
    from guanaco_tui.generation.watch import RunWatch


class StatusLine(Static):
    """Lesson at the left, run at the right."""

    DEFAULT_CSS = """
    StatusLine { height: 1; padding: 0 1; background: $panel; color: $foreground; }
    """

    def __init__(self, lesson: str) -> None:
        super().__init__(id="status")
        self._lesson = lesson
        self._run = Content("")

    def show(self, watch: "RunWatch | None", *, is_running: bool, is_paused: bool) -> None:
        """Show how a run is."""
        self._run = run_line(watch, is_running=is_running, is_paused=is_paused)
        self.refresh()

    def render(self) -> Content:
        """Lesson and run, as far apart as there is room."""
        lesson = Content.styled(self._lesson, "bold")
        space = self.size.width - lesson.cell_length - self._run.cell_length
        if space < 2:
            return self._run if self._run.cell_length else lesson
        return Content.assemble(lesson, " " * space, self._run)


def run_line(watch: "RunWatch | None", *, is_running: bool, is_paused: bool) -> Content:
    """Say in one line how a run is: a sign with its word, and the figures."""
    if watch is None or not watch.state.collection:
        return Content.styled("no run yet", "$foreground 65%")
    from guanaco_tui.progress import left, money, so_far  # noqa: PLC0415  (only a run needs it)

    state = watch.state
    if is_paused:
        sign, style = "‖ paused", "$text-warning"
    elif is_running:
        sign, style = "● running", "$text-accent"
    elif state.stopped_because in endings.DONE:
        sign, style = "✓ done", "$text-success"
    elif state.stopped_because in endings.TROUBLE:
        sign, style = "! trouble", "$text-error"
    else:
        sign, style = "‖ stopped", "$text-warning"
    parts = [state.collection, so_far(state)]
    if state.kept_rate is not None:
        parts.append(f"{state.kept_rate:.0%} kept")
    if cost := money(state.cost_usd, state.prompt_tokens + state.completion_tokens):
        parts.append(cost)
    if is_running and not is_paused and (time := left(state)):
        parts.append(time)
    return Content.assemble((sign, style), "  ", "  ".join(parts))
