"""Says of each seed whether it is ready, and if not, what is wrong with it."""

from dataclasses import dataclass

from guanaco_tui.generation.similarity import near_repeats
from guanaco_tui.lesson.seeds import SeedFile, SeedProblem, can_be_compared, problem_in
from guanaco_tui.lesson.settings import BatchSettings
from guanaco_tui.tasks import SeedTask


@dataclass(frozen=True)
class Readiness:
    """How many seeds there are and are ready; the line, id and problem of each that is not."""

    total: int
    ready: int
    problems: tuple[tuple[int, str, SeedProblem], ...]


def check_seeds(file: SeedFile, batch: BatchSettings) -> Readiness:
    """Check every line of a seeds file. Lines count from 1; a damaged line has no id."""
    problems: dict[int, tuple[str, SeedProblem]] = {
        number: ("", problem) for number, problem in file.damaged
    }
    comparable: list[tuple[int, SeedTask]] = []
    for number, seed in file.numbered:
        problem = problem_in(seed)
        if problem is not None:
            problems[number] = (seed.id, problem)
        if can_be_compared(seed):
            comparable.append((number, seed))
    repeats = near_repeats(
        [seed.instruction for _, seed in comparable], batch.language, batch.similarity
    )
    for (number, seed), repeat in zip(comparable, repeats, strict=True):
        if repeat is not None and number not in problems:
            place, score = repeat
            line, other = comparable[place]
            detail = f'of {other.id} in line {line} ({score:.2f}): "{_short(other.instruction)}"'
            problems[number] = (seed.id, SeedProblem("repeats", detail))
    total = len(file.seeds) + len(file.damaged)
    listed = tuple((number, *problems[number]) for number in sorted(problems))
    return Readiness(total, total - len(listed), listed)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else f"{flat[:59]}…"
