"""The terminal app: opens a lesson, owns the run, and switches panes."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import aclosing
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol, cast, runtime_checkable

from rich.text import Text
from textual import on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.message import Message
from textual.notifications import Notify, SeverityLevel
from textual.widgets import ContentSwitcher
from textual.worker import WorkerFailed

from guanaco_tui import crash, garbage
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson import runs
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.lesson import RECORDED, Lesson
from guanaco_tui.lesson.settings import Settings, save_settings
from guanaco_tui.look import DARK, LIGHT, THEMES
from guanaco_tui.panes.pane import Pane, WayBack
from guanaco_tui.text import clean
from guanaco_tui.type_ahead import TypeAhead
from guanaco_tui.widgets.hint import Hint
from guanaco_tui.widgets.key_line import KeyLine
from guanaco_tui.widgets.pane_tabs import PaneTabs
from guanaco_tui.widgets.question import Question
from guanaco_tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from guanaco_tui.generation.control import Control
    from guanaco_tui.generation.watch import RunWatch

# Panes are made when they are first opened, so that the first one is there at once.
PANES = {
    "seeds": ("Seeds", "guanaco_tui.panes.seeds", "SeedsPane"),
    "settings": ("Settings", "guanaco_tui.panes.settings", "SettingsPane"),
    "run": ("Run", "guanaco_tui.panes.run", "RunPane"),
    "browse": ("Browse", "guanaco_tui.panes.browse", "BrowsePane"),
    "compare": ("Compare", "guanaco_tui.panes.compare", "ComparePane"),
}
FIRST_HINT = "first-run"
# Styles that are remembered as they were read: those of every widget that there is.
STYLES = 512
# The screen follows a run at this beat, in seconds.
BEAT = 1 / 12
# Seconds that a line said in passing is there at least, and characters that are read in one.
SHORTEST_SAID, READ_A_SECOND = 2.5, 20
# Seconds after which the first pane is opened, whether or not the tabs were painted.
LONGEST_START = 0.5


def _actions() -> "type[Provider]":
    from guanaco_tui.palette import Actions  # noqa: PLC0415  (needed when the palette is opened)

    return Actions


def _tasks() -> "type[Provider]":
    from guanaco_tui.palette import Tasks  # noqa: PLC0415

    return Tasks


@runtime_checkable
class KeepsWork(Protocol):
    """A screen or a pane that keeps what is done there, and may not be ready to let it go."""

    async def may_leave(self) -> bool:
        """Keep what is not kept yet, asking where that fails; called in a worker."""
        ...


class GuanacoApp(TypeAhead):
    """Guanaco on a lesson.

    `run_watch` is the run as it looks now, or the last one; `settings` are those of `lesson.toml`.
    """

    CSS_PATH = Path(__file__).with_name("app.tcss")
    TITLE = "Guanaco"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_actions, _tasks}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", id="app.help", tooltip="What can be done here"),
        *(
            Binding(
                f"f{number + 1},{number}",
                f"pane('{name}')",
                title,
                show=False,
                id=f"pane.{name}",
                tooltip=f"Open {title}",
            )
            for number, (name, (title, _, _)) in enumerate(PANES.items(), start=1)
        ),
        Binding(
            "ctrl+r",
            "toggle_run",
            "Run",
            show=False,
            id="app.run",
            tooltip="Start, pause or go on with the run",
            priority=True,
        ),
        Binding("slash", "search", "Search", show=False, id="app.search", tooltip="Search"),
        Binding("ctrl+q", "quit", "Quit", show=False, id="app.quit", tooltip="Quit", priority=True),
    ]

    class RunOver(Message):
        """The run has ended, or could not begin; `trouble` says why it could not go on."""

        def __init__(self, trouble: str = "") -> None:
            super().__init__()
            self.trouble = trouble

    def __init__(
        self,
        lesson: Lesson,
        database: Database,
        *,
        look: str = "dark",
        keys: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.lesson = lesson
        self.settings: Settings = lesson.settings()
        self.catalogue = Catalogue(database)
        self.run_watch = _last_run(database)
        self.run_is_going = False
        self.run_trouble = ""
        self._control: Control | None = None
        self._painted = -1
        # The pane that was asked for last: where two are being made, it comes to the front.
        self._asked_for = ""
        self._has_begun = False
        self._rest = garbage.Rest()
        # There are more styles than Textual remembers by itself, 64: beyond, each widget that is
        # shown for the first time has all of them read again, 30 ms in which no key is heard.
        self.stylesheet._parse_cache.grow(STYLES)
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = THEMES[look]
        self.set_keymap(dict(keys or {}))

    def compose(self) -> ComposeResult:
        """Status, tabs, the pane in front, and the keys."""
        yield StatusLine(self.lesson.name)
        yield PaneTabs([(name, title) for name, (title, _, _) in PANES.items()])
        yield ContentSwitcher(id="body")
        if Hint.is_due(FIRST_HINT):
            yield Hint(FIRST_HINT, "New here? F1 says what can be done; twice, it opens the guide.")
        yield KeyLine()

    def on_mount(self) -> None:
        """Show lesson and panes by name at once; the first pane follows, then what is typed."""
        self._show_status()
        # In turn with what else is asked of the app, such as a click on another pane's tab.
        self.call_after_refresh(self.call_later, self._begin)
        # A screen that covers this one before it was painted keeps that call waiting.
        self.set_timer(LONGEST_START, self._begin)

    async def _begin(self) -> None:
        """Open the first pane, unless another was asked for already; begin the beat."""
        if self._has_begun:
            return
        self._has_begun = True
        if not self._asked_for:
            await self.open_pane("seeds")
        self.answer_keys()
        self.set_interval(BEAT, self._beat)
        self.call_after_refresh(self._import_panes)

    @work(group="import", thread=True, exit_on_error=False)
    def _import_panes(self) -> None:
        """Import the other panes while the first is read, so that each is there when it is opened.

        What is loaded by then is never garbage.
        """
        try:
            for _, module, _ in PANES.values():
                import_module(module)
        finally:
            garbage.begin()

    def get_key_display(self, binding: Binding) -> str:
        """Return a key as the line of keys calls it: `^r`, `F1`, `enter`, `/`."""
        if binding.key == "enter":
            return binding.key
        name = super().get_key_display(binding)
        return name.upper() if name[:1] == "f" and name[1:].isdigit() else name

    # Panes.

    @property
    def pane(self) -> Pane | None:
        """The pane in front."""
        return cast("Pane | None", self.query_one("#body", ContentSwitcher).visible_content)

    async def open_pane(self, name: str) -> Pane:
        """Bring a pane to the front, and make it where it is not there yet."""
        body = self.query_one("#body", ContentSwitcher)
        if self.pane is not None and body.current != name:
            self.pane.leaving()
            self._put_hint_away()
        self._asked_for = name
        if not body.query(f"#{name}"):
            _, module, cls = PANES[name]
            pane: Pane = getattr(import_module(module), cls)(id=name)
            await body.mount(pane)
            if self._asked_for != name:
                return pane
        body.current = name
        self.query_one(PaneTabs).active = name
        front = cast("Pane", body.visible_content)
        front.opened()
        return front

    async def action_pane(self, name: str) -> None:
        """Open a pane by its key."""
        await self.open_pane(name)

    @on(PaneTabs.Chosen)
    async def _tab_chosen(self, event: PaneTabs.Chosen) -> None:
        await self.open_pane(event.pane)

    async def open_task(self, task: int, way_back: WayBack | None = None) -> None:
        """Show a task in Browse, with where it came from; `escape` there takes the way back."""
        from guanaco_tui.panes.browse import BrowsePane  # noqa: PLC0415

        browse = await self.open_pane("browse")
        assert isinstance(browse, BrowsePane)
        await browse.open_task(task, way_back)

    async def open_collection(
        self, name: str, line: str = "", way_back: WayBack | None = None, *, dropped: bool = False
    ) -> None:
        """Show what a collection kept or dropped in Browse, narrowed by a line such as `#gender`.

        `escape` there takes the way back.
        """
        from guanaco_tui.panes.browse import BrowsePane  # noqa: PLC0415

        browse = await self.open_pane("browse")
        assert isinstance(browse, BrowsePane)
        await browse.open_collection(name, line, way_back, dropped=dropped)

    def action_search(self) -> None:
        """Put the focus where the pane in front is searched."""
        if self.pane is not None:
            self.pane.search()

    def action_help(self) -> None:
        """Explain what has the focus; a second time, open the lesson guide."""
        from guanaco_tui.help import HelpScreen  # noqa: PLC0415

        self._put_hint_away()
        text = getattr(self.screen, "HELP", "") or (self.pane.help_text if self.pane else "")
        self.push_screen(HelpScreen(text, self.screen.active_bindings.values()))

    def action_command_palette(self) -> None:
        """Open the palette: every action, and a search for any task by its words."""
        from guanaco_tui.palette import Palette  # noqa: PLC0415  (needed when it is opened)

        if not Palette.is_open(cast("App[object]", self)):
            self.push_screen(Palette(placeholder="An action, or words of a task"))

    # Settings.

    def change_settings(self, changes: Mapping[str, Mapping[str, object]]) -> None:
        """Check changes, lay them over the settings and keep them in `lesson.toml`."""
        changed = self.settings.changed(changes)
        save_settings(self.lesson.settings_path, changes)
        self.settings = changed

    # The run.

    @property
    def is_paused(self) -> bool:
        """Whether the run is paused."""
        return self._control is not None and self._control.is_paused

    @property
    def is_stopping(self) -> bool:
        """Whether the run was asked to stop and has not ended yet."""
        return self._control is not None and self._control.is_stopping

    async def action_toggle_run(self) -> None:
        """Start a run, or pause or go on with the one there is. None is started unseen."""
        is_covered = len(self.screen_stack) > 1
        if is_covered and not self.run_is_going:
            self.say("A run is started from the panes: leave this first.")
            return
        if not self.run_is_going:
            if self.pane is not None:
                self.pane.leaving()
            await self.open_pane("run")
            self.run_is_going = True
            self.run_trouble = ""
            self._generate()
        elif self._control is not None and self._control.is_paused:
            self._control.go_on()
        elif self._control is not None:
            self._control.pause()
        if is_covered and self._control is not None:
            self.say("The run is paused." if self._control.is_paused else "The run goes on.")
        self._paint()

    def stop_run(self) -> None:
        """Let the replies in flight finish their current task, and end the run."""
        if self._control is not None:
            self._control.stop()
            self._paint()

    @work(group="run", exclusive=True)
    async def _generate(self) -> None:
        """Run to the end, taking events into the watch; the beat paints them."""
        trouble = ""
        try:
            prepare = await asyncio.to_thread(import_module, "guanaco_tui.generation.prepare")
            run = await asyncio.to_thread(import_module, "guanaco_tui.generation.run")
            watching = import_module("guanaco_tui.generation.watch")
            self._control = import_module("guanaco_tui.generation.control").Control()
            plan = await prepare.plan_run(self.lesson, self.settings)
            try:
                with self.lesson.generating() as database:
                    watch = watching.RunWatch()
                    happening = run.generate(plan, database, self._control)
                    async with aclosing(happening):
                        async for event in happening:
                            watch.take(event)
                            # Not before: one that cannot begin does not hide the last.
                            self.run_watch = watch
            finally:
                await plan.backend.aclose()
        except GuanacoError as error:
            trouble = str(error)
        self.post_message(self.RunOver(trouble))

    @on(RunOver)
    def _run_over(self, event: RunOver) -> None:
        self.run_is_going = False
        self._control = None
        self.run_trouble = event.trouble
        # The pane of the run says so itself.
        if event.trouble and not (self.pane is not None and self.pane.id == "run"):
            self.say(event.trouble, severity="error")
        self._paint()

    def _beat(self) -> None:
        if (
            self.run_is_going
            and self.run_watch is not None
            and self.run_watch.version != self._painted
            # Keys first: what the run has added is painted when they are answered.
            and not self._is_answering
        ):
            self._painted = self.run_watch.version
            self._paint()
        self._rest.use(self.rested)

    def _paint(self) -> None:
        if not self.query(StatusLine):
            # The run ended while the app itself is being taken down.
            return
        self._show_status()
        if self.pane is not None:
            self.pane.beat()

    def _show_status(self) -> None:
        self.query_one(StatusLine).show(
            self.run_watch, is_running=self.run_is_going, is_paused=self.is_paused
        )

    def _put_hint_away(self) -> None:
        for hint in self.query(Hint):
            hint.put_away()

    # Leaving, and what is said in passing.

    def _fatal_error(self) -> None:
        """Leave after an error that escaped: one line on the screen, the rest in a log.

        What a person can mend says so itself, and has no log. In place of Textual's own report,
        which shows the values of variables.
        """
        error: BaseException | None = self._exception
        if isinstance(error, WorkerFailed):
            error = error.error
        # What goes wrong while the app is being left is not what made it leave.
        if error is None or self._exit_renderables:
            return
        if isinstance(error, GuanacoError):
            said = clean(str(error))
        else:
            said = crash.sentence(error, crash.write_log(error))
        self.panic(Text(f"guanaco: {said}"))

    def action_help_quit(self) -> None:
        """Say how to leave: ctrl+c leaves a terminal program, and this one copies with it."""
        self.say("ctrl+q leaves.")

    async def action_quit(self) -> None:
        """Leave, unless something is asked already."""
        if not isinstance(self.screen, Question):
            self._quit()

    @work(group="quit", exclusive=True)
    async def _quit(self) -> None:
        """Ask where a run is going on, and whatever keeps work; then leave."""
        if self.run_is_going and not await self.push_screen_wait(
            Question(
                "A run is going on. Stop it and quit? What was shown is saved, and the next "
                "start offers to go on.",
                yes="Stop and quit",
                no="Stay",
            )
        ):
            return
        for front in (*reversed(self.screen_stack), *self.query(Pane)):
            if isinstance(front, KeepsWork) and not await front.may_leave():
                return
        self._leave()

    def _leave(self) -> None:
        for pane in self.query(Pane):
            pane.leaving()
        self.workers.cancel_group(self, "run")
        self.exit()

    def say(self, text: str, *, severity: SeverityLevel = "information") -> None:
        """Show a line in passing. It is never read as markup; what is wrong stays longer."""
        is_wrong = severity != "information"
        timeout = None if is_wrong else max(SHORTEST_SAID, len(text) / READ_A_SECOND)
        self.notify(text, severity=severity, markup=False, timeout=timeout)

    def _on_notify(self, event: Notify) -> None:
        """Let a line take the place of the one before; what is wrong stays to be read, once."""
        for said in list(self._notifications):
            if said.severity == "information" or said.message == event.notification.message:
                self._unnotify(said, refresh=False)


def _last_run(database: Database) -> "RunWatch | None":
    """What the last run came to, for a lesson that is opened again."""
    with database.reading() as connection:
        run = runs.last_run(connection)
        if run is None or run.collection == RECORDED:
            return None
        from guanaco_tui.generation.watch import RunWatch  # noqa: PLC0415  (only a run needs it)

        watch = RunWatch()
        watch.remember(run, runs.totals(connection, run.id))
        return watch


def run_app(lesson: Lesson, *, look: str, keys: Mapping[str, str]) -> int:
    """Open a lesson in the app until the person leaves it; return the exit code."""
    with lesson.database() as database:
        app = GuanacoApp(lesson, database, look=look, keys=keys)
        app.run()
        return app.return_code or 0
