"""How often each theme is spoken of in two collections: takes counts of tasks, gives rates."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from guanaco_tui.analysis.themes import Theme


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of a collection's tasks speak of a theme: `tasks` of `total`."""

    tasks: int
    total: int

    @property
    def per_1000(self) -> float | None:
        """Tasks per 1,000; None for a collection without tasks, which has no rate."""
        return 1000 * self.tasks / self.total if self.total else None

    def __str__(self) -> str:
        """The rate to one decimal. What is not there is `absent`; what is there is never 0.0."""
        rate = self.per_1000
        if rate is None:
            return "no tasks"
        if self.tasks == 0:
            return "absent"
        return f"{rate:,.1f}" if rate >= 0.1 else "< 0.1"


@dataclass(frozen=True, slots=True)
class ThemeRates:
    """A theme's rate in collection `a` and in collection `b`."""

    theme: Theme
    a: Rate
    b: Rate


def count_kept(hits: Mapping[str, Iterable[int]], kept: Container[int]) -> dict[str, int]:
    """Count, for each theme of `Catalogue.hits`, the tasks that are among the `kept` rows."""
    return {theme: sum(row in kept for row in rows) for theme, rows in hits.items()}


def theme_rates(
    themes: Sequence[Theme],
    counts_a: Mapping[str, int],
    total_a: int,
    counts_b: Mapping[str, int],
    total_b: int,
) -> list[ThemeRates]:
    """Return the rates of each theme in the themes' own order; a theme without a count has 0."""
    return [
        ThemeRates(
            theme,
            Rate(counts_a.get(theme.name, 0), total_a),
            Rate(counts_b.get(theme.name, 0), total_b),
        )
        for theme in themes
    ]
