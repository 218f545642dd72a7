"""The pane where a run is started, watched and stopped.

All that is painted comes from the app's `RunWatch`, at the app's beat; before and after a run the
right side says what would happen and what came of it.
"""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static
from textual.worker import get_current_worker

from guanaco_tui.errors import GuanacoError
from guanaco_tui.generation import endings
from guanaco_tui.generation.log import LogLine, past_of
from guanaco_tui.generation.watch import RunWatch, as_read, shown_to
from guanaco_tui.panes.pane import Pane
from guanaco_tui.progress import next_step, outcome, plan, was, written_by
from guanaco_tui.widgets.live_text import LiveText
from guanaco_tui.widgets.run_log import KINDS, MUTED, LogKinds, RunLog
from guanaco_tui.widgets.run_progress import RunProgress

if TYPE_CHECKING:
    from guanaco_tui.generation.outlook import Outlook

_TOO_FAST = "It writes as fast as it can: to watch it write, set pace to reading in 2 Settings."


class RunPane(Pane):
    """The log at the left; the text, or what there is to know, at the right; how far below."""

    HELP = """\
# Run

| key | what it does |
|---|---|
| `ctrl+r` | start, pause, go on; in a pause, a server's replies in flight are read to their end |
| `.` | stop: the replies in flight finish their current task; again, and it stops now |
| `enter` | open the marked line, with where it came from; without one, all that was kept |
| `up` `down` | mark a line of the log |
| `end` | let the log follow the newest line again |
| `f` | narrow the log to what was kept, dropped, or trouble; then back to all |

**The log** has a line for each task, as it is judged. `✓` was kept; the figure is how near it is \
to the seed or task that it is nearest to (ROUGE-L, from 0 to 1). `✗` was dropped: it repeats \
another one, or breaks a rule, and says which. `↻` is a request that failed, and when it is sent \
again.

**At the right** is what the model writes, as it comes, and which seeds its prompt showed. With \
several requests at once, one reply is followed to its end, then the next.

Everything is saved before it is shown. A run that was stopped, or broken off by the network or by \
closing the program, goes on where it was, as long as model, prompt and settings ask the same.

An offline run is a rehearsal: the n-gram model only knows which word followed which in your \
seeds. To watch it write, set *pace* to *reading* in Settings.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                "ctrl+r",
                f"toggle_run('{label}')",
                label,
                id=f"run.{label.lower().replace(' ', '-')}",
                tooltip=tooltip,
                priority=True,
            )
            for label, tooltip in (
                ("Start", "Start a run"),
                ("Pause", "Send no more requests for now"),
                ("Go on", "Go on with the run"),
            )
        ),
        *(
            Binding(
                "full_stop",
                f"stop('{label}')",
                label,
                id=f"run.{label.lower().replace(' ', '-')}",
                tooltip=tooltip,
            )
            for label, tooltip in (
                ("Stop", "End the run; go on later"),
                ("Stop now", "Do not wait for the replies in flight"),
            )
        ),
        Binding("f", "narrow", "Narrow", id="run.narrow", tooltip="All, kept, dropped, trouble"),
    ]
    DEFAULT_CSS = """
    RunPane {
        #run-body { height: 1fr; }
        #run-left { width: 1fr; padding: 0 1; }
        #run-right { width: 1fr; padding: 0 1 0 2; border-left: solid $panel; }
        #run-title { height: 1; color: $text-muted; text-overflow: ellipsis; text-wrap: nowrap; }
        #run-account { height: auto; max-height: 75%; scrollbar-size-vertical: 1; }
        #run-next { height: auto; padding: 1 0 0 0; }
        #run-note { height: 1; padding: 0 1; color: $text-muted; }
        .hidden { display: none; }
    }
    """

    class Foreseen(Message):
        """What a run would do if it began now, or what is in its way; `log` is the last one's."""

        def __init__(
            self, ahead: "Outlook | None", log: Sequence[LogLine], trouble: str = ""
        ) -> None:
            super().__init__()
            self.ahead = ahead
            self.log = log
            self.trouble = trouble

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ahead: Outlook | None = None
        self._in_the_way = ""
        self._painted: object = None
        self._was_going = False
        self._keys: object = None
        self._nothing = RunWatch()

    def compose(self) -> ComposeResult:
        """Log, text or account, progress."""
        with Horizontal(id="run-body"):
            with Vertical(id="run-left"):
                yield LogKinds(id="run-kinds")
                yield RunLog(id="run-log")
            with Vertical(id="run-right"):
                yield Static(id="run-title", markup=False)
                yield LiveText(id="run-text")
                with VerticalScroll(id="run-account"):
                    yield Static(id="run-words", markup=False)
                with Vertical(id="run-next"):
                    yield Static(id="run-step", markup=False)
                    yield Button("", id="run-open", compact=True)
        yield RunProgress(id="run-progress")
        yield Static(id="run-note", markup=False)

    # What the app says.

    def opened(self) -> None:
        """Look ahead anew, since settings and seeds may have changed, and take the keys."""
        self.query_one(RunLog).focus()
        self._foresee()
        self._painted = None
        self.beat()

    def beat(self) -> None:
        """Paint the run as it looks now, unless nothing has changed."""
        app = self.guanaco
        version = app.run_watch.version if app.run_watch is not None else 0
        state = (app.run_watch, version, app.run_is_going, app.is_paused, app.is_stopping)
        if (state, app.run_trouble) != self._painted:
            self._painted = (state, app.run_trouble)
            self._paint()
        if self._was_going != app.run_is_going:
            self._was_going = app.run_is_going
            if not app.run_is_going:
                self._foresee()

    # Keys and clicks.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show the key of a run with the word for what it does now, and others when they do it."""
        if action == "toggle_run":
            return not self.guanaco.is_stopping and parameters == (self._next_step(),)
        if action == "stop":
            now = "Stop now" if self.guanaco.is_stopping else "Stop"
            return self.guanaco.run_is_going and parameters == (now,)
        return True

    async def action_toggle_run(self, _: str) -> None:
        """Start, pause or go on."""
        await self.guanaco.action_toggle_run()

    def action_stop(self, _: str) -> None:
        """Stop the run; the second time, without waiting."""
        self.guanaco.stop_run()

    def action_narrow(self) -> None:
        """Narrow the log to the next kind of line."""
        kinds = self.query_one(LogKinds)
        kinds.kind = KINDS[(KINDS.index(kinds.kind) + 1) % len(KINDS)]
        self._paint_log()

    @on(LogKinds.Chosen)
    def _kind_chosen(self, event: LogKinds.Chosen) -> None:
        self.query_one(LogKinds).kind = event.kind
        self._paint_log()

    @on(RunLog.Opened)
    async def _log_opened(self, event: RunLog.Opened) -> None:
        log = self.query_one(RunLog)
        if event.index < 0 and not self.guanaco.run_is_going:
            await self._open_collection()
        elif log.total:
            line = log.line(event.index)
            if line.task is None:
                self.guanaco.say(line.text)
            else:
                await self.guanaco.open_task(line.task, partial(self.guanaco.open_pane, "run"))

    @on(Button.Pressed, "#run-open")
    async def _button_pressed(self) -> None:
        await self._open_collection()

    async def _open_collection(self) -> None:
        watch = self.guanaco.run_watch
        if watch is not None and watch.state.collection:
            way_back = partial(self.guanaco.open_pane, "run")
            await self.guanaco.open_collection(watch.state.collection, way_back=way_back)

    # What a run would do.

    @work(thread=True, group="outlook", exclusive=True)
    def _foresee(self) -> None:
        from guanaco_tui.generation.outlook import outlook  # noqa: PLC0415  (slow to import)

        worker = get_current_worker()
        lesson, watch = self.guanaco.lesson, self.guanaco.run_watch
        log: Sequence[LogLine] = ()
        try:
            with lesson.database() as database:
                if watch is not None and watch.is_of_the_past and not watch.lines():
                    log = past_of(database, watch.state.collection)
                foreseen = self.Foreseen(outlook(lesson, self.guanaco.settings, database), log)
        except GuanacoError as error:
            foreseen = self.Foreseen(None, log, str(error))
        if not worker.is_cancelled:
            self.post_message(foreseen)

    @on(Foreseen)
    def _foreseen(self, event: Foreseen) -> None:
        self._ahead = event.ahead
        self._in_the_way = event.trouble
        watch = self.guanaco.run_watch
        if watch is not None and watch.is_of_the_past and not watch.lines():
            watch.recall(event.log)
        self._paint()

    # Painting.

    @property
    def _run(self) -> RunWatch | None:
        """The run to show: the one that is going once its first event is there, or the last."""
        watch = self.guanaco.run_watch
        if watch is None or not watch.state.collection:
            return None
        is_last = watch.is_over or watch.is_of_the_past
        return None if self.guanaco.run_is_going and is_last else watch

    def _next_step(self) -> str:
        if self.guanaco.run_is_going:
            return "Go on" if self.guanaco.is_paused else "Pause"
        return "Go on" if self._ahead is not None and self._ahead.goes_on else "Start"

    def _paint(self) -> None:
        app, run = self.guanaco, self._run
        going = app.run_is_going
        self.query_one("#run-text").set_class(not going, "hidden")
        self.query_one("#run-account").set_class(going, "hidden")
        self.query_one("#run-next").set_class(going, "hidden")
        progress = self.query_one(RunProgress)
        progress.set_class(run is None, "hidden")
        if run is not None:
            progress.show(run.state, budget=app.settings.batch.budget, is_going=going)
        self._paint_log()
        if going:
            self._paint_text(run)
        else:
            self._paint_account(run)
            self._paint_next()
        note = self.query_one("#run-note", Static)
        note.update(self._note(run), layout=False)
        note.set_class(run is None, "hidden")
        # The footer is built anew with its keys, which is too much for each beat.
        keys = (self._next_step(), going, app.is_stopping)
        if keys != self._keys:
            self._keys = keys
            self.refresh_bindings()

    def _paint_log(self) -> None:
        watch = self._run or self._nothing
        kinds = self.query_one(LogKinds)
        kinds.troubles = len(watch.lines("trouble"))
        self.query_one(RunLog).follow(watch, kinds.kind)

    def _paint_text(self, run: RunWatch | None) -> None:
        reply = run.reply if run is not None else None
        title, text = "Getting ready ...", ""
        if reply is not None:
            title = f"reply {reply.number} · {shown_to(reply)}"
            text = as_read(reply, self.guanaco.settings.batch.language)
        self.query_one("#run-title", Static).update(Content(title), layout=False)
        self.query_one(LiveText).show(
            text,
            language=self.guanaco.settings.batch.language,
            is_open=run is not None and run.is_writing and not self.guanaco.is_paused,
        )

    def _paint_account(self, run: RunWatch | None) -> None:
        title, words = Content("Before the run"), []
        if trouble := self.guanaco.run_trouble or self._in_the_way:
            words.append(Content.styled(f"! {trouble}", "$text-warning"))
        if run is not None and run.is_over:
            title, account = _account(run)
            words += account
            if self._ahead is not None and run.state.stopped_because not in endings.DONE:
                words += [Content.styled(line, MUTED) for line in next_step(self._ahead)]
        elif self._ahead is not None:
            words += map(Content, plan(self._ahead))
            if self._ahead.goes_on:
                title = Content(f"{self._ahead.collection}  ‖ stopped")
            if not self._ahead.endpoint and self.guanaco.settings.model.pace == "full":
                words.append(Content.styled(_TOO_FAST, MUTED))
        self.query_one("#run-title", Static).update(title)
        self.query_one("#run-words", Static).update(Content("\n\n").join(words))

    def _paint_next(self) -> None:
        """What the two keys do that lead on from here."""
        ahead, watch = self._ahead, self.guanaco.run_watch
        step = Content("")
        if ahead is not None:
            does = "goes on with" if ahead.goes_on else "starts"
            before = was(ahead.target, ahead.target_before)
            step = Content.assemble(
                ("ctrl+r", "bold $text-accent"),
                f" {does} {ahead.collection}",
                f", to {ahead.target:,}{before}" if before else "",
            )
        self.query_one("#run-step", Static).update(step)
        button = self.query_one("#run-open", Button)
        has_tasks = watch is not None and bool(watch.state.collection)
        button.set_class(not has_tasks, "hidden")
        if watch is not None:
            button.label = Content(f"Open {watch.state.collection}")

    def _note(self, run: RunWatch | None) -> Content:
        """One line: what a pause or a stop waits for, and who writes."""
        app = self.guanaco
        if app.is_stopping:
            words = "‖ Stopping after the task at hand in each reply; . again stops now."
            return Content.styled(words, "$text-warning")
        paused = ("‖ Paused  ", "$text-warning") if app.is_paused else ""
        writer = written_by(run.state.backend, run.state.model) if run is not None else ""
        return Content.assemble(paused, (writer, MUTED))


def _account(run: RunWatch) -> tuple[Content, list[Content]]:
    """What came of a run in five lines, and a title that says how it ended."""
    state = run.state
    end, *rest = outcome(state)
    if state.stopped_because in endings.TROUBLE:
        sign, style = "! trouble", "$text-warning"
    elif state.stopped_because in endings.DONE:
        sign, style = "✓ done", "$text-success"
    else:
        sign, style = "‖ stopped", ""
    title = Content.assemble(f"{state.collection}  ", (sign, style))
    return title, [Content.styled(end, style), Content("\n".join(rest))]
