"""The list of seeds: the number of each, its name or first words, and how it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.content import Content

from guanaco_tui.widgets.virtual_list import VirtualList

# All other statuses are problems.
STYLES = {"ready": "$text-success", "blank": "$foreground 60%"}


@dataclass(frozen=True)
class SeedRow:
    """What the list says of a seed. `status` is `ready`, `blank` or the name of a problem."""

    title: str
    status: str


class SeedList(VirtualList):
    """Shows some lines of the seeds file by their numbers; `describe` tells what to say of each."""

    def __init__(self, describe: Callable[[int], SeedRow], *, id: str) -> None:
        super().__init__(id=id)
        self._describe = describe
        self._numbers: Sequence[int] = ()

    @property
    def numbers(self) -> Sequence[int]:
        """The numbers of the lines that are shown, in order."""
        return self._numbers

    @property
    def number(self) -> int | None:
        """The number of the line under the cursor, or None in an empty list."""
        return self._numbers[self.cursor] if self._numbers else None

    def show(self, numbers: Sequence[int], number: int | None) -> None:
        """Show these lines, the cursor on line `number` or the nearest that is shown."""
        self._numbers = numbers
        if number is None or not numbers:
            self.set_total(len(numbers))
        else:
            nearest = min(range(len(numbers)), key=lambda place: abs(numbers[place] - number))
            self.set_total(len(numbers), cursor=nearest)
        if numbers:
            self.show_cursor()

    def row(self, index: int, width: int) -> Content:
        """Return the mark of the cursor, number, title and status, as wide as the list."""
        number = self._numbers[index]
        seed = self._describe(number)
        digits = max(3, len(str(self._numbers[-1])))
        mark = "▸" if index == self.cursor else " "
        style = {"ready": "$text-success", "blank": "$foreground 60%"}.get(
            seed.status, "$text-warning"
        )
        room = max(4, width - digits - len(seed.status) - 6)
        title = Content(seed.title).truncate(room, ellipsis=True, pad=True)
        if seed.status == "blank":
            title = title.stylize(STYLES["blank"])
        return Content.assemble(
            f"{mark} ",
            (f"{number:>{digits}}", "$foreground 60%"),
            " ",
            title,
            " ",
            (seed.status, style),
            " ",
        )
