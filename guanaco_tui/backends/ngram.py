"""A word-level n-gram model, trained in the moment on a lesson's own seeds: a rehearsal, not an AI.

Takes the seeds; gives replies in the format of the method, at no cost and offline. All it knows is
which word followed which in what the class wrote. Each field of a task has a model of its own:

- It looks at the last two words and draws the next from what followed them in the seeds. At times
  it looks at the last word only, or at none: the more often, the more varied the continuations were
  (order 3 interpolated with 2 and 1; the mass set aside grows with types over tokens as in absolute
  discounting: Ney, Essen and Kneser, "On structuring probabilistic dependences in stochastic
  language modelling", Computer Speech and Language 8, 1994).
- A text that is shorter than every seed's or more than half as long again as the longest, and an
  instruction that is a seed's from its first word to its last, is drawn again, each time more ready
  to look at fewer words.
- The input and the output are tied to the instruction by a cache of words (Kuhn and De Mori, "A
  cache-based natural language model for speech recognition", IEEE PAMI 12, 1990): those of the
  seeds that share the rarest words with the instruction are preferred.
"""

import heapq
import random
import re
from bisect import bisect_left, bisect_right
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate

from guanaco_tui.backends.base import Chunk, CompletionRequest, ModelInfo, Usage
from guanaco_tui.backends.pacing import pause, pieces, words
from guanaco_tui.errors import BackendRefused, GuanacoError
from guanaco_tui.lesson.seeds import can_be_sampled
from guanaco_tui.tasks import SeedTask

MODEL = "ngram-3"
DESCRIPTION = "n-gram model of your own seeds: a rehearsal, not an AI"

# The most words of a text, however long the seeds are: the method asks for under about 100.
LONGEST_INSTRUCTION = 40
LONGEST_INPUT = 80
LONGEST_OUTPUT = 90

# How often a history of 0, 1 or 2 words is left for a shorter one at temperature 1, where no
# continuation was seen twice. The higher, the newer the texts and the less they hold together.
_DISCOUNT = (0.0, 0.01, 0.25)
_HIGHEST_DISCOUNT = 0.95
# How often a text is drawn before it is taken as it is, cut to length, and how much each draw adds
# to the temperature by which the rates above are multiplied.
_DRAWS = 60
_IMPATIENCE = 0.25
# How many seeds at most lend their words to the input and the output of a task, how near each must
# be by the nearest, and how often a word that is not theirs is drawn again.
_KIN = 4
_NEAR = 0.25
_SECOND_THOUGHTS = 3

_BOUNDARY = ""
_NEXT_TASK = re.compile(r"(\d+)\. Instruction:\s*\Z")

History = tuple[str, ...]


class NgramBackend:
    """Carries the list of a prompt on to `tasks_per_request`, in the words of the seeds.

    A reply depends on the seeds, the request's prompt, number, random seed and sampling settings,
    and on nothing else. `pace` is in words a second; None is full speed.
    """

    name = "ngram"
    model = MODEL

    def __init__(
        self,
        seeds: Sequence[SeedTask],
        *,
        pace: float | None = None,
        tasks_per_request: int = 20,
    ) -> None:
        """Train on the seeds that a prompt may show. Raises GuanacoError where there is none."""
        ready = [seed for seed in seeds if can_be_sampled(seed)]
        if not ready:
            raise GuanacoError(
                "The n-gram model learns from your seeds, and none is ready: write some tasks "
                "first. The Seeds pane, and guanaco seeds, say what is missing in each."
            )
        instructions = {n: f" {' '.join(seed.instruction.split())}" for n, seed in enumerate(ready)}
        inputs = {
            n: f"\n{seed.input.strip()}" for n, seed in enumerate(ready) if seed.input.strip()
        }
        outputs = {n: f"\n{seed.output.strip()}" for n, seed in enumerate(ready)}
        self._instructions = _FieldModel(instructions, LONGEST_INSTRUCTION, may_copy=False)
        self._inputs = _FieldModel(inputs, LONGEST_INPUT, may_copy=True) if inputs else None
        self._outputs = _FieldModel(outputs, LONGEST_OUTPUT, may_copy=True)
        self._input_kinship = _Kinship(instructions, inputs)
        self._output_kinship = _Kinship(instructions, outputs)
        self._input_rate = len(inputs) / len(ready)
        self._pace = pace
        self._tasks_per_request = tasks_per_request

    async def stream(self, request: CompletionRequest) -> AsyncGenerator[Chunk, None]:
        """Stream a reply that carries the prompt's list on; tokens are counted as words.

        At full speed a chunk is a task. Raises BackendRefused where the prompt does not end, as the
        method's do, with the number of the next task and `Instruction:`.
        """
        found = _NEXT_TASK.search(request.prompt)
        if found is None:
            raise BackendRefused(
                "The n-gram model can only carry on a list of tasks: the prompt must end with a "
                'number and "Instruction:".'
            )
        written = 0
        finish_reason = None
        tasks = self._tasks(request, int(found[1]))
        for text, reason in _bounded(tasks, request.max_tokens, request.stop):
            finish_reason = reason
            written += len(words(text))
            for piece in pieces(text, self._pace):
                yield Chunk(piece)
                await pause(self._pace)
        yield Chunk(finish_reason=finish_reason, usage=Usage(len(words(request.prompt)), written))

    async def models(self) -> list[ModelInfo]:
        """List the one model."""
        return [ModelInfo(MODEL)]

    async def aclose(self) -> None:
        """Nothing is open."""

    def _tasks(self, request: CompletionRequest, first: int) -> Iterator[str]:
        """Write tasks `first` to the last, each from after its label to the label of the next."""
        chance = random.Random(f"{request.random_seed}:{request.number}:{request.prompt}")
        sampling = _Sampling(request.temperature, request.top_p)
        for number in range(first, self._tasks_per_request + 1):
            instruction = self._instructions.write(chance, sampling)
            task_input = "\n<noinput>"
            if self._inputs is not None and chance.random() < self._input_rate:
                kin = self._input_kinship.kin(instruction)
                task_input = self._inputs.write(chance, sampling, kin)
            kin = self._output_kinship.kin(instruction)
            output = self._outputs.write(chance, sampling, kin)
            text = f"{instruction}\n{number}. Input:{task_input}\n{number}. Output:{output}\n"
            if number < self._tasks_per_request:
                text += f"###\n{number + 1}. Instruction:"
            yield text


@dataclass(frozen=True, slots=True)
class _Sampling:
    """How a word is drawn from its rivals."""

    temperature: float
    top_p: float


class _Kinship:
    """Finds seeds by the words of their instructions. `among` are the numbers of the seeds."""

    def __init__(self, instructions: Mapping[int, str], among: Iterable[int]) -> None:
        self._seeds_with: dict[str, list[int]] = {}
        for seed in among:
            for word in _vocabulary(instructions[seed]):
                self._seeds_with.setdefault(word, []).append(seed)

    def kin(self, instruction: str) -> list[int]:
        """Return the few seeds that share most words with an instruction.

        A word counts for the less, the more seeds have it; of equals the earlier seed comes first.
        """
        shared: dict[int, float] = {}
        for word in _vocabulary(instruction):
            seeds = self._seeds_with.get(word, ())
            for seed in seeds:
                shared[seed] = shared.get(seed, 0.0) + 1 / len(seeds)
        nearest = heapq.nsmallest(_KIN, shared, key=lambda seed: (-shared[seed], seed))
        return [seed for seed in nearest if shared[seed] >= _NEAR * shared[nearest[0]]]


class _FieldModel:
    """The n-grams of one field of the seeds. `texts` maps the number of a seed to its text.

    `longest` bounds what is written, in words; unless it `may_copy`, no text is a seed's own.
    A word is drawn with the white space that was before it, and looked up without.
    """

    def __init__(self, texts: Mapping[int, str], longest: int, *, may_copy: bool) -> None:
        self._unwanted = frozenset() if may_copy else frozenset(texts.values())
        self._counts: dict[History, dict[str, int]] = {}
        self._tables: dict[_Sampling, dict[History, _Followers]] = {}
        self._vocabulary: dict[int, frozenset[str]] = {}
        self._first_words: dict[int, str] = {}
        lengths = []
        for seed, text in texts.items():
            cut = words(text)
            self._count(cut)
            self._first_words[seed] = cut[0]
            self._vocabulary[seed] = frozenset(_vocabulary(text))
            lengths.append(len(cut))
        self._shortest = min(*lengths, longest)
        self._longest = min(max(lengths) * 3 // 2, longest)

    def write(self, chance: random.Random, sampling: _Sampling, kin: Sequence[int] = ()) -> str:
        """Write a text that begins as a seed's does, with the white space before it.

        Where seeds are given as `kin` it begins as one of them does and prefers their words.
        """
        starts = kin or list(self._first_words)
        cache = None
        if kin:
            cache = frozenset([_BOUNDARY]).union(*(self._vocabulary[seed] for seed in kin))
        spare: list[str] = []
        for draw in range(_DRAWS):
            first = self._first_words[starts[int(chance.random() * len(starts))]]
            readiness = sampling.temperature + draw * _IMPATIENCE
            walk = self._walk(chance, sampling, readiness, first, cache)
            if (text := "".join(walk)) not in self._unwanted:
                if self._shortest <= len(walk) <= self._longest:
                    return text
                spare = walk
        return "".join((spare or walk)[: self._longest])

    def _walk(
        self,
        chance: random.Random,
        sampling: _Sampling,
        readiness: float,
        first: str,
        cache: AbstractSet[str] | None,
    ) -> list[str]:
        """Draw words after `first` until a text ends or grows too long."""
        rates = [min(rate * readiness, _HIGHEST_DISCOUNT) for rate in _DISCOUNT]
        table = self._tables.setdefault(sampling, {})
        walk = [first]
        context = (_BOUNDARY, first.strip())
        while len(walk) <= self._longest:
            for history in (context, context[1:], ()):
                if history in self._counts:
                    if history not in table:
                        table[history] = _followers(self._counts[history], sampling)
                    followers = table[history]
                    if chance.random() >= rates[len(history)] * followers.variety:
                        break
            word, plain = followers.draw(chance)
            if cache is not None and len(followers.words) > 1:
                for _ in range(_SECOND_THOUGHTS):
                    if plain in cache:
                        break
                    word, plain = followers.draw(chance)
            if word == _BOUNDARY:
                break
            walk.append(word)
            context = (context[1], plain)
        return walk

    def _count(self, cut: Sequence[str]) -> None:
        for word in cut:
            self._add((), word)
        context = (_BOUNDARY, cut[0].strip())
        for word in (*cut[1:], _BOUNDARY):
            self._add(context, word)
            self._add(context[1:], word)
            context = (context[1], word.strip())

    def _add(self, history: History, word: str) -> None:
        counts = self._counts.setdefault(history, {})
        counts[word] = counts.get(word, 0) + 1


@dataclass(frozen=True, slots=True)
class _Followers:
    """What may follow a history: words with their white space and without, and their weights.

    `variety` is the number of different words by the number of occurrences.
    """

    words: tuple[tuple[str, str], ...]
    cumulative: tuple[float, ...]
    variety: float

    def draw(self, chance: random.Random) -> tuple[str, str]:
        """Draw a word by its weight."""
        at = bisect_right(self.cumulative, chance.random() * self.cumulative[-1])
        return self.words[min(at, len(self.words) - 1)]


def _vocabulary(text: str) -> Iterable[str]:
    """The different words of a text without white space, in order."""
    return dict.fromkeys(word.strip() for word in words(text))


def _followers(counts: Mapping[str, int], sampling: _Sampling) -> _Followers:
    """Sharpen or flatten counts by the temperature and cut off what top_p leaves out.

    A weight is count ** (1 / temperature); at temperature 0 the first of the most frequent words
    is the only one.
    """
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    highest = ranked[0][1]
    if sampling.temperature == 0:
        weights = [1.0]
    else:
        weights = [(count / highest) ** (1 / sampling.temperature) for _, count in ranked]
    cumulative = list(accumulate(weights))
    nucleus = 1 + bisect_left(cumulative, sampling.top_p * cumulative[-1])
    return _Followers(
        words=tuple((word, word.strip()) for word, _ in ranked[:nucleus]),
        cumulative=tuple(cumulative[:nucleus]),
        variety=len(counts) / sum(counts.values()),
    )


def _bounded(
    parts: Iterator[str], most_words: int, stop: Sequence[str]
) -> Iterator[tuple[str, str | None]]:
    """Pass text on up to a stop string or a number of words; the last piece says why it ended.

    The beginning of what may become a stop string is held back until that is known.
    """
    held = ""
    for part in parts:
        cut = words(part)
        held += "".join(cut[:most_words])
        found = [at for string in stop if (at := held.find(string)) >= 0]
        if found:
            yield held[: min(found)], "stop"
            return
        if len(cut) > most_words:
            yield held, "length"
            return
        most_words -= len(cut)
        begun = (n for string in stop for n in range(1, len(string)) if held.endswith(string[:n]))
        known = len(held) - max(begun, default=0)
        yield held[:known], None
        held = held[known:]
    yield held, "stop"
