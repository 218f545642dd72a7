"""The report's last sections, in plain words: what was compared, how, and what that cannot show."""

from collections.abc import Iterator

from guanaco_tui.analysis.collocation import WINDOW
from guanaco_tui.analysis.rates import counted
from guanaco_tui.analysis.statistics import wilson
from guanaco_tui.report.figures import share
from guanaco_tui.report.markup import Html, outside, paragraph, tag
from guanaco_tui.report.reading import Reading, Side


def method_section(reading: Reading) -> Iterator[Html]:
    """Yield how the figures were had."""
    field = reading.field
    where = "each theme's own fields" if field == "all" else f"the {field} of each task"
    without = f" One without an {field} counts as not speaking of a theme."
    readers = dict.fromkeys(side.verbs.verbs.how for side in reading.sides)
    yield _list(
        f"The unit is the task: it speaks of a theme or it does not, however often. Looked at is "
        f"{where}; rates are per 1,000 tasks, of all tasks.{'' if field == 'all' else without}",
        "A theme is a list of words and phrases in the theme file, found as whole words whatever "
        "their case and accents. * stands for any ending, the longest match wins, and what the "
        "file excludes is no hit.",
        "Intervals of rates are Wilson's; the difference has Newcombe's. The log ratio (Hardie) is "
        "the binary logarithm of one rate over the other: +1 is twice as often in the first, −1 "
        "half as often. Its interval, the conditional one, decides what is unclear. It is exact "
        "for rare themes, and too wide for common ones, which errs on the side of caution. So a "
        "theme can be unclear although Fisher's p is under .05, or Newcombe's interval leaves 0 "
        "out. All are of 95%. Nothing is added to a zero.",
        "p is that of G2 on the two-by-two table, or of Fisher's exact test where a count under 5 "
        "is expected. It is not corrected for the number of themes, and it is not the test that "
        "the interval of the log ratio makes.",
        "Of a side that has none of a theme or word: expected is the other side's rate, taken for "
        "this side's size. The chance of none is hypergeometric: that of dealing the tasks there "
        "are at random over both sides, and none falling on this one. It does not follow from the "
        "expected count by Poisson's formula, which takes the other side's rate for known: one "
        "task of 14 lets 3 of 42 be expected and none be seen 1 time in 20, while its place among "
        "all 56 says 1 time in 4. Where the other side is by far the larger, the two agree.",
        "Keywords: log-likelihood of the two counts of tokens (G2), and LRC as the log ratio's "
        "bound nearest to 0. The tokens of one task are not independent (Lijffijt et al. 2016; "
        "Egbert and Biber 2019). So a keyword's p is the larger of two: that of G2, and that of a "
        "test on how many tasks have the word. q is the false discovery rate of these p "
        "(Benjamini and Hochberg); for absent words, that of their chance of none.",
        "DP (Gries 2008) compares where a word's tokens stand with where all tokens stand, its "
        "parts being the tasks that were compared. It is 0 for a word that is spread as all words "
        "are, and near 1 for one that stands in few of them.",
        "Collocates: logDice (Rychlý 2008), of the hits that have the word within "
        f"{WINDOW} words and of all its tokens in the field. A word between two hits stands with "
        "the nearer of them, and a hit counts a word once. 14 is where neither occurs without the "
        "other. It measures how exclusive two words are and tests nothing.",
        "Precision is of hits, one of each task that was drawn: of those judged, how many are "
        "right. It is not the share of tasks.",
        f"Verbs and objects are read {' and '.join(readers)} from the first sentence of an "
        "instruction, after the figure in Self-Instruct (Wang et al. 2023).",
    )


def limits_section(reading: Reading) -> Iterator[Html]:
    """Yield what a comparison of this kind cannot show."""
    first, second = map(outside, reading.names)
    smaller = min(reading.sides, key=lambda side: side.tasks)
    unseen = wilson(0, smaller.tasks).high
    limits: list[tuple[str, ...]] = [
        (
            "A word is not what is meant. A task can speak of race without any of these words, and "
            "use one of them for a colour. Read the lines, judge hits, change the words.",
        ),
        (
            "The word lists that come with the program were tried on a dataset that a machine had "
            "written. So false hits were taken out of that kind of text first; more of them may be "
            "left in what people wrote.",
        ),
        (
            "To be named is not to be well or badly spoken of. A task against a stereotype and a "
            "task that repeats it count alike.",
        ),
        (
            outside(smaller.collection.name),
            f" has {counted(smaller.tasks, 'task')}. A theme that none of them speaks of may still "
            f"have a share of up to {share(unseen)} in whatever they are a sample of: rare themes "
            "are absent by chance.",
        ),
        (
            f"{counted(len(reading.themes), 'theme')} "
            f"{'is' if len(reading.themes) == 1 else 'are'} compared at once. Of twenty that do "
            "not differ, at most one is expected to look clear: the interval of the log ratio is a "
            "cautious one.",
        ),
        (
            "A whole list, such as the class's seeds, is no sample. Its interval reads it as if it "
            "were one: of what such a class would write.",
        ),
        (
            "The figures take tasks for independent. Those of one author, or of one request to the "
            "machine, are not, so the doubt is larger than the intervals say.",
        ),
        (
            "A difference has no single cause. Which seeds were shown, the prompt, the model, the "
            "filters and the rule against repeats have all had their part in it.",
        ),
    ]
    if not any(side.run is not None for side in reading.sides):
        limits.append(
            (
                "Neither side is a run of this program. Nothing here shows that one was made from "
                "the other: ",
                first,
                " and ",
                second,
                " are only set side by side.",
            )
        )
    if any(side.run is not None and side.run.backend == "ngram" for side in reading.sides):
        limits.append(
            (
                "The run was written by an n-gram model, not an AI: it shuffles the words of its "
                "examples, and can only say what they say.",
            )
        )
    yield tag("ul", *(tag("li", *limit) for limit in limits))


def source_section(reading: Reading, day: str) -> Iterator[Html]:
    """Yield what the page was made from."""
    for side in reading.sides:
        yield tag("h3", outside(side.collection.name))
        yield _facts(*_about(side))
    file = reading.theme_file
    yield tag("h3", "This page")
    yield _facts(
        ("Lesson", outside(reading.lesson)),
        ("Field", "the fields of each theme" if reading.field == "all" else reading.field),
        ("Themes", outside(" · ".join(filter(None, (file.meta.title, file.meta.author))) or "–")),
        ("Theme file", tag("code", f"SHA-256 {file.sha256}")),
        ("Made on", tag("time", day, datetime=day)),
    )


def _about(side: Side) -> Iterator[tuple[str, str]]:
    seeds = "seed tasks, written by people"
    if side.samples:
        many = "all" if side.samples >= side.tasks else f"{side.samples:,}"
        seeds = f"seed tasks, {many} of them samples that a large language model drafted"
    kinds = {"seeds": seeds, "run": "a run", "import": "imported"}
    yield "What", kinds.get(side.collection.kind, side.collection.kind)
    yield "Tasks", f"{side.tasks:,}"
    if side.run is None:
        yield "From", outside(side.collection.source)
    yield "Since", tag("time", side.created[:10], datetime=side.created)
    if side.run is not None and side.totals is not None:
        rejected = sum(side.totals.rejected.values())
        yield "Model", outside(f"{side.run.model} ({side.run.backend})")
        yield "Prompt", tag("code", f"SHA-256 {side.run.prompt_hash}")
        yield "Requests", f"{side.totals.requests:,}; {rejected:,} candidates were not kept"
        yield (
            "State",
            outside(" · ".join(filter(None, (side.run.status, side.run.stopped_because)))),
        )


def _facts(*facts: tuple[str, str]) -> Html:
    return tag(
        "dl",
        *(tag("div", tag("dt", name), tag("dd", value)) for name, value in facts),
        class_="facts",
    )


def _list(*points: str) -> Html:
    return tag("ul", *(tag("li", point) for point in points))


def promise() -> Html:
    """Return what a reader should know of the page itself."""
    return paragraph("This page loads nothing and sends nothing: it can be kept and handed out.")
