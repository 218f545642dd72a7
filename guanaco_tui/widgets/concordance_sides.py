"""The sides of a concordance: a list for each collection, filled and sorted in the background."""

from array import array
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker, get_current_worker

from guanaco_tui.analysis.concordance import (
    Concordance,
    Found,
    Node,
    Sort,
    find,
    put_in_order,
    read_node,
)
from guanaco_tui.analysis.query import looks_for
from guanaco_tui.analysis.tagging import lesson_themes
from guanaco_tui.analysis.themes import FieldName
from guanaco_tui.analysis.unknown_themes import no_such_theme
from guanaco_tui.drawing_time import A_PIECE, A_VIEW, leave_time
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.widgets.concordance_list import LineList

if TYPE_CHECKING:
    from guanaco_tui.app import GuanacoApp


class ConcordanceSides(Vertical):
    """Shows the concordance of `look` in each of these collections, sorted as `sort` says.

    Lines are shown in the order of the tasks as they are found, and sorted when all are. Posts
    `Changed` when there are other lines, or other things to say of them, than before, and
    `AllFound` before that when there is nothing more to find.
    """

    DEFAULT_CSS: ClassVar[str] = """
    ConcordanceSides {
        & > Vertical { width: 1fr; height: 1fr; padding: 0 1; }
        & > Vertical > Static { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        & LineList { height: 1fr; }
        &.-wide { layout: horizontal; }
    }
    """

    class Changed(Message):
        """Lines were found or sorted, or that went wrong."""

    class AllFound(Message):
        """All lines are found, though not sorted yet."""

    class Listed(Message):
        """A piece of a side's concordance was found; the first piece of a look-up begins it.

        `missing` says which themes there are, where one was asked for that is not there; else what
        is looked for, where that is not what was typed.
        """

        def __init__(
            self,
            worker: Worker[None],
            side: int,
            node: Node,
            found: Found,
            kept: int,
            missing: str,
            *,
            first: bool,
        ) -> None:
            super().__init__()
            self.worker = worker
            self.side = side
            self.node = node
            self.found = found
            self.kept = kept
            self.missing = missing
            self.is_first = first

    class Ordering(Message):
        """Lines are being sorted."""

        def __init__(self, worker: Worker[None], text: str) -> None:
            super().__init__()
            self.worker = worker
            self.text = text

    class Ordered(Message):
        """The lines of all sides were sorted."""

        def __init__(self, worker: Worker[None], orders: "list[array[int]]") -> None:
            super().__init__()
            self.worker = worker
            self.orders = orders

    class Ended(Message):
        """A worker has come to its end; `trouble` says what was wrong."""

        def __init__(self, worker: Worker[None], trouble: str) -> None:
            super().__init__()
            self.worker = worker
            self.trouble = trouble

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.names = names
        self.node = Node()
        self.sort: Sort = "position"
        # What sorting has to say, what of the line is not looked for as it was typed, and what
        # went wrong; empty where there is nothing to say.
        self.note = ""
        self.missing = ""
        self.trouble = ""
        # Whether not all lines are there yet: at first none has been looked for.
        self.is_finding = True
        self._seed = 0
        self._worker: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        """A head and a list for each collection."""
        for side, name in enumerate(self.names):
            with Vertical():
                yield Static(Content.styled(name, "bold"), id=f"concordance-head-{side}")
                yield LineList(self._guanaco.catalogue, id=f"concordance-side-{side}")

    @property
    def lists(self) -> list[LineList]:
        """The lists, one a side."""
        return list(self.query(LineList))

    @property
    def is_settled(self) -> bool:
        """Whether all lines are found and sorted."""
        return self._worker is None and not self.is_finding

    @property
    def _guanaco(self) -> "GuanacoApp":
        return cast("GuanacoApp", self.app)

    # Finding.

    def look(self, line: str, field: FieldName | None) -> None:
        """Look for what a line asks for, in one field or in all."""
        self.is_finding = True
        self.note = self.trouble = ""
        self._worker = self._find(line, field)

    @work(thread=True, group="concordance", exclusive=True)
    def _find(self, line: str, field: FieldName | None) -> None:
        """Find all sides piece by piece in turn, so that a screen of each is there soon."""
        worker: Worker[None] = get_current_worker()
        trouble = ""
        try:
            with self._guanaco.lesson.database() as database:
                catalogue = Catalogue(database)
                themes = lesson_themes(self._guanaco.lesson).themes
                node = read_node(line, themes, field)
                missing = no_such_theme(line, themes) or looks_for(line, themes)
                asked = [catalogue.collection(name) for name in self.names]
                left = {side: find(catalogue, it.id, node) for side, it in enumerate(asked)}
                is_first = True
                while left and not worker.is_cancelled:
                    for side, pieces in list(left.items()):
                        found = next(pieces)
                        kept = asked[side].kept
                        self.post_message(
                            self.Listed(worker, side, node, found, kept, missing, first=is_first)
                        )
                        if found.done == found.total:
                            del left[side]
                    if left:
                        leave_time(A_VIEW if is_first else A_PIECE)
                    is_first = False
        except GuanacoError as error:
            trouble = str(error)
        self.post_message(self.Ended(worker, trouble))

    @on(Listed)
    def _listed(self, message: Listed) -> None:
        if message.worker is not self._worker:
            return
        lines, found = self.lists[message.side], message.found
        if message.is_first:
            self.node, self.missing = message.node, message.missing
            lines.show(message.node, found.hits)
        else:
            lines.grow(found.hits)
        count = f"{len(lines.hits):,} {'hit' if len(lines.hits) == 1 else 'hits'}"
        if not message.node.themes:
            said = f"{message.kept:,} tasks"
        elif found.done < found.total:
            said = f"{count} so far · {found.done:,} of {found.total:,} tasks read"
        else:
            said = f"{count} in {lines.hits.tasks:,} of {message.kept:,} tasks"
        self.query_one(f"#concordance-head-{message.side}", Static).update(
            Content.assemble((self.names[message.side], "bold"), f"   {said}")
        )
        if message.is_first:
            self.post_message(self.Changed())

    @on(Ended)
    def _ended(self, message: Ended) -> None:
        if message.worker is not self._worker:
            return
        self._worker = None
        self.note, self.trouble = "", message.trouble
        if self.is_finding:
            self.is_finding = False
            self.post_message(self.AllFound())
            if self.sort != "position" and not self.trouble:
                self._put_in_order()
        self.post_message(self.Changed())

    # Sorting.

    def sort_by(self, sort: Sort, seed: int) -> None:
        """Sort the lines when all are found; `seed` decides how they are shuffled."""
        self.sort, self._seed = sort, seed
        if not self.is_finding:
            self._put_in_order()

    def _put_in_order(self) -> None:
        if self.sort == "position":
            self.workers.cancel_group(self, "concordance")
            self._worker, self.note = None, ""
            for lines in self.lists:
                lines.put_in_order(None)
            self.post_message(self.Changed())
        else:
            hits = [lines.hits for lines in self.lists]
            self._worker = self._order(hits, self.sort, self._seed)

    @work(thread=True, group="concordance", exclusive=True)
    def _order(self, sides: list[Concordance], sort: Sort, seed: int) -> None:
        worker: Worker[None] = get_current_worker()
        orders: list[array[int]] = []
        trouble = ""

        def tell(done: int, total: int) -> None:
            self.post_message(self.Ordering(worker, f"sorting {done:,} of {total:,}"))

        def should_stop() -> bool:
            return worker.is_cancelled

        try:
            with self._guanaco.lesson.database() as database:
                catalogue = Catalogue(database)
                for hits in sides:
                    order = put_in_order(catalogue, hits, sort, seed, tell, should_stop)
                    if order is None:
                        return
                    orders.append(order)
            self.post_message(self.Ordered(worker, orders))
        except GuanacoError as error:
            trouble = str(error)
        self.post_message(self.Ended(worker, trouble))

    @on(Ordering)
    def _ordering(self, message: Ordering) -> None:
        if message.worker is self._worker:
            self.note = message.text
            self.post_message(self.Changed())

    @on(Ordered)
    def _ordered(self, message: Ordered) -> None:
        if message.worker is self._worker:
            for lines, order in zip(self.lists, message.orders, strict=True):
                lines.put_in_order(order)
