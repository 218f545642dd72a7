"""`seeds.jsonl`: the seed tasks of a class, read line by line and written back unharmed.

The format is that of seed_tasks.jsonl of tatsu-lab/stanford_alpaca. A line that nobody changed is
written back to the letter; a line that cannot be read stays where it is; unknown fields and the
order of the known ones survive an edit.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import ValidationError

from guanaco_tui import files
from guanaco_tui.tasks import Instance, SeedTask
from guanaco_tui.text import clean, clean_whole

ProblemName = Literal[
    "damaged", "placeholder", "no instruction", "no output", "repeats", "over-long"
]

TextField = Literal["instruction", "input", "output"]
TEXT_FIELDS: tuple[TextField, ...] = get_args(TextField)
Field = Literal["name", TextField]

# The method's own limit on an instruction, and what leaves room for three examples in a prompt.
LONGEST_INSTRUCTION = 150
LONGEST_SEED = 300

# What the ids of numbered seeds begin with, in the published seeds and in ours.
_NUMBERED = "seed_task_"

_WHOLE_BRACKET = re.compile(r"\[[^\[\]]*\]")
_ASKS_TO_FILL_IN = re.compile(
    r"\[\s*(?:enter|insert|fill|put|type|add|write|paste|your|todo|tbd|여기에)\b[^\[\]]*\]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SeedProblem:
    """What is wrong with a seed: a name, and a sentence that says it of this seed."""

    name: ProblemName
    detail: str


@dataclass(frozen=True)
class SeedLine:
    """One line of the file. `seed` is None where the line is empty or cannot be read."""

    text: str
    seed: SeedTask | None = None
    problem: SeedProblem | None = None

    @cached_property
    def trouble(self) -> SeedProblem | None:
        """What is wrong with the line by itself: damaged, or what `problem_in` finds."""
        return problem_in(self.seed) if self.seed is not None else self.problem

    @cached_property
    def is_blank(self) -> bool:
        """Whether the line holds a seed into whose three texts nobody has written yet."""
        seed = self.seed
        return seed is not None and all(
            is_unwritten(field, getattr(seed, field)) for field in TEXT_FIELDS
        )


@dataclass(frozen=True)
class SeedFile:
    """The lines of `seeds.jsonl`, numbered from 1 in `numbered`."""

    lines: tuple[SeedLine, ...]

    @property
    def seeds(self) -> list[SeedTask]:
        """The seeds that can be read, in the order of the file."""
        return [line.seed for line in self.lines if line.seed is not None]

    @property
    def numbered(self) -> list[tuple[int, SeedTask]]:
        """The seeds that can be read, each with the number of its line."""
        return [
            (number, line.seed)
            for number, line in enumerate(self.lines, start=1)
            if line.seed is not None
        ]

    @property
    def damaged(self) -> list[tuple[int, SeedProblem]]:
        """The lines that cannot be read, each with its number."""
        return [
            (number, line.problem)
            for number, line in enumerate(self.lines, start=1)
            if line.problem is not None
        ]

    def with_seed(self, number: int, seed: SeedTask) -> "SeedFile":
        """Return the file with another seed in line `number`; its unknown fields stay."""
        line = self.lines[number - 1]
        changed = seed_line(seed, line.text)
        return SeedFile((*self.lines[: number - 1], changed, *self.lines[number:]))

    def with_inserted(self, number: int, seeds: Iterable[SeedTask]) -> "SeedFile":
        """Return the file with a line for each of `seeds`, the first of them line `number`."""
        before, after = self.lines[: number - 1], self.lines[number - 1 :]
        return SeedFile((*before, *seed_file(seeds).lines, *after))

    def without(self, number: int) -> "SeedFile":
        """Return the file without line `number`."""
        return SeedFile((*self.lines[: number - 1], *self.lines[number:]))

    def with_moved(self, number: int, to: int) -> "SeedFile":
        """Return the file with line `number` made line `to`."""
        lines = list(self.lines)
        lines.insert(to - 1, lines.pop(number - 1))
        return SeedFile(tuple(lines))

    def dumps(self) -> str:
        """The text of the file."""
        return "".join(f"{line.text}\n" for line in self.lines)


def read_seeds(path: Path) -> SeedFile:
    """Read a seeds file. Damaged lines are in the result, with what is wrong with them."""
    return parse_seeds(files.read_text(path))


def parse_seeds(text: str) -> SeedFile:
    """Cut the text of a seeds file into lines and read each."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return SeedFile(tuple(_read_line(line.removesuffix("\r")) for line in lines))


def seed_file(seeds: Iterable[SeedTask]) -> SeedFile:
    """Return a file of these seeds, a line each."""
    return SeedFile(tuple(seed_line(seed) for seed in seeds))


def seed_line(seed: SeedTask, before: str = "{}") -> SeedLine:
    """Return the line of a seed, its fields in the order of the line that it was before."""
    return SeedLine(_encode(seed, before), seed)


def blank_seed(seed_id: str) -> SeedTask:
    """Return a seed whose instruction and output are placeholders, to be written over."""
    return SeedTask(
        id=seed_id,
        name="",
        instruction="[Write the instruction here]",
        instances=[Instance(input="", output="[Write the answer you would want here]")],
        is_classification=False,
    )


def write_seeds(path: Path, seeds: SeedFile) -> None:
    """Replace a seeds file in one step."""
    files.write_atomically(path, seeds.dumps())


def seed_number(seed_id: str) -> str:
    """Return a seed's number, which is that in its id; of an id without one, the whole id."""
    return seed_id.removeprefix(_NUMBERED)


def seed_name(label: str) -> str:
    """Return what a person calls an example or neighbour: `seed_task_41` is seed 41.

    Any other label, such as `task 201`, is a name by itself.
    """
    return f"seed {seed_number(label)}" if label.startswith(_NUMBERED) else label


def is_placeholder(field: Field, text: str) -> bool:
    """Tell whether a field's text still asks to be filled in.

    An instruction that is one bracket does; elsewhere a bracket may be the material.
    """
    return bool(
        _ASKS_TO_FILL_IN.search(text)
        or (field == "instruction" and _WHOLE_BRACKET.fullmatch(text.strip()))
    )


def is_unwritten(field: Field, text: str) -> bool:
    """Tell whether a field is empty or a placeholder and nothing else."""
    text = text.strip()
    return not text or bool(_WHOLE_BRACKET.fullmatch(text) and is_placeholder(field, text))


def problem_in(seed: SeedTask) -> SeedProblem | None:
    """Return what is wrong with a seed by itself. A repeat is a matter between seeds."""
    for field in TEXT_FIELDS:
        if is_placeholder(field, getattr(seed, field)):
            return SeedProblem("placeholder", f"the {field} is still a placeholder")
    if not seed.instruction.strip():
        return SeedProblem("no instruction", "the instruction is empty")
    if not seed.output.strip():
        return SeedProblem("no output", "the output is empty")
    if (words := len(seed.instruction.split())) > LONGEST_INSTRUCTION:
        return SeedProblem(
            "over-long", f"the instruction has {words} words, {LONGEST_INSTRUCTION} at most"
        )
    words = sum(len(text.split()) for text in (seed.instruction, seed.input, seed.output))
    if words > LONGEST_SEED:
        return SeedProblem("over-long", f"{words} words in all, {LONGEST_SEED} at most")
    return None


def can_be_sampled(seed: SeedTask) -> bool:
    """Tell whether a prompt may show this seed: placeholders and empty ones never are."""
    problem = problem_in(seed)
    return problem is None or problem.name == "over-long"


def can_be_compared(seed: SeedTask) -> bool:
    """Tell whether a seed has an instruction of its own, that can be repeated and read."""
    text = seed.instruction
    return bool(text.strip()) and not is_placeholder("instruction", text)


def _read_line(line: str) -> SeedLine:
    if not line.strip():
        return SeedLine(line)
    try:
        return SeedLine(line, SeedTask.model_validate(_cleaned(json.loads(line))))
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" (column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        return SeedLine(line, problem=SeedProblem("damaged", f"not valid JSON{where}"))
    except ValidationError as error:
        problem = error.errors()[0]
        field = ".".join(str(part) for part in problem["loc"]) or "line"
        why = f"{field}: {problem['msg'].lower()}"
        return SeedLine(line, problem=SeedProblem("damaged", clean(why)))
    except ValueError:
        return SeedLine(line, problem=SeedProblem("damaged", "a number with too many digits"))


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return clean_whole(value)
        case list():
            return [_cleaned(item) for item in value]
        case dict():
            return {clean(key): _cleaned(item) for key, item in value.items()}
        case _:
            return value


def _encode(seed: SeedTask, before: str = "{}") -> str:
    """One line of JSON; where the seed was a line before, the order of that line's fields."""
    fields = seed.model_dump(exclude_unset=True)
    order: Sequence[str] = list(json.loads(before))
    ordered = {key: fields[key] for key in order if key in fields}
    return json.dumps({**ordered, **fields}, ensure_ascii=False)
