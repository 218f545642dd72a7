"""The list of seeds: the number of each, its name or first words, and how it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.content import Content

from guanaco_tui.widgets.virtual_list import VirtualList

# Cells of a number; an id that is none may be cut to so many.
NUMBER, LONGEST_NUMBER = 3, 6
# All other statuses are problems.
STYLES = {"ready": "$text-success", "blank": "$foreground 60%"}


@dataclass(frozen=True)
class SeedRow:
    """What the list says of a seed. `status` is `ready`, `blank` or the name of a problem.

    `number` is the seed's own, which is not that of its line.
    """

    number: str
    title: str
    status: str


class SeedList(VirtualList):
    """Shows some lines of the seeds file; `describe` tells of each, by its place, what to say."""

    def __init__(self, describe: Callable[[int], SeedRow], *, id: str) -> None:
        super().__init__(id=id)
        self._describe = describe
        self._numbers: Sequence[int] = ()
        self._digits = NUMBER

    @property
    def numbers(self) -> Sequence[int]:
        """The numbers of the lines that are shown, in order."""
        return self._numbers

    @property
    def number(self) -> int | None:
        """The number of the line under the cursor, or None in an empty list."""
        return self._numbers[self.cursor] if self._numbers else None

    def show(self, numbers: Sequence[int], number: int | None, digits: int = NUMBER) -> None:
        """Show these lines, the cursor on line `number` or the nearest that is shown.

        `digits` is the length of the longest of all seeds' numbers, listed or not.
        """
        self._numbers = numbers
        self._digits = max(NUMBER, min(digits, LONGEST_NUMBER))
        if number is None or not numbers:
            self.set_total(len(numbers))
        else:
            nearest = min(range(len(numbers)), key=lambda place: abs(numbers[place] - number))
            self.set_total(len(numbers), cursor=nearest)
        if numbers:
            self.show_cursor()

    def row(self, index: int, width: int) -> Content:
        """Return the mark of the cursor, number, title and status, as wide as the list."""
        seed = self._describe(self._numbers[index])
        mark = "▸" if index == self.cursor else " "
        style = {"ready": "$text-success", "blank": "$foreground 60%"}.get(
            seed.status, "$text-warning"
        )
        room = max(4, width - self._digits - len(seed.status) - 6)
        number = Content(seed.number).truncate(self._digits, ellipsis=True)
        title = Content(seed.title).truncate(room, ellipsis=True, pad=True)
        if seed.status == "blank":
            title = title.stylize(STYLES["blank"])
        return Content.assemble(
            f"{mark} ",
            " " * (self._digits - number.cell_length),
            number.stylize("$foreground 60%"),
            " ",
            title,
            " ",
            (seed.status, style),
            " ",
        )
