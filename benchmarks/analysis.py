"""How long it takes to read 52,002 tasks against a lesson's seeds: themes, words, contexts, verbs.

Promises, on the 52,002 tasks of Stanford Alpaca and the sample's seeds: the packaged themes tagged
in 5 s; the themes of both sides counted in 20 ms, a changed theme in 100 ms; everything that
Compare shows, words included, in 1.5 s and again in 100 ms; the first screen of a word with 10,000
hits or more in 100 ms; the report in 5 s. Beside each, the same by other means in the same run.
scattertext and spaCy stand there where they are installed.

    python -m benchmarks.analysis PATH/TO/alpaca_data.json [--word WORD]

Times are by the clock and on the processor. What is `x` as long is so on the processor: on a
machine that is shared, the clock says less.
"""

import argparse
import gc
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from benchmarks import beside
from guanaco_tui.analysis import concordance, difference, preview
from guanaco_tui.analysis.matcher import Matcher, fts_query
from guanaco_tui.analysis.tagging import tag_collection
from guanaco_tui.analysis.theme_depth import side_tasks, theme_depth
from guanaco_tui.analysis.themes import ThemeFile, default_themes
from guanaco_tui.analysis.verbs import verb_objects
from guanaco_tui.analysis.vocabulary import Vocabularies, WordField
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Catalogue, Collection
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.hits import Hits
from guanaco_tui.lesson.imports import import_tasks
from guanaco_tui.lesson.lesson import Lesson, make_lesson, sample_seeds
from guanaco_tui.report import write

NAMES = ("seeds", "machine")
FIELDS: tuple[WordField, ...] = ("instruction", "all")
# What is quick is done so often, and its median given.
TIMES = 9
# The same for what is counted for the first time.
COLD = 3
# What a class might add to a theme: a word that thousands of tasks have.
ADDED = "people"
SCREENFUL = 40
# Instructions that spaCy reads; its time is scaled to all.
READ_BY_SPACY = 1000

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Took:
    """Seconds by the clock, and on the processor."""

    clock: float
    processor: float

    def __mul__(self, times: float) -> "Took":
        return Took(self.clock * times, self.processor * times)

    def __add__(self, other: "Took") -> "Took":
        return Took(self.clock + other.clock, self.processor + other.processor)


NO_TIME = Took(0.0, 0.0)


def measured(work: Callable[[], _Result], times: int = 1) -> tuple[Took, _Result]:
    """Do something so many times; return what it took, the median, and what came of it."""
    spent = []
    for _ in range(times):
        clock, processor = time.perf_counter(), time.process_time()
        result = work()
        spent.append((time.perf_counter() - clock, time.process_time() - processor))
    return Took(*map(statistics.median, zip(*spent, strict=True))), result


def head(text: str) -> None:
    """Print what is done; the lines of this program and of other ways come below."""
    print(f"\n{text:66}{'ms':>12}{'processor':>12}")


def line(name: str, took: Took, ours: Took | None = None) -> None:
    """Print a way and what it took, and how many times as long as ours that is."""
    ratio = "" if ours is None else f"{took.processor / ours.processor:,.1f} x"
    print(f"  {name:64}{took.clock * 1e3:12,.1f}{took.processor * 1e3:12,.1f}{ratio:>12}")


@dataclass(frozen=True)
class Bench:
    """A lesson with two collections, and what stands in their tasks."""

    lesson: Lesson
    database: Database
    themes: ThemeFile
    a: Collection
    b: Collection
    tasks_a: list[beside.Task]
    tasks_b: list[beside.Task]

    @property
    def catalogue(self) -> Catalogue:
        """What the collections hold."""
        return Catalogue(self.database)

    def texts(self, field: WordField) -> tuple[list[str], list[str]]:
        """Return a text for each task of both sides."""
        a, b = (
            [task[0] if field == "instruction" else "\n".join(task) for task in side]
            for side in (self.tasks_a, self.tasks_b)
        )
        return a, b


def set_up(folder: Path, dataset: Path) -> Bench:
    """Make a lesson of the sample's seeds and a dataset."""
    lesson = make_lesson(folder / "lesson", sample_seeds())
    database = lesson.database()
    catalogue = Catalogue(database)
    catalogue.sync_seeds(lesson.seeds().seeds)
    import_tasks(database, dataset, NAMES[1])
    a, b = map(catalogue.collection, NAMES)
    tasks_a, tasks_b = (
        [task[1:] for task in preview.texts_of(catalogue, catalogue.ids(side.id))]
        for side in (a, b)
    )
    return Bench(lesson, database, default_themes(), a, b, tasks_a, tasks_b)


def tag_and_count(bench: Bench) -> None:
    """Tag everything; count tasks; look candidates up; print what came of it, theme by theme."""
    themes = bench.themes.themes
    tagged, _ = measured(lambda: tag_collection(bench.database, bench.b.id, bench.themes))
    tag_collection(bench.database, bench.a.id, bench.themes)
    hits, prints = Hits(bench.database), bench.themes.fingerprints
    counted, (_, (found, total)) = measured(
        lambda: [hits.counts(side.id, prints) for side in (bench.a, bench.b)], TIMES
    )
    looked_up = [
        measured(
            partial(bench.catalogue.with_words, bench.b.id, fts_query(theme) or ""),
            TIMES,
        )
        for theme in themes
    ]
    matcher = Matcher(themes)
    matched, _ = measured(lambda: [matcher.tag_fields(*task) for task in bench.tasks_b])
    by_regex = [measured(partial(beside.count_by_regex, theme, bench.tasks_b)) for theme in themes]
    regex = sum((took for took, _ in by_regex), NO_TIME)
    lookup = sum((took for took, _ in looked_up), NO_TIME)

    head(f"{total:,} tasks tagged with {len(themes)} themes: 5 s")
    line("tag_collection, hits and fields saved", tagged)
    line("the matcher on every text, without full-text search", matched, tagged)
    line("a regular expression a theme, without exclusions", regex, tagged)
    head("Themes of two collections counted: 20 ms")
    line("Hits.counts", counted)
    line("the same regular expressions", regex, counted)
    head("Tasks that may speak of a theme, one theme on average")
    one = lookup * (1 / len(themes))
    line("full-text search", one)
    line("its regular expression over everything", regex * (1 / len(themes)), one)
    print(f"\n  {'':24}{'tasks':>9}{'per 1,000':>12}{'by regex':>12}{'candidates':>12}")
    for theme, (_, plain), (_, rows) in zip(themes, by_regex, looked_up, strict=True):
        tasks = found[theme.name]
        per_1000 = 1000 * tasks / total
        print(f"  {theme.label:24}{tasks:9,}{per_1000:12.1f}{plain:12,}{len(rows):12,}")


def recount(bench: Bench) -> None:
    """Give each theme a common word more."""
    sides = (bench.a.id, bench.b.id)
    spent = []
    for theme in bench.themes.themes:
        changed = theme.model_copy(update={"words": (*theme.words, ADDED)})
        work = partial(preview.recount, bench.catalogue, sides, theme, changed)
        spent.append((measured(work, TIMES)[0], changed))
    ours, theme = max(spent, key=lambda took: took[0].processor)
    theirs, _ = measured(lambda: beside.count_by_regex(theme, bench.tasks_a + bench.tasks_b))
    head(f'A theme recounted that was given the word "{ADDED}": 100 ms')
    line(f"recount, the slowest theme: {theme.label}", ours)
    line("its regular expression over everything", theirs, ours)


def compare(bench: Bench, field: WordField, has_scattertext: bool) -> None:
    """Read what the pane shows of a field, for the first time and again: all themes, words, and
    more of the theme under the cursor.
    """

    def pane(vocabularies: Vocabularies) -> difference.WordDifference:
        found = difference.theme_difference(bench.database, bench.themes, NAMES, field)
        assert found is not None
        words = difference.word_difference(bench.database, vocabularies, (found.a, found.b), field)
        assert words is not None
        sides = side_tasks(bench.database, found, [bench.themes.themes[0].name])
        theme_depth(bench.database, bench.themes.themes[0], found.comparisons[0], sides)
        return words

    vocabularies = Vocabularies()
    cold, _ = measured(lambda: pane(Vocabularies()), COLD)
    pane(vocabularies)
    warm, words = measured(lambda: pane(vocabularies), TIMES)
    texts = bench.texts(field)
    theirs, _ = measured(lambda: beside.keyness(*texts))
    where = "all fields" if field == "all" else f"the {field}"
    head(f"The pane Compare, words included, in {where}: 1.5 s, again 100 ms")
    line("theme_difference, theme_depth of one, word_difference", cold)
    line("the same again", warm)
    line("words alone, counted and given their G2 by hand", theirs, cold)
    if has_scattertext:
        theirs, _ = measured(lambda: beside.scattertext_scores(*texts))
        line("words alone, counted and scored by scattertext", theirs, cold)
    print(
        f"  {len(words.keywords):,} keywords, {len(words.lost):,} words lost,"
        f" {len(words.invented):,} invented"
    )


def in_context(bench: Bench, word: str) -> None:
    """Show the first screen of a word's lines; then find all, and sort them."""
    catalogue, side = bench.catalogue, bench.b.id
    node = concordance.read_node(word, bench.themes.themes)

    def screen() -> None:
        hits = next(concordance.find(catalogue, side, node)).hits
        concordance.read_lines(catalogue, node, hits, range(min(SCREENFUL, len(hits))))

    def everything() -> int:
        pieces = (found.hits for found in concordance.find(catalogue, side, node))
        hits = sum(pieces, concordance.NOTHING)
        order = concordance.put_in_order(catalogue, hits, "right")
        assert order is not None
        concordance.read_lines(catalogue, node, hits, order[:SCREENFUL])
        return len(hits)

    first, _ = measured(screen, TIMES)
    ours, hits = measured(everything)
    theirs, lines = measured(lambda: beside.concordance(bench.tasks_b, word))
    head(f'A concordance of "{word}", {hits:,} hits: first screen 100 ms')
    line("its first screen", first)
    line("a regular expression over everything", theirs, first)
    line("all of it, sorted by what follows", ours)
    line(f"a regular expression, {len(lines):,} hits, sorted", theirs, ours)


def verbs(bench: Bench) -> None:
    """Read verbs and objects, beside spaCy where its model is installed."""
    _, instructions = bench.texts("instruction")
    ours, found = measured(lambda: verb_objects(instructions))
    assert found is not None
    head(f"Verbs and objects of {len(instructions):,} instructions")
    line(f"by rule, {found.read / found.total:.0%} of them read", ours)
    some = instructions[:: max(1, len(instructions) // READ_BY_SPACY)]
    try:
        verb_objects(some[:1], parser="spacy")
    except GuanacoError as error:
        print(f"  {error}")
    else:
        took, _ = measured(lambda: verb_objects(some, parser="spacy"))
        line(f"spaCy, {len(some):,} read, scaled", took * (len(instructions) / len(some)), ours)


def report(bench: Bench, has_scattertext: bool) -> None:
    """Write the report, beside scattertext's page."""
    path = bench.lesson.folder / "report.html"
    head("The report, written from tagged collections: 5 s")
    for field in FIELDS:
        ours, _ = measured(partial(write, bench.lesson, NAMES, field, path))
        line(f"report.write, {field}, {path.stat().st_size / 1e6:.1f} MB", ours)
    if has_scattertext:
        texts = bench.texts("instruction")
        theirs, page = measured(lambda: beside.scattertext_page(*texts))
        line(f"scattertext's page of its words, {len(page) / 1e6:.1f} MB", theirs, ours)


def main() -> None:
    """Make a lesson, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dataset", type=Path, help="a JSON list of tasks")
    parser.add_argument("--word", default="is", help="of the concordance")
    options = parser.parse_args()
    has_scattertext = beside.has_scattertext()
    if not has_scattertext:
        print("scattertext is not installed")
    with tempfile.TemporaryDirectory() as folder:
        bench = set_up(Path(folder), options.dataset)
        # What only the benchmark holds is nothing for the garbage collector to go through.
        gc.freeze()
        with bench.database:
            tag_and_count(bench)
            recount(bench)
            for field in FIELDS:
                compare(bench, field, has_scattertext)
            in_context(bench, options.word)
            verbs(bench)
            report(bench, has_scattertext)


if __name__ == "__main__":
    main()
