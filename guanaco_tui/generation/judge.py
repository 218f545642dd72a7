"""Judges candidates in the order they came: fault, rules, repeats; and says what each repeats."""

from collections.abc import Sequence
from dataclasses import dataclass

from guanaco_tui.generation.filters import broken_rule
from guanaco_tui.generation.similarity import Judgement, SimilarityIndex
from guanaco_tui.lesson.runs import Shown
from guanaco_tui.lesson.settings import Settings
from guanaco_tui.tasks import Candidate, Neighbour

REPEATS = "repeats"
NO_WORDS = "no_words"
BEYOND_TARGET = "beyond_target"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a candidate is: kept where `rule` is None. Positions are those of the corpus."""

    candidate: Candidate
    rule: str | None = None
    matched: str = ""
    nearest: tuple[tuple[int, float], ...] = ()
    mean: float | None = None


class Judge:
    """Decides on candidates against the seeds and everything kept so far.

    A candidate that `decide` keeps is in the index at once; the caller saves it and then calls
    `remember` in the same order, so that a later candidate can name it as its neighbour.
    """

    def __init__(self, settings: Settings, corpus: Sequence[Shown]) -> None:
        self._settings = settings
        self._corpus = [
            _Entry(shown.source, shown.row, shown.label, shown.instruction) for shown in corpus
        ]
        self._index = SimilarityIndex(
            language=settings.batch.language, threshold=settings.batch.similarity
        )
        self._index.add([entry.instruction for entry in self._corpus])

    def decide(self, candidates: Sequence[Candidate], room: int) -> list[Decision]:
        """Judge candidates in order and keep at most `room` of them."""
        decisions: list[Decision | None] = [self._by_rule(candidate) for candidate in candidates]
        open_places = [place for place, decision in enumerate(decisions) if decision is None]
        judgements = self._index.judge(
            [candidates[place].instruction for place in open_places], limit=room
        )
        for place, judgement in zip(open_places, judgements, strict=False):
            decisions[place] = _by_similarity(candidates[place], judgement)
        return [
            decision or Decision(candidate, BEYOND_TARGET)
            for candidate, decision in zip(candidates, decisions, strict=True)
        ]

    def remember(self, row: int, candidate: Candidate) -> None:
        """Name the task that the oldest kept and not yet named candidate became."""
        self._corpus.append(_Entry("task", row, f"task {row}", candidate.instruction))

    def neighbours(self, decision: Decision) -> tuple[Neighbour, ...]:
        """Return the nearest instructions of a decision, nearest first."""
        return tuple(
            self._corpus[position].neighbour(score) for position, score in decision.nearest
        )

    def _by_rule(self, candidate: Candidate) -> Decision | None:
        if candidate.fault is not None:
            return Decision(candidate, candidate.fault.replace(" ", "_"))
        broken = broken_rule(
            candidate.instruction, self._settings.rules, self._settings.batch.language
        )
        return Decision(candidate, broken.rule, broken.matched) if broken else None


@dataclass(frozen=True, slots=True)
class _Entry:
    source: str
    row: int
    label: str
    instruction: str

    def neighbour(self, score: float) -> Neighbour:
        return Neighbour.model_validate(
            {
                "source": self.source,
                "row": self.row,
                "label": self.label,
                "instruction": self.instruction,
                "score": score,
            }
        )


def _by_similarity(candidate: Candidate, judgement: Judgement) -> Decision:
    if judgement.kept:
        return Decision(candidate, nearest=judgement.nearest, mean=judgement.mean)
    if not judgement.tokens:
        return Decision(candidate, NO_WORDS)
    return Decision(candidate, REPEATS, nearest=judgement.nearest[:1], mean=judgement.mean)
