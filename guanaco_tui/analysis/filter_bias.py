"""What the filters erased of each theme: takes which rule dropped which candidate, gives a table of
theme by rule, each cell set against the rate over all candidates.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from guanaco_tui.analysis.comparison import compare
from guanaco_tui.analysis.statistics import FALSE_DISCOVERIES, Interval, benjamini_hochberg, wilson
from guanaco_tui.lesson.database import Database, placeholders
from guanaco_tui.lesson.hits import ANY_FIELD, Hits

# What a table's last column is called: dropped by whichever rule.
ANY_RULE = "any"
# Dropped by no rule about what a task says: nobody could read it, the reply broke off inside it,
# or the run had its tasks already.
NO_FILTER = ("unreadable", "cut_off", "beyond_target")

# The largest row that SQLite has.
_LAST_ROW = 2**63 - 1

METHOD = (
    "Each rule's share of a theme's candidates, kept and dropped, beside its share of all "
    "candidates. A candidate counts for the first rule that it breaks. What could not be read, "
    "was cut off, or came when the run was full is left out: no filter chose it. Intervals and p "
    "take the candidates for independent; those of one request are not, so the true doubt is "
    "larger. q allows for the number of cells."
)


@dataclass(frozen=True, slots=True)
class Erasure:
    """A cell: of a theme's `candidates` a rule erased `erased`; of all candidates, `all_erased`.

    `interval` is Wilson's of the share, of 95%. `p` is that of the theme's candidates against all
    others, by `test`: G2, or Fisher's where a count below 5 is expected. `q` is p adjusted by
    Benjamini and Hochberg for all cells of single rules, or for all of `ANY_RULE`. Each is None
    where there is nothing to compare: no candidate of the theme, or none without it.
    """

    theme: str
    rule: str
    erased: int
    candidates: int
    all_erased: int
    all_candidates: int
    interval: Interval | None
    p: float | None
    test: Literal["g2", "fisher"] | None
    q: float | None

    @property
    def share(self) -> float | None:
        """The share of the theme's candidates that was erased, from 0 to 1."""
        return self.erased / self.candidates if self.candidates else None

    @property
    def share_of_all(self) -> float | None:
        """The share of all candidates that was erased."""
        return self.all_erased / self.all_candidates if self.all_candidates else None

    @property
    def ratio(self) -> float | None:
        """How many times the share of all is the theme's; None where the rule erased nothing."""
        if not (self.candidates and self.all_erased):
            return None
        return self.erased * self.all_candidates / (self.candidates * self.all_erased)

    @property
    def stands_out(self) -> bool:
        """Whether the theme's share differs from the others' more than chance would explain."""
        return self.q is not None and self.q < FALSE_DISCOVERIES

    def as_json(self) -> dict[str, object]:
        """Return the cell as a row of a report's data."""
        return {
            "theme": self.theme,
            "rule": self.rule,
            "erased": self.erased,
            "candidates": self.candidates,
            "share": self.share,
            "interval": list(self.interval) if self.interval is not None else None,
            "share_of_all": self.share_of_all,
            "ratio": self.ratio,
            "p": self.p,
            "test": self.test,
            "q": self.q,
        }


@dataclass(frozen=True, slots=True)
class FilterBias:
    """The table: `themes` by `rules`, those that erased most first, then `ANY_RULE`.

    `candidates` are all that a filter judged, of which each rule `erased` some; `left_out` counts
    those that none did, by reason.
    """

    candidates: int
    erased: Mapping[str, int]
    left_out: Mapping[str, int]
    themes: tuple[str, ...]
    rules: tuple[str, ...]
    cells: Mapping[tuple[str, str], Erasure]

    def share_of_all(self, rule: str) -> float | None:
        """The share of all candidates that a rule erased; None where there are none."""
        return self.erased.get(rule, 0) / self.candidates if self.candidates else None


def filter_bias(
    database: Database, run: int, fingerprints: Mapping[str, str], fields: int = ANY_FIELD
) -> FilterBias:
    """Return the table of a run, by the row of its collection and a theme file's fingerprints.

    Candidates that are not tagged yet are not counted: `tag_collection` comes first. Raises
    GuanacoError where the database fails.
    """
    upto = min(Hits(database).upto(run, fingerprints).values(), default=_LAST_ROW)
    with database.reading() as connection:
        everything = {
            row["rule"]: row["n"]
            for row in connection.execute(
                "SELECT rule, count(*) AS n FROM task WHERE collection = ? AND id <= ?"
                " GROUP BY rule",
                (run, upto),
            )
        }
        by_theme: dict[str, dict[str | None, int]] = {name: {} for name in fingerprints}
        for row in connection.execute(
            "SELECT theme, rule, count(*) AS n FROM hit JOIN task ON task.id = hit.task"
            " WHERE hit.collection = ? AND hit.task <= ? AND fields & ?"
            f" AND theme IN ({placeholders(list(fingerprints))}) GROUP BY theme, rule",
            (run, upto, fields, *fingerprints),
        ):
            by_theme[row["theme"]][row["rule"]] = row["n"]
    return _table(everything, by_theme)


def filter_bias_of_rows(
    verdicts: Mapping[int, str | None], rows_by_theme: Mapping[str, Iterable[int]]
) -> FilterBias:
    """Return the table of tasks that the rules were run over anew, such as the class's own seeds.

    `verdicts` says of each task's row which rule would have dropped it, None for none;
    `rows_by_theme`, as `Hits.rows` gives it, which rows speak of each theme. Other rows are
    passed over.
    """
    return _table(
        Counter(verdicts.values()),
        {
            theme: Counter(verdicts[row] for row in set(rows) if row in verdicts)
            for theme, rows in rows_by_theme.items()
        },
    )


def _table(
    everything: Mapping[str | None, int], by_theme: Mapping[str, Mapping[str | None, int]]
) -> FilterBias:
    """Make the table from counts by rule, where no rule is None, of all candidates and by theme."""
    left_out = {rule: everything[rule] for rule in NO_FILTER if everything.get(rule)}
    all_erased = _erased(everything)
    candidates = all_erased[ANY_RULE] + everything.get(None, 0)
    rules = sorted(all_erased.keys() - {ANY_RULE}, key=lambda rule: (-all_erased[rule], rule))
    cells: dict[tuple[str, str], Erasure] = {}
    for family in (rules, [ANY_RULE]):
        uncorrected = []
        for theme, counts in by_theme.items():
            erased = _erased(counts)
            total = erased[ANY_RULE] + counts.get(None, 0)
            uncorrected += [
                (theme, rule, erased[rule], total, all_erased[rule], candidates) for rule in family
            ]
        cells |= {(cell.theme, cell.rule): cell for cell in _cells(uncorrected)}
    return FilterBias(candidates, all_erased, left_out, tuple(by_theme), (*rules, ANY_RULE), cells)


def _erased(counts: Mapping[str | None, int]) -> Counter[str]:
    """Return how many candidates each rule erased, and all of them together."""
    erased = Counter(
        {rule: n for rule, n in counts.items() if rule is not None and rule not in NO_FILTER}
    )
    erased[ANY_RULE] = erased.total()
    return erased


def _cells(counted: Iterable[tuple[str, str, int, int, int, int]]) -> list[Erasure]:
    """Test each cell (theme, rule, erased, candidates, and the last two over all)."""
    cells = list(counted)
    tested = [
        compare(theme, erased, total, all_erased - erased, all_total - total)
        for theme, _, erased, total, all_erased, all_total in cells
    ]
    adjusted = iter(benjamini_hochberg([test.p for test in tested if test.p is not None]))
    return [
        Erasure(
            *cell,
            interval=wilson(test.a, test.total_a) if test.total_a else None,
            p=test.p,
            test=test.test,
            q=None if test.p is None else next(adjusted),
        )
        for cell, test in zip(cells, tested, strict=True)
    ]
