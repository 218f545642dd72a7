"""Browse: the tasks of any collection, to be narrowed by words and themes, and read."""

import random
from array import array
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar, Literal

from textual import on, work
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input

from guanaco_tui.analysis.browsing import Listing, View, asked
from guanaco_tui.analysis.query import Query, looks_for
from guanaco_tui.errors import GuanacoError
from guanaco_tui.files import write_atomically
from guanaco_tui.lesson.catalogue import Collection, TaskRow
from guanaco_tui.lesson.exports import Format, export_tasks
from guanaco_tui.lesson.seeds import seed_name
from guanaco_tui.panes.browse_help import HELP, LINEAGE_HELP
from guanaco_tui.panes.export_name import export_name
from guanaco_tui.panes.listing_pane import ListingPane
from guanaco_tui.panes.pane import WayBack
from guanaco_tui.text import clean
from guanaco_tui.widgets.browse_head import BrowseHead
from guanaco_tui.widgets.collection_picker import CollectionPicker
from guanaco_tui.widgets.file_picker import FilePicker
from guanaco_tui.widgets.line_question import LineQuestion
from guanaco_tui.widgets.lineage_view import LineageView
from guanaco_tui.widgets.task_list import TaskList
from guanaco_tui.widgets.task_view import Reading, TaskView, task_name
from guanaco_tui.widgets.theme_chips import STARRED, ThemeChips

Mode = Literal["list", "reading", "lineage"]

EXPORTED_AS: dict[str, Format] = {".csv": "csv", ".jsonl": "jsonl", ".json": "alpaca"}
NO_CHILDREN = "No prompt has shown this seed yet. escape goes back."
NOTHING_YET = "Nothing to read yet. What a run brings appears here; ctrl+r starts one."
NOT_YET = "Nothing to read yet. What the run brings appears here."


class BrowsePane(ListingPane):
    """The list of a view beside the task that is read; or the task alone; or its lineage."""

    HELP = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "app.search", "Search", id="browse.search", tooltip="Words to look for"),
        Binding("t", "themes", "Themes", id="browse.themes", tooltip="Narrow by themes"),
        Binding("l", "lineage", "Lineage", id="browse.lineage", tooltip="Where it came from"),
        Binding("s", "star", "Star", id="browse.star", tooltip="Give or take a star"),
        Binding("r", "random", "Random", id="browse.random", tooltip="Any task of those shown"),
        *(
            Binding(key, action, label, show=False, id=f"browse.{name}", tooltip=tooltip)
            for key, action, label, name, tooltip in (
                ("c", "collection", "Collection", "collection", "Read another collection"),
                ("d", "dropped", "Kept/dropped", "dropped", "Kept tasks, or dropped ones"),
                ("o", "order", "Order", "order", "Newest or oldest first"),
                ("n", "note", "Note", "note", "Write a note to the task"),
                ("y", "copy", "Copy", "copy", "Copy the task"),
                ("x", "export", "Export", "export", "Export what is shown to a file"),
                ("escape", "back", "Back", "back", "One step back"),
                ("down", "to_list", "List", "to-list", "Go to the list"),
                ("right", "next(1)", "Next", "next", "The next task"),
                ("left", "next(-1)", "Before", "before", "The task before"),
                ("right_square_bracket", "part(1)", "On", "part", "On in a long text"),
                ("left_square_bracket", "part(-1)", "Back", "part-back", "Back in a long text"),
            )
        ),
    ]
    DEFAULT_CSS = """
    BrowsePane {
        & #browse-body { height: 1fr; margin-top: 1; }
        & TaskList { width: 46%; max-width: 64; }
        & TaskView { width: 1fr; border-left: solid $panel; }
        & LineageView { display: none; height: 1fr; }
        &.-reading TaskList, &.-lineage #browse-body, &.-reading ThemeChips,
        &.-lineage ThemeChips { display: none; }
        &.-reading TaskView { border-left: none; }
        &.-lineage LineageView { display: block; margin-top: 1; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.newest_first = True
        self.mode: Mode = "list"
        self._wanted: int | None = None
        self._came_from: tuple[View, int] | None = None
        # Back to the screen from which a task was opened, as long as nothing else is listed.
        self._way_back: tuple[View, WayBack] | None = None

    def compose(self) -> ComposeResult:
        """What is shown, the search line, the themes; below, list and task, or the lineage."""
        yield BrowseHead()
        with Horizontal(id="browse-body"):
            yield TaskList(self.guanaco.catalogue)
            yield TaskView()
        yield LineageView()

    @property
    def help_text(self) -> str:
        """What F1 says: of the lineage, where that is in front."""
        return LINEAGE_HELP if self.mode == "lineage" else HELP

    # Coming to the front.

    def opened(self) -> None:
        """Bring the list up to date, and put the focus on what is read."""
        super().opened()
        self._focus()

    def search(self) -> None:
        """Go to the search line."""
        self._set_mode("list")
        self.query_one(Input).focus()

    def leaving(self) -> None:
        """Leave the tagging for later, and forget the way back."""
        super().leaving()
        self._way_back = None

    async def open_task(self, task_row: int, way_back: WayBack | None = None) -> None:
        """List the collection that a task is in, and show the task.

        Where there is a way back, `escape` takes it, after what narrowed the list meanwhile.
        """
        try:
            collection, rejected = self.guanaco.catalogue.collection_of(task_row)
        except GuanacoError as error:
            self.guanaco.say(str(error))
            return
        self._set_mode("list")
        view = View(collection, rejected)
        self._way_back = (view, way_back) if way_back is not None else None
        self._show(view, task_row)
        self.query_one(TaskList).focus()

    async def open_collection(
        self, name: str, line: str = "", way_back: WayBack | None = None, *, dropped: bool = False
    ) -> None:
        """List the kept tasks of a collection, or the dropped, narrowed by a search line.

        Where there is a way back, `escape` takes it, after what narrowed the list meanwhile.
        """
        with self.looking_up():
            self.collections = self.guanaco.catalogue.collections()
        for collection in self.collections:
            if collection.name == name:
                self._set_mode("list")
                view = View(collection.id, dropped, line)
                self._way_back = (view, way_back) if way_back is not None else None
                self._show(view)
                self.query_one(TaskList).focus()

    # What is listed.

    @on(ListingPane.Prepared)
    def _texts_may_differ(self) -> None:
        self.query_one(TaskList).forget()

    async def _listing_came(self, listing: Listing, before: Listing | None) -> None:
        if listing == before and self._wanted is None:
            return
        tasks = self.query_one(TaskList)
        was_read = tasks.task_row if before is not None and before.view == listing.view else None
        self._list_tasks()
        self._paint()
        if tasks.task_row is None or tasks.task_row != was_read:
            await self._read()

    def _show(self, view: View, task_row: int | None = None) -> None:
        """List another view, with the cursor on a task of it."""
        self._wanted = task_row
        self.query_one(BrowseHead).put_line(view.line)
        self.look(view)

    def look(self, view: View | None) -> None:
        """List a view; the first takes over what was typed before there was anything to list."""
        if view is not None and self.view is None and not view.line:
            view = replace(view, line=self.query_one(Input).value)
        super().look(view)

    def _list_tasks(self) -> None:
        """Put the listing on the screen."""
        assert self.listing is not None
        self.query_one(TaskList).show(
            self.listing.ids,
            asked(self.listing.view, self.reader.themes),
            newest_first=self.newest_first,
            task_row=self._wanted,
        )
        self._wanted = None

    def _paint(self) -> None:
        if self.trouble:
            self._set_mode("list")
            self.query_one(TaskList).show(array("q"), Query(()), newest_first=self.newest_first)
            self.query_one(TaskView).say(self.trouble)
        if self.view is None:
            self.query_one(TaskView).say(self._nothing())
            return
        self.query_one(BrowseHead).show(
            self.view,
            self.listing,
            title=self._title(self.view),
            order="newest first" if self.newest_first else "oldest first",
            themes=[theme.name for theme in self.reader.themes.themes],
            tagging_note=self.tagging_note,
            looks_for=looks_for(self.view.line, self.reader.themes.themes),
        )
        if self.listing is not None and self.listing.view == self.view and not self.listing.ids:
            self.query_one(TaskView).say(self._nothing())

    def _title(self, view: View) -> str:
        if view.ancestor:
            return f"from {seed_name(view.ancestor)}"
        names = {collection.id: collection.name for collection in self.collections}
        return names.get(view.collection, "")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self.view is not None and self.view.line != event.value:
            self.look(replace(self.view, line=event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(TaskList).focus()

    @on(ThemeChips.Toggled)
    def _toggled(self, event: ThemeChips.Toggled) -> None:
        if self.view is None:
            return
        if event.name == STARRED:
            self.look(replace(self.view, starred=not self.view.starred))
        else:
            on_now = set(self.view.themes) ^ {event.name}
            self.look(replace(self.view, themes=tuple(sorted(on_now))))

    # The task that is read.

    @on(TaskList.Highlighted)
    def _highlighted(self, event: TaskList.Highlighted) -> None:
        # The list first: who goes through it page by page does not wait for each task.
        self.call_after_refresh(self._read_at, event.index)

    async def _read_at(self, index: int) -> None:
        """Show the task under the cursor, unless the cursor has gone on meanwhile."""
        if index == self.query_one(TaskList).cursor:
            await self._read()

    @on(TaskList.Opened)
    def _opened(self) -> None:
        self._set_mode("reading")

    async def _read(self) -> None:
        """Show the task under the cursor."""
        task = self.query_one(TaskList).current
        if task is None or self.view is None:
            self._set_mode("list")
            self.query_one(TaskView).say(self._nothing())
            return
        try:
            reading = self._reading(task, self.view)
        except GuanacoError as error:
            # A seed that was deleted since it was listed; the next listing is without it.
            self.query_one(TaskList).forget(task.id)
            self._set_mode("list")
            self.query_one(TaskView).say(str(error))
            return
        self.query_one(TaskView).show(reading)
        if self.mode == "lineage":
            await self.query_one(LineageView).show(reading)

    def _reading(self, task: TaskRow, view: View) -> Reading:
        catalogue = self.guanaco.catalogue
        return Reading(
            task,
            catalogue.lineage(task.id),
            asked(view, self.reader.themes),
            len(catalogue.descendants(task.seed)) if task.seed else 0,
        )

    def _nothing(self) -> str:
        if trouble := self.trouble or self.query_one(TaskList).trouble:
            return trouble
        nothing_yet = NOT_YET if self.guanaco.run_is_going else NOTHING_YET
        if self.view is None:
            return nothing_yet
        if self.view.is_narrowed:
            return "No task here has all of this. escape takes the last step back."
        if self.view.rejected:
            return "Nothing was dropped here. d shows what was kept."
        return NO_CHILDREN if self.view.ancestor else nothing_yet

    def _set_mode(self, mode: Mode) -> None:
        if mode != self.mode:
            self.mode = mode
            for name in ("reading", "lineage"):
                self.set_class(mode == name, f"-{name}")
            self.query_one(TaskView).set_class(mode == "reading", "-reading")
            self._focus()

    def _focus(self) -> None:
        """Put the focus on what is read."""
        names = {"list": "TaskList", "reading": "TaskView", "lineage": "LineageView"}
        self.query_one(names[self.mode]).focus()

    @on(LineageView.Chosen)
    async def _chosen(self, event: LineageView.Chosen) -> None:
        task_row: int | None = event.row
        with self.looking_up():
            if event.source == "seed":
                task_row = self.guanaco.catalogue.task_of_seed(event.label)
            if task_row is None:
                self.guanaco.say(f"{seed_name(event.label)} is no longer among the seeds.")
            else:
                await self.open_task(task_row)

    # Keys.

    def action_themes(self) -> None:
        """Go to the themes."""
        self._set_mode("list")
        self.query_one(ThemeChips).focus()

    def action_to_list(self) -> None:
        """Go down from the search line or the themes to the list."""
        if not isinstance(self.app.focused, Input | ThemeChips):
            raise SkipAction
        self.query_one(TaskList).focus()

    async def action_lineage(self) -> None:
        """Show where the task came from, or what came of a seed."""
        task = self.query_one(TaskList).current
        if task is None or self.view is None:
            return
        if self.mode == "lineage":
            self._set_mode("list")
        elif task.seed:
            self._set_mode("list")
            self._came_from = (self.view, task.id)
            self._show(View(self.view.collection, ancestor=task.seed))
        else:
            self._set_mode("lineage")
            await self._read()

    async def action_back(self) -> None:
        """Take one step back: out of a reading view, to the list, then off what narrows it.

        The last step is to where the task or the descendants were opened from.
        """
        view = self.view
        if self.mode != "list":
            self._set_mode("list")
        elif not self.query_one(TaskList).has_focus:
            self.query_one(TaskList).focus()
        elif view is None:
            return
        elif (way_back := self._way_back_from(view)) is not None:
            await way_back()
        elif view.is_narrowed:
            wider = {"line": ""} if view.line else {"themes": (), "starred": False}
            self._show(replace(view, **wider), self.query_one(TaskList).task_row)
        elif view.ancestor and self._came_from is not None:
            self._show(*self._came_from)

    def _way_back_from(self, view: View) -> WayBack | None:
        """The way back from what was opened from elsewhere, also without its search line."""
        if self._way_back is None:
            return None
        opened, way_back = self._way_back
        return way_back if view in (opened, replace(opened, line="")) else None

    def action_next(self, by: int) -> None:
        """Go to the next task, or the one before, where one is read alone."""
        if self.mode == "list":
            raise SkipAction
        self.query_one(TaskList).action_move(by)

    def action_part(self, by: int) -> None:
        """Go on in a long text."""
        self.query_one(TaskView).turn(by)

    def action_random(self) -> None:
        """Go to any other task of those shown."""
        tasks = self.query_one(TaskList)
        if tasks.total > 1:
            tasks.cursor = (tasks.cursor + random.randrange(1, tasks.total)) % tasks.total

    def action_order(self) -> None:
        """List the newest first, or the oldest."""
        self.newest_first = not self.newest_first
        if self.listing is not None:
            self._list_tasks()
        self._paint()

    def action_dropped(self) -> None:
        """Show what was dropped, or what was kept."""
        if self.view is not None and not self.view.ancestor:
            self._set_mode("list")
            self._show(replace(self.view, rejected=not self.view.rejected))

    def action_collection(self) -> None:
        """Choose the collection to read."""
        with self.looking_up():
            self.collections = self.guanaco.catalogue.collections()
            current = self.view.collection if self.view is not None else None
            self.app.push_screen(CollectionPicker(self.collections, current), self._picked)

    def _picked(self, collection: Collection | None) -> None:
        if collection is not None:
            self._set_mode("list")
            view = self.view or View(collection.id)
            self._show(replace(view, collection=collection.id, rejected=False, ancestor=""))

    async def action_star(self) -> None:
        """Give the task a star, or take it."""
        if (task := self.query_one(TaskList).current) is not None:
            await self._mark(task, starred=not task.starred, note=task.note)

    def action_note(self) -> None:
        """Write a note to the task."""
        if (task := self.query_one(TaskList).current) is not None:
            self.app.push_screen(
                LineQuestion(f"Note to {task_name(task)}", task.note), partial(self._noted, task)
            )

    async def _noted(self, task: TaskRow, note: str | None) -> None:
        if note is not None:
            await self._mark(task, starred=task.starred, note=clean(note))

    async def _mark(self, task: TaskRow, *, starred: bool, note: str) -> None:
        try:
            self.guanaco.catalogue.mark(task.id, starred=starred, note=note)
        except GuanacoError as error:
            self.guanaco.say(str(error), severity="error")
            return
        self.query_one(TaskList).forget(task.id)
        await self._read()
        self.look(self.view)

    def action_copy(self) -> None:
        """Copy the task's words."""
        if (task := self.query_one(TaskList).current) is not None:
            texts = (task.instruction or task.raw, task.input, task.output)
            self.app.copy_to_clipboard("\n\n".join(filter(None, texts)))
            self.guanaco.say(f"{task_name(task)} is in the clipboard.")

    def action_export(self) -> None:
        """Export what is shown, in the order of the list."""
        if self.listing is None or not self.listing.ids:
            return
        ids = self.listing.ids[::-1] if self.newest_first else self.listing.ids
        name = export_name(self._title(self.listing.view), self.listing.view)
        picker = FilePicker(
            f"Export {len(ids):,} tasks to",
            self.guanaco.lesson.folder / f"{name}.csv",
            tuple(EXPORTED_AS),
            saving=True,
        )
        self.app.push_screen(picker, partial(self._export_to, ids))

    def _export_to(self, ids: "array[int]", path: Path | None) -> None:
        if path is not None:
            self._export(ids, path)

    @work(thread=True, group="browse-export")
    def _export(self, ids: "array[int]", path: Path) -> None:
        form = EXPORTED_AS[path.suffix.lower()]
        try:
            with self.guanaco.lesson.database() as database:
                write_atomically(path, export_tasks(database, ids, form))
        except GuanacoError as error:
            self.post_message(self.Said(str(error), "error"))
            return
        self.post_message(self.Said(f"{len(ids):,} tasks are in {path}."))
