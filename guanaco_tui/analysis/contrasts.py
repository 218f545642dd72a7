"""A theme's rate in the tasks of some requests, set against the run's other requests.

The tasks of one request come from one prompt and one reply and are not independent, so intervals
are drawn by request. Takes counts for each request, gives contrasts.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from guanaco_tui.analysis.statistics import CONFIDENCE, Interval

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    _Floats = npt.NDArray[np.float32]
    _Weights = npt.NDArray[np.uint8]

DRAWS = 2000
# With fewer on one side, what is drawn is nearly always the same few.
FEWEST_REQUESTS = 5
# How many numbers are drawn, or made floats, at a time: what fits into a processor's cache.
_AT_ONCE = 1 << 18

Obstacle = Literal["too few requests", "all or none: no interval"]


@dataclass(frozen=True, slots=True)
class Side:
    """Of `total` kept tasks from `requests` requests, `tasks` speak of the theme."""

    tasks: int
    total: int
    requests: int

    @property
    def per_1000(self) -> float | None:
        """Tasks per 1,000; None where there are none at all."""
        return 1000 * self.tasks / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Contrast:
    """A theme's rate in the tasks of some requests, and in those of the run's other requests.

    `interval` is that of the difference, in tasks per 1,000, at 95%. Where there is none,
    `obstacle` says why: a side has fewer than `FEWEST_REQUESTS` requests, or all or none of its
    tasks speak of the theme, so that drawing them again cannot say how sure that is.
    """

    theme: str
    shown: Side
    rest: Side
    interval: Interval | None
    obstacle: Obstacle | None

    @property
    def difference(self) -> float | None:
        """The rate where it was shown minus the rate in the rest, in tasks per 1,000."""
        shown, rest = self.shown.per_1000, self.rest.per_1000
        return shown - rest if shown is not None and rest is not None else None

    @property
    def is_clear(self) -> bool:
        """Whether there is an interval and it leaves 0 out."""
        return self.interval is not None and not self.interval.low <= 0 <= self.interval.high

    def as_json(self) -> dict[str, object]:
        """Return the contrast as a row of a report's data."""
        return {
            "theme": self.theme,
            "shown": [self.shown.tasks, self.shown.total, self.shown.requests],
            "rest": [self.rest.tasks, self.rest.total, self.rest.requests],
            "difference": self.difference,
            "interval": list(self.interval) if self.interval is not None else None,
            "obstacle": self.obstacle,
        }


class Redrawn:
    """Requests, and the same requests drawn again many times, for contrasts between them.

    `counts` has a row for each request: its kept tasks that speak of each of `themes`, and last,
    its kept tasks. The same `random_seed` gives the same intervals.

    Intervals are percentiles of the bootstrap over requests (Davison and Hinkley 1997, "Bootstrap
    Methods and their Application"), moved outwards for the few requests of the smaller side, as
    Hesterberg (2015) does for small samples ("expanded percentile", in "What teachers should know
    about the bootstrap", The American Statistician 69(4)).
    """

    def __init__(
        self, counts: Sequence[Sequence[int]], themes: Sequence[str], draws: int, random_seed: int
    ) -> None:
        import numpy as np  # noqa: PLC0415 (slow to import, wanted only here)

        self._themes = themes
        self._counts = np.array(counts, dtype=np.float32).reshape(-1, len(themes) + 1)
        self._weights = _drawn(len(counts), draws, random_seed)
        self._totals = self._sums(np.arange(len(counts)), range(len(themes) + 1))

    def contrasts(
        self, showing: Collection[int], themes: Sequence[int] | None = None
    ) -> tuple[Contrast, ...]:
        """Contrast the requests with these row numbers with all others.

        `themes` are the places of those that are asked for; without it, all are.
        """
        import numpy as np  # noqa: PLC0415 (see above)

        rows = np.array(sorted(showing), dtype=np.intp)
        wanted = range(len(self._themes)) if themes is None else themes
        columns = [*wanted, len(self._themes)]
        everything = self._counts[:, columns].sum(axis=0, dtype=np.int64).tolist()
        shown = self._counts[rows][:, columns].sum(axis=0, dtype=np.int64).tolist()
        others = len(self._counts) - len(rows)
        smaller = min(len(rows), others)
        sides = [
            (Side(k, shown[-1], len(rows)), Side(n - k, everything[-1] - shown[-1], others))
            for k, n in zip(shown[:-1], everything[:-1], strict=True)
        ]
        obstacles = [_obstacle(*pair) for pair in sides]
        possible = [i for i, obstacle in enumerate(obstacles) if obstacle is None]
        intervals: dict[int, Interval] = {}
        if possible:
            differences = self._differences(rows, [*(columns[i] for i in possible), columns[-1]])
            tail = _tail(smaller)
            ends = np.quantile(differences, [tail, 1 - tail], axis=1).T.tolist()
            intervals = {i: Interval(*end) for i, end in zip(possible, ends, strict=True)}
        return tuple(
            Contrast(self._themes[column], *pair, intervals.get(i), obstacle)
            for i, (column, pair, obstacle) in enumerate(zip(wanted, sides, obstacles, strict=True))
        )

    def _differences(self, rows: "npt.NDArray[np.intp]", columns: Sequence[int]) -> "_Floats":
        """Return the difference per 1,000 of some themes in each draw that has both sides.

        The last of `columns` is that of the tasks.
        """
        shown, everything = self._sums(rows, columns), self._totals[columns]
        rest = everything - shown
        both_sides = (shown[-1] > 0) & (rest[-1] > 0)
        if not both_sides.all():
            shown, rest = shown[:, both_sides], rest[:, both_sides]
        differences: _Floats = 1000 * (shown[:-1] / shown[-1] - rest[:-1] / rest[-1])
        return differences

    def _sums(self, rows: "npt.NDArray[np.intp]", columns: Sequence[int]) -> "_Floats":
        """Return some columns of the counts of some requests, summed in each draw."""
        import numpy as np  # noqa: PLC0415 (see above)

        # Whole numbers far below 2 ** 24, which floats of 32 bits add exactly.
        draws = self._weights.shape[1]
        counts = self._counts[rows][:, columns].T
        sums = np.zeros((len(columns), draws), dtype=np.float32)
        step = max(1, _AT_ONCE // max(1, draws))
        for begin in range(0, len(rows), step):
            weights = self._weights[rows[begin : begin + step]].astype(np.float32)
            # Not `@`, whose threads wait for each other longer than so small a product takes.
            sums += np.einsum("cr,rd->cd", counts[:, begin : begin + step], weights)
        return sums


def _obstacle(shown: Side, rest: Side) -> Obstacle | None:
    if min(shown.requests, rest.requests) < FEWEST_REQUESTS:
        return "too few requests"
    if any(side.tasks in (0, side.total) for side in (shown, rest)):
        return "all or none: no interval"
    return None


def _drawn(requests: int, draws: int, random_seed: int) -> "_Weights":
    """Return how often each request is drawn in each draw of as many as there are."""
    import numpy as np  # noqa: PLC0415 (see above)

    chance = np.random.default_rng(random_seed)
    weights = np.zeros((requests, draws), dtype=np.uint8)
    step = max(1, _AT_ONCE // max(1, requests))
    for begin in range(0, draws if requests else 0, step):
        some = min(step, draws - begin)
        drawn = chance.integers(0, requests, (some, requests))
        drawn += np.arange(some)[:, None] * requests
        counted = np.bincount(drawn.ravel(), minlength=some * requests)
        weights[:, begin : begin + some] = counted.reshape(some, requests).T
    return weights


@lru_cache(maxsize=256)
def _tail(requests: int) -> float:
    """Return the share of draws to leave out at each end, for the requests of the smaller side."""
    from scipy.special import ndtr, stdtrit  # noqa: PLC0415 (slow to import, wanted only here)

    student = stdtrit(requests - 1, (1 + CONFIDENCE) / 2)
    return float(ndtr(-math.sqrt(requests / (requests - 1)) * student))
