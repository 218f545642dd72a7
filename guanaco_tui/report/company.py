"""The report on what keeps company with two words: a table of collocates for each collection."""

from collections.abc import Iterator

from guanaco_tui.analysis.collocation import WINDOW, Collocate
from guanaco_tui.analysis.word_depth import Beside, TwoNodes
from guanaco_tui.report.figures import NONE
from guanaco_tui.report.markup import Html, join, outside, paragraph, table, tag

# Words of a table that are closer to the first of the two, and that are closer to the second.
_EACH = 8


def company_parts(company: TwoNodes, names: tuple[str, str]) -> Iterator[Html]:
    """Yield what stands beside two words, where either side has enough of it."""
    if not (company.a.pairs or company.b.pairs):
        return
    first, second = map(outside, company.names)
    yield tag("h3", "The company of ", first, " and ", second)
    yield paragraph(
        f"Words that stand within {WINDOW} words of either, with 3 of its hits or more, by "
        "logDice: 14 is where neither occurs without the other, one less is half of that. First "
        "those that are closer to ", first, ", then those that are closer to ", second,
        ". Closer is by 1 or more, and where a larger share of that node's hits has the word, by "
        "a 95% interval of the ratio that leaves 1 out: a common node alone makes nothing closer.",
    )  # fmt: skip
    sides = zip(names, (company.a, company.b), strict=True)
    yield tag(
        "div", *(_beside(name, beside, company.names) for name, beside in sides), class_="pair"
    )


def _beside(name: str, beside: Beside, nodes: tuple[str, str]) -> Html:
    first, second = beside.closer(_EACH)
    met = join(
        (join([outside(node), f" {n:,}"]) for node, n in zip(nodes, beside.hits, strict=True)), ", "
    )
    if not beside.is_enough:
        few = ["Too few in ", outside(name), " to tell whose company is whose (", met, ")."]
        return tag("section", paragraph(*few))
    if not (first or second):
        none = ["No word is clearly closer to one of them in ", outside(name), " (", met, ")."]
        return tag("section", paragraph(*none))
    return tag(
        "section",
        table(
            join(["In ", outside(name), ": ", met]),
            (
                "Word",
                *(join([kind, outside(it)]) for it in nodes for kind in ("with ", "logDice ")),
            ),
            [(outside(it.word), *_met(it.first), *_met(it.second)) for it in first + second],
        ),
    )


def _met(collocate: Collocate) -> tuple[str, str]:
    dice = NONE if collocate.log_dice is None else f"{collocate.log_dice:.1f}"
    return f"{collocate.together:,}", dice
