"""Asks for a file to read or to write: a path to type, and the folder's contents below it."""

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, Static

from guanaco_tui.errors import GuanacoError
from guanaco_tui.files import os_error
from guanaco_tui.text import clean
from guanaco_tui.widgets.dialog import Dialog
from guanaco_tui.widgets.question import Question
from guanaco_tui.widgets.typed import TypedLine
from guanaco_tui.widgets.virtual_list import VirtualList


@dataclass(frozen=True)
class Entry:
    """A file or folder by its name."""

    name: str
    is_folder: bool


class FolderList(VirtualList):
    """Shows entries of a folder, the folders marked with a stroke behind their names."""

    def __init__(self) -> None:
        super().__init__(id="picker-folder")
        self.entries: list[Entry] = []

    def show(self, entries: list[Entry]) -> None:
        """Show these entries, the first under the cursor."""
        self.entries = entries
        self.set_total(len(entries), cursor=0)
        self.scroll_home(animate=False)

    def row(self, index: int, width: int) -> Content:
        """Return the name, as wide as the list."""
        entry = self.entries[index]
        name = Content(clean(entry.name).replace("\n", " ") + ("/" if entry.is_folder else ""))
        name = name.truncate(width - 1, ellipsis=True, pad=True)
        return Content.assemble(" ", name.stylize("$text-accent") if entry.is_folder else name)


class FilePicker(Dialog[Path | None]):
    """Gives the path that was chosen, or None.

    `start` is what the path is at first. Files are shown and taken whose name ends in one of
    `suffixes`. With `saving`, the file need not be there; one that is may be replaced after a
    question, and a name without an ending gets the first of the suffixes.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="picker.cancel", tooltip="Choose no file"),
        Binding("tab", "complete", "Complete", id="picker.complete", tooltip="Complete the name"),
        Binding("down", "to_list", "List", show=False, id="picker.list", tooltip="To the list"),
    ]
    DEFAULT_CSS = """
    FilePicker {
        & .dialog { width: 76; }
        & .dialog.-opening { height: 90%; }
        & #picker-title { text-style: bold; margin-bottom: 1; }
        & #picker-path { background: $panel; }
        & #picker-folder { height: auto; max-height: 6; margin-top: 1; }
        & .-opening #picker-folder { height: 1fr; min-height: 2; }
        & #picker-note { height: auto; max-height: 3; color: $text-muted; margin-top: 1; }
        & #picker-note.-wrong { color: $text-error; }
    }
    """

    class Listed(Message):
        """A folder was read, or could not be: `trouble` says why."""

        def __init__(self, folder: Path, entries: list[Entry], trouble: str = "") -> None:
            super().__init__()
            self.folder = folder
            self.entries = entries
            self.trouble = trouble

    def __init__(
        self, title: str, start: Path, suffixes: tuple[str, ...], *, saving: bool = False
    ) -> None:
        super().__init__()
        self._title = title
        self._start = str(start) + os.sep if start.is_dir() else str(start)
        self._suffixes = suffixes
        self._saving = saving
        self._folder: Path | None = None
        self._entries: list[Entry] = []

    def compose(self) -> ComposeResult:
        """Compose path, folder, what is wrong, and the two buttons."""
        with Vertical(classes="dialog" if self._saving else "dialog -opening"):
            yield Static(self._title, id="picker-title", markup=False)
            yield TypedLine(self._start, id="picker-path", compact=True, select_on_focus=False)
            yield FolderList()
            yield Static(id="picker-note", markup=False)
            with Horizontal(id="picker-buttons"):
                yield Button("Save" if self._saving else "Open", variant="primary", id="take")
                yield Button("Cancel", id="cancel")

    def on_mount(self) -> None:
        """Begin to type at the end of the path."""
        path = self.query_one(Input)
        path.focus()
        path.action_end()
        self._note()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        folder, _ = self._parts()
        if folder == self._folder:
            self._narrow()
        else:
            self._list(folder)

    @work(thread=True, group="picker-folder", exclusive=True)
    def _list(self, folder: Path) -> None:
        try:
            with os.scandir(folder) as found:
                entries = [Entry(one.name, one.is_dir()) for one in found]
        except OSError as error:
            self.post_message(self.Listed(folder, [], str(os_error(error, folder, "read"))))
            return
        except ValueError:
            self.post_message(self.Listed(folder, [], "No folder can have such a name."))
            return
        shown = [
            one for one in entries if one.is_folder or one.name.lower().endswith(self._suffixes)
        ]
        shown.sort(key=lambda one: (not one.is_folder, one.name.casefold()))
        self.post_message(self.Listed(folder, shown))

    @on(Listed)
    def _listed(self, event: Listed) -> None:
        folder, _ = self._parts()
        if event.folder == folder:
            self._folder = event.folder
            self._entries = event.entries
            self._note(event.trouble)
            self._narrow()

    def _narrow(self) -> None:
        """Show what begins like the name that is typed; hidden files only where a dot is."""
        _, name = self._parts()
        fitting = [
            one
            for one in self._entries
            if one.name.casefold().startswith(name.casefold())
            and (name.startswith(".") or not one.name.startswith("."))
        ]
        self.query_one(FolderList).show([*([] if name else [Entry("..", True)]), *fitting])

    def _parts(self) -> tuple[Path, str]:
        """The folder that is typed, and the beginning of a name in it."""
        text = self.query_one(Input).value
        folder, name = os.path.split(text)
        return Path(folder or ".").expanduser(), name

    def _note(self, trouble: str = "") -> None:
        note = self.query_one("#picker-note", Static)
        note.set_class(bool(trouble), "-wrong")
        keys = "tab completes · ↓ goes to the list · enter takes · esc leaves"
        note.update(trouble or f"{', '.join(self._suffixes)} · {keys}")

    def _write(self, path: Path, *, is_folder: bool) -> None:
        entry = self.query_one(Input)
        entry.value = os.path.join(path, "") if is_folder else str(path)  # noqa: PTH118 (the stroke)
        entry.action_end()
        entry.focus()

    def action_complete(self) -> None:
        """Complete the name as far as there is one way to; else move the focus."""
        folder, name = self._parts()
        fitting = [one for one in self.query_one(FolderList).entries if one.name != ".."]
        start = os.path.commonprefix([one.name for one in fitting])  # noqa: RUF071 (names)
        if not isinstance(self.focused, Input) or len(start) <= len(name):
            self.focus_next()
        elif len(fitting) == 1:
            self._write(folder / start, is_folder=fitting[0].is_folder)
        else:
            self._write(folder / start, is_folder=False)

    def action_to_list(self) -> None:
        """Go from the path down to the list."""
        self.query_one(FolderList).focus()

    def action_cancel(self) -> None:
        """Leave without a file."""
        self.dismiss(None)

    @on(FolderList.Opened)
    def _opened(self, event: FolderList.Opened) -> None:
        folder, _ = self._parts()
        entry = self.query_one(FolderList).entries[event.index]
        if entry.name == "..":
            self._write(folder.resolve().parent, is_folder=True)
        elif entry.is_folder:
            self._write(folder / entry.name, is_folder=True)
        elif self._saving:
            self._write(folder / entry.name, is_folder=False)
        else:
            self.dismiss(folder / entry.name)

    @on(Button.Pressed, "#cancel")
    def _cancelled(self) -> None:
        self.dismiss(None)

    @on(Button.Pressed, "#take")
    @on(Input.Submitted)
    def _take(self) -> None:
        """Take what is typed, or say what is wrong with it."""
        folder, name = self._parts()
        path = folder / name
        try:
            self._take_path(path)
        except OSError as error:
            self._note(str(os_error(error, path, "read")))
        except ValueError:
            self._note("No file can have such a name.")
        except GuanacoError as error:
            self._note(str(error))

    def _take_path(self, path: Path) -> None:
        if self._saving and not path.suffix and path.name and not path.is_dir():
            path = path.with_name(path.name + self._suffixes[0])
        if path.is_dir():
            self._write(path, is_folder=True)
        elif path.suffix.lower() not in self._suffixes:
            raise GuanacoError(f"The name should end in {', '.join(self._suffixes)}.")
        elif not self._saving and not path.is_file():
            raise GuanacoError("There is no such file: check the name.")
        elif not path.parent.is_dir():
            raise GuanacoError("There is no such folder: check the path.")
        elif self._saving and path.exists():
            self.app.push_screen(
                Question(f"{clean(path.name)} is there. Replace it?", yes="Replace", no="Keep"),
                partial(self._replace, path),
            )
        else:
            self.dismiss(path)

    def _replace(self, path: Path, yes: bool | None) -> None:
        if yes:
            self.dismiss(path)
