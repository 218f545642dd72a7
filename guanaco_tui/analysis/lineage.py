"""What a run's tasks have from what their prompts showed: fertile seeds, and each theme's echo.

Takes a run that is tagged and a theme file; gives, for each seed and theme, how much oftener the
tasks whose prompt showed that seed speak of it. Intervals are drawn by request.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from guanaco_tui.analysis.contrasts import DRAWS, FEWEST_REQUESTS, Contrast, Redrawn
from guanaco_tui.analysis.matcher import Matcher
from guanaco_tui.analysis.statistics import CONFIDENCE
from guanaco_tui.analysis.themes import ThemeFile
from guanaco_tui.lesson.database import Database, placeholders
from guanaco_tui.lesson.hits import ANY_FIELD, FIELD_BITS, Hits


@dataclass(frozen=True, slots=True)
class ShownSeed:
    """A seed that prompts showed: its contrast in each theme, in the order of the theme file.

    What the class edited between two requests is one seed, under its last name.
    """

    seed: str
    name: str
    contrasts: tuple[Contrast, ...]


@dataclass(frozen=True, slots=True)
class Inheritance:
    """What a run's `tasks` kept tasks, from `requests` requests, have from their prompts.

    `echoes` sets, for each theme, the requests whose prompt showed an example that speaks of it
    beside those whose prompt showed none: what comes back, and what comes of itself. An echo so
    near that it repeats its seed was dropped, and is not in it. `seeds` are in the order in which
    the lesson's runs came to know them.
    """

    tasks: int
    requests: int
    draws: int
    echoes: tuple[Contrast, ...]
    seeds: tuple[ShownSeed, ...]

    def fertile(self, theme: str) -> list[tuple[ShownSeed, Contrast]]:
        """Return the seeds by a theme's difference, greatest first; those without interval last."""
        pairs = [(seed, c) for seed in self.seeds for c in seed.contrasts if c.theme == theme]
        return sorted(pairs, key=lambda pair: _by_difference(pair[1]))

    @property
    def method(self) -> str:
        """How the intervals were had, in a sentence for the screen."""
        return (
            "The tasks of one request are not independent, so the 95% intervals draw whole "
            f"requests: {self.requests:,} of them, {self.draws:,} times. "
            f"A side of fewer than {FEWEST_REQUESTS} requests has none."
        )

    @property
    def caution(self) -> str:
        """What to make of the list of fertile seeds, in a sentence for the screen."""
        compared = [c for seed in self.seeds for c in seed.contrasts if c.interval is not None]
        if not compared:
            return (
                f"No seed was shown in {FEWEST_REQUESTS} requests with the theme in some of their "
                "tasks: too few to compare. A place to look, not a finding."
            )
        by_chance = (1 - CONFIDENCE) * len(compared)
        clear = sum(contrast.is_clear for contrast in compared)
        return (
            f"{len(compared):,} pairs of seed and theme can be compared: {clear:,} stand out, "
            f"where chance alone would give about {by_chance:,.0f}. "
            "A place to look, not a finding."
        )


def inheritance(
    database: Database,
    run: int,
    themes: ThemeFile,
    fields: int = ANY_FIELD,
    *,
    draws: int = DRAWS,
    random_seed: int = 0,
) -> Inheritance:
    """Read a run, by the row of its collection, in some fields of its tasks and of its examples.

    Requests that left no kept task are not counted, nor tasks that are not tagged yet:
    `tag_collection` comes first. The same `random_seed` gives the same intervals. It takes a few
    tenths of a second for 50,000 tasks and belongs in a thread. Raises GuanacoError where the
    database fails.
    """
    counts = _read(database, run, themes, fields)
    names = [theme.name for theme in themes.themes]
    redrawn = Redrawn(counts.rows, names, draws, random_seed)
    return Inheritance(
        tasks=sum(row[-1] for row in counts.rows),
        requests=len(counts.rows),
        draws=draws,
        echoes=tuple(
            contrast
            for place, showing in enumerate(counts.showing_theme)
            for contrast in redrawn.contrasts(showing, [place])
        ),
        seeds=tuple(
            ShownSeed(seed, name, redrawn.contrasts(showing))
            for seed, (name, showing) in counts.showing_seed.items()
        ),
    )


@dataclass(frozen=True, slots=True)
class _Counts:
    """A row for each request: kept tasks that speak of each theme, and last, kept tasks.

    The others hold numbers of rows: of the requests that showed an example of each theme, and that
    showed each seed, which goes by its id and has its name with it.
    """

    rows: list[list[int]]
    showing_theme: list[set[int]]
    showing_seed: dict[str, tuple[str, set[int]]]


def _read(database: Database, run: int, themes: ThemeFile, fields: int) -> _Counts:
    fingerprints = themes.fingerprints
    names = list(fingerprints)
    theme_is_asked = f"theme IN ({placeholders(names)}) AND fields & ?"
    upto = min(Hits(database).upto(run, fingerprints).values(), default=0)
    with database.reading() as connection:
        cursor = connection.cursor()
        cursor.row_factory = None
        kept = cursor.execute(
            "SELECT number, count(*) FROM task JOIN response ON response.id = task.response"
            " WHERE collection = ? AND rule IS NULL AND task.id <= ?"
            " GROUP BY number ORDER BY number",
            (run, upto),
        ).fetchall()
        hits = cursor.execute(
            "SELECT number, theme, count(*) FROM hit JOIN task ON task.id = hit.task"
            " JOIN response ON response.id = task.response"
            f" WHERE hit.collection = ? AND hit.task <= ? AND {theme_is_asked} AND rule IS NULL"
            " GROUP BY number, theme",
            (run, upto, *names, fields),
        ).fetchall()
        shown = cursor.execute(
            "SELECT number, seed, task FROM response"
            " JOIN example ON example.response = response.id WHERE run = ?",
            (run,),
        ).fetchall()
        seeds = cursor.execute(
            "SELECT id, seed_id, name, instruction, input, output FROM seed WHERE id IN"
            " (SELECT seed FROM response JOIN example ON example.response = response.id"
            "  WHERE run = ?) ORDER BY id",
            (run,),
        ).fetchall()
    at = {number: row for row, (number, _) in enumerate(kept)}
    place_of = {name: place for place, name in enumerate(names)}
    rows = [[0] * len(names) + [total] for _, total in kept]
    for number, theme, tasks in hits:
        rows[at[number]][place_of[theme]] = tasks
    themes_of_seed = _themes_of(seeds, themes, fields)
    themes_of_task: dict[int, list[int]] = {}
    if any(task is not None for _, _, task in shown):
        for name, tasks in Hits(database).rows(run, fingerprints, fields).items():
            for task in tasks:
                themes_of_task.setdefault(task, []).append(place_of[name])
    id_of = {row: seed for row, seed, *_ in seeds}
    showing_theme: list[set[int]] = [set() for _ in names]
    showing_seed = {seed: (name, set[int]()) for _, seed, name, *_ in seeds}
    for number, seed, task in shown:
        if number not in at:
            continue
        if seed is not None:
            showing_seed[id_of[seed]][1].add(at[number])
        for place in themes_of_seed[seed] if seed is not None else themes_of_task.get(task, ()):
            showing_theme[place].add(at[number])
    return _Counts(rows, showing_theme, {s: found for s, found in showing_seed.items() if found[1]})


def _themes_of(
    seeds: Sequence[tuple[int, str, str, str, str, str]], themes: ThemeFile, fields: int
) -> dict[int, list[int]]:
    """Return the places of the themes that each seed, by its row, speaks of as it was shown."""
    matcher = Matcher(themes.themes)
    found = {}
    for row, _, _, *texts in seeds:
        in_fields = zip(FIELD_BITS.values(), matcher.tag_fields(*texts), strict=True)
        spoken = 0
        for field, bits in in_fields:
            spoken |= bits if fields & field else 0
        found[row] = [place for place in range(len(themes.themes)) if spoken >> place & 1]
    return found


def _by_difference(contrast: Contrast) -> tuple[bool, float]:
    return contrast.interval is None, -(contrast.difference or 0.0)
