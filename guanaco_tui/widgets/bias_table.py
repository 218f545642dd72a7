"""What each rule erased of each theme: a table of shares for each collection, one below another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from guanaco_tui.analysis.filter_bias import ANY_RULE, Erasure, FilterBias
from guanaco_tui.widgets.figures import MUTED, left, one_line, p_value, right, share
from guanaco_tui.widgets.virtual_list import SCROLLBAR, VirtualList

_CURSOR, _LABEL, _CANDIDATES = 2, 20, 7
# A column whose head is whole, and one whose head may be cut short.
_WHOLE, _SHORT = 13, 9
# What the columns are called in their two lines where there is room; others by their names.
HEADS = {
    "unsuitable_word": ("unsuitable", "word"),
    "too_short": ("too", "short"),
    "too_long": ("too", "long"),
    "write_a_program": ("write a", "program"),
    "starts_with_punctuation": ("starts with", "punctuation"),
    "starts_with_non_ascii": ("starts with", "non ascii"),
    "no_words": ("no", "words"),
    ANY_RULE: ("any", "rule"),
}
CUT_SHORT = {
    "unsuitable_word": ("unsuit.", "word"),
    "starts_with_punctuation": ("starts", "punct."),
    "starts_with_non_ascii": ("starts", "script"),
}


@dataclass(frozen=True, slots=True)
class _Row:
    """A title, the shares over all, or a theme of a table; an empty line has none."""

    table: int
    title: str = ""
    bias: FilterBias | None = None
    theme: str = ""


class BiasTable(VirtualList):
    """Shows tables under the same columns, those rules that erased most first.

    Where there is no room for all rules, left and right go through them. Posts `Turned` when others
    are shown than before.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "Left", show=False, id="bias.left", tooltip="Rules before"),
        Binding("right", "turn(1)", "Right", show=False, id="bias.right", tooltip="More rules"),
    ]

    class Turned(Message):
        """Other rules are shown than before."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._rows: list[_Row] = []
        self._rules: list[str] = []
        # The rule that was gone to; `_begin` keeps it to where there are others to show.
        self._first = 0
        self._labels: Mapping[str, str] = {}

    @property
    def theme(self) -> str:
        """The name of the theme under the cursor; empty where there is none."""
        return self._rows[self.cursor].theme if self._rows else ""

    @property
    def number(self) -> int | None:
        """Which of the tables the cursor is in, from 0; None where it is at no row of shares."""
        row = self._rows[self.cursor] if self._rows else _Row(0)
        return row.table if row.bias is not None else None

    def show(self, tables: Sequence[tuple[str, FilterBias]], labels: Mapping[str, str]) -> None:
        """Show these tables, each under its title."""
        self._labels = labels
        rules = dict.fromkeys(rule for _, bias in tables for rule in bias.rules)
        self._rules = [*(rule for rule in rules if rule != ANY_RULE), ANY_RULE]
        self._rows = []
        for table, (title, bias) in enumerate(tables):
            self._rows += [_Row(table)] if self._rows else []
            self._rows += [_Row(table, title), _Row(table, "all candidates", bias)]
            self._rows += [
                _Row(table, labels.get(theme, theme), bias, theme) for theme in bias.themes
            ]
        self.set_total(len(self._rows))

    def heads(self, width: int) -> Content:
        """Return the two lines over the columns, with an arrow to either side that has more."""
        rule_cells, room, first = self._rule(width), self._room(width), self._begin(width)
        heads = HEADS if rule_cells == _WHOLE else HEADS | CUT_SHORT
        named = [heads.get(it, ("", it.replace("_", " "))) for it in self._shown(width)]
        uppers = [right(head, rule_cells) for head, _ in named]
        corner, rules = "", len(self._rules) - 1
        if 0 < room < rules:
            corner = f"rules {first + 1} to {first + room} of {rules}"
            # In cells that a head leaves blank.
            if first:
                uppers[0] = Content.assemble("←", uppers[0][1:])
            if first + room < rules:
                uppers[-1] = Content.assemble(" →", uppers[-1][2:])
        before = self._label(width) + _CANDIDATES
        upper = Content.assemble(" " * _CURSOR, left(corner, before), *uppers)
        lowers = [right(head, rule_cells) for _, head in named]
        lower = Content.assemble(right("tasks", _CURSOR + before), *lowers)
        return Content.assemble(upper, "\n", lower)

    def cut_short(self, width: int) -> str:
        """Say which rules the heads stand for that are cut short in this width."""
        if self._rule(width) == _WHOLE:
            return ""
        cut = [rule for rule in self._shown(width) if rule in CUT_SHORT]
        return " · ".join(f"{' '.join(CUT_SHORT[it])}: {it.replace('_', ' ')}" for it in cut)

    def row(self, index: int, width: int) -> Content:
        """Return a title, or a row of shares; one that stands out is bold, with a star."""
        row = self._rows[index]
        if row.bias is None:
            return Content.styled(one_line(row.title), "bold").truncate(width, ellipsis=True)
        cursor = "▸ " if index == self.cursor else "  "
        rule_cells = self._rule(width)
        cells = [_cell(row, rule, rule_cells) for rule in self._shown(width)]
        total = _candidates(row.bias, row.theme)
        label = left(row.title, self._label(width))
        return Content.assemble(
            cursor,
            label if row.theme else label.stylize(MUTED),
            right(f"{total:,}", _CANDIDATES).stylize(MUTED),
            *cells,
        )

    def told(self) -> str:
        """Tell of the theme under the cursor what stands out, or else what all rules erased."""
        row = self._rows[self.cursor] if self._rows else _Row(0)
        if row.bias is None or not row.theme:
            return ""
        cells = [row.bias.cells[row.theme, rule] for rule in row.bias.rules]
        out = [cell for cell in cells if cell.stands_out] or cells[-1:]
        told = " · ".join(map(_sentence, out)) if out[0].candidates else "no candidate has it"
        return f"{one_line(row.title)}: {told}"

    def action_turn(self, by: int) -> None:
        """Go to the rules before those that are shown, or behind them."""
        before = self._begin(self.size.width)
        self._first = before + by
        if self._begin(self.size.width) != before:
            self.redraw()
            self.post_message(self.Turned())

    def _shown(self, width: int) -> list[str]:
        """The rules there is room for; the last, of any rule, always."""
        first = self._begin(width)
        return [*self._rules[:-1][first : first + self._room(width)], *self._rules[-1:]]

    def _begin(self, width: int) -> int:
        """The place of the first rule that is shown."""
        return max(0, min(self._first, len(self._rules) - 1 - self._room(width)))

    def _room(self, width: int) -> int:
        """How many rules there is room for, beside the last."""
        room = width - SCROLLBAR - _CURSOR - self._label(width) - _CANDIDATES
        return max(0, room // self._rule(width) - 1)

    def _rule(self, width: int) -> int:
        """The cells of a rule's column: enough for its head where all have room."""
        room = width - SCROLLBAR - _CURSOR - _LABEL - _CANDIDATES
        return _WHOLE if len(self._rules) * _WHOLE <= room else _SHORT

    def _label(self, width: int) -> int:
        """The cells of a label, which gives way before the figures of a rule and of any."""
        room = width - SCROLLBAR - _CURSOR - _CANDIDATES - 2 * _SHORT
        return max(1, min(_LABEL, room))


def _candidates(bias: FilterBias, theme: str) -> int:
    """How many candidates speak of a theme, or how many there are."""
    return bias.cells[theme, ANY_RULE].candidates if theme else bias.candidates


def _cell(row: _Row, rule: str, cells: int) -> Content:
    assert row.bias is not None
    if not row.theme:
        return right(f"{_written(row.bias.share_of_all(rule))} ", cells).stylize(MUTED)
    cell = row.bias.cells.get((row.theme, rule))
    if cell is None:
        # A rule that erased nothing here, and something in the other table.
        nothing = "0% " if _candidates(row.bias, row.theme) else "– "
        return right(nothing, cells).stylize(MUTED)
    text = right(f"{_written(cell.share)}{'*' if cell.stands_out else ' '}", cells)
    return text.stylize("bold $text-accent") if cell.stands_out else text


def _written(part: float | None) -> str:
    """A share, which may be none of some; a dash where there is nothing to have a share of."""
    return "–" if part is None else share(part) if part else "0%"


def _sentence(cell: Erasure) -> str:
    name = "all rules" if cell.rule == ANY_RULE else cell.rule.replace("_", " ")
    low, high = (f"{end:.0%}" for end in cell.interval or (0.0, 1.0))
    ratio = f", {cell.ratio:.1f} times that of all" if cell.ratio else ""
    return (
        f"{name} erased {cell.erased:,} of {cell.candidates:,}, {cell.share or 0:.0%} ({low} to "
        f"{high}){ratio}; p {p_value(cell.p)}, q {p_value(cell.q)}"
    )
