"""The list of tasks over a database that cannot be read for a while."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from textual.app import App, ComposeResult

from guanaco_tui.analysis.query import read_query
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.widgets.task_list import TaskList
from tests.importing import asking, imported

ALL = read_query("", ())


class OneList(App[None]):
    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self.tasks = TaskList(catalogue)

    def compose(self) -> ComposeResult:
        yield self.tasks


@contextmanager
def out_of_reach(database: Database) -> Iterator[None]:
    """Another program has put the tasks where nobody finds them."""
    with closing(sqlite3.connect(database.path)) as other:
        other.execute("ALTER TABLE task RENAME TO aside")
        yield
        other.execute("ALTER TABLE aside RENAME TO task")


async def test_tasks_that_could_not_be_read_are_read_again_with_the_next_listing(
    database: Database,
) -> None:
    collection = imported(database, asking("Name the river", "Cross it"))
    catalogue = Catalogue(database)
    ids = catalogue.ids(collection)
    app = OneList(catalogue)
    async with app.run_test():
        tasks = app.tasks

        def rows() -> list[str]:
            return [tasks.row(index, 40).plain.split("\n")[0] for index in range(tasks.total)]

        with out_of_reach(database):
            tasks.show(ids, ALL, newest_first=False)
            assert rows() == ["  cannot be read"] * 2
            assert "damaged" in tasks.trouble
        # What failed is not tried again and again.
        assert rows() == ["  cannot be read"] * 2
        tasks.show(ids[:1], ALL, newest_first=False)
        assert [row.split(maxsplit=2)[2] for row in rows()] == ["Name the river"]
        assert tasks.trouble == ""
