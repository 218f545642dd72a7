"""What a benchmark of the app stands beside: an empty Textual app, and Textual's own widgets.

    python -m benchmarks.standard empty|field|table [DATASET]

`empty` shows a word; `field` shows a field to type into; `table` fills a DataTable with the tasks
of a dataset when F5 is pressed.
"""

import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

EMPTY = "empty"


class Empty(App[None]):
    """One word."""

    def compose(self) -> ComposeResult:
        """The word."""
        yield Static(EMPTY)


def field() -> App[None]:
    """Return an app with one field."""
    from textual.widgets import Input

    class Field(App[None]):
        def compose(self) -> ComposeResult:
            yield Static(EMPTY)
            yield Input(compact=True)

    return Field()


def table(dataset: str) -> App[None]:
    """Return an app that fills a table when it is asked to."""
    import json
    from pathlib import Path

    from textual.widgets import DataTable

    tasks = json.loads(Path(dataset).read_text(encoding="utf-8"))

    class Table(App[None]):
        BINDINGS: ClassVar[list[BindingType]] = [("f5", "fill", "Fill")]

        def compose(self) -> ComposeResult:
            yield Static(EMPTY)

        async def action_fill(self) -> None:
            found: DataTable[str] = DataTable(cursor_type="row")
            await self.mount(found)
            found.add_columns("number", "instruction")
            found.add_rows(
                (f"▸ {number}", task["instruction"][:60].replace("\n", " "))
                for number, task in enumerate(tasks, start=1)
            )
            found.focus()

    return Table()


def main() -> None:
    """Run the app that is named."""
    match sys.argv[1:]:
        case ["field"]:
            field().run()
        case ["table", dataset]:
            table(dataset).run()
        case _:
            Empty().run()


if __name__ == "__main__":
    main()
