"""The nouns of the program: seed tasks, tasks, candidates, and what became of them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

# Each model is built when it is first used: the app paints its first screen before that.


class Instance(BaseModel):
    """One worked example of a seed task. Unknown fields survive a round trip."""

    model_config = ConfigDict(extra="allow", defer_build=True)

    input: str = ""
    output: str = ""


class SeedTask(BaseModel):
    """A task written by a person, in the format of `seed_tasks.jsonl` of Stanford Alpaca.

    Unknown fields survive a round trip. The method reads the first instance only.
    """

    model_config = ConfigDict(extra="allow", defer_build=True)

    id: str
    name: str = ""
    instruction: str = ""
    instances: list[Instance] = []
    is_classification: bool = False

    @property
    def input(self) -> str:
        """The input of the first instance, empty where there is none."""
        return self.instances[0].input if self.instances else ""

    @property
    def output(self) -> str:
        """The output of the first instance, empty where there is none."""
        return self.instances[0].output if self.instances else ""


class Task(BaseModel):
    """What to do, on what, and one answer to it."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    instruction: str
    input: str = ""
    output: str = ""


Fault = Literal["unreadable", "cut off"]


class Candidate(Task):
    """A task cut from a response, not judged yet.

    `position` counts the blocks of the response from 1. `raw` is the text it was cut from. A
    candidate with a `fault` is rejected under that name: `unreadable` where no instruction and
    output could be told apart, `cut off` where the response ended inside it.
    """

    position: int
    raw: str
    fault: Fault | None = None


class Neighbour(BaseModel):
    """An instruction near to another, and how near: ROUGE-L F-measure from 0 to 1.

    `row` is its row in the table that `source` names; `label` is what a person calls it, such as
    `seed_task_41` or `task 201`.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    source: Literal["seed", "task"]
    row: int
    label: str
    instruction: str
    score: float


class Kept(BaseModel):
    """A candidate that was kept, as task `row`: its ten nearest and its mean similarity."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    row: int
    candidate: Candidate
    nearest: tuple[Neighbour, ...]
    mean: float


class Rejection(BaseModel):
    """A candidate that was not kept, and why. It is never thrown away.

    `matched` is the word a rule found; `nearest` the instruction that it repeats.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    row: int
    candidate: Candidate
    rule: str
    matched: str = ""
    nearest: Neighbour | None = None


Verdict = Kept | Rejection
