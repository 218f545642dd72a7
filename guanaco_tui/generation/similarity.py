"""Finds instructions that repeat what is there: ROUGE-L against every seed and every kept task.

Takes instructions, gives a judgement of each: whether it is kept, its ten nearest, and its mean
score. Decisions and figures equal those of `rouge_score`, in its own floating-point order.
"""

import sys
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cdist

from guanaco_tui.generation.lcs import Counts, Indices, lcs_lengths
from guanaco_tui.text import tokens

NEAREST = 10
# Wide enough to fill vector registers, and short enough (about 40 ms against 50,000) that a caller
# who passes no more at once can be interrupted.
BATCH = 128

_BLOCK_ROWS = 64
# Far above what rounding makes of a score, and far below the least score of two texts alike in one
# word.
_ROUNDING = 1e-9

Match = tuple[int, float]
_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the index says of one instruction.

    `nearest` holds up to ten pairs of corpus position and ROUGE-L F-measure, the highest score
    first, the older first where scores are equal. `mean` is the mean score over the corpus, 0.0
    for an empty one. `tokens` counts the words compared: an instruction without any cannot be
    compared, so it is not kept and has no nearest.
    """

    kept: bool
    nearest: tuple[Match, ...]
    mean: float
    tokens: int


class SimilarityIndex:
    """A corpus of instructions, numbered from 0 in the order in which they were added.

    `language` is that of the lesson and chooses how text is split into words. An instruction that
    scores over `threshold` against one of the corpus is not kept. Texts are not stored.
    """

    def __init__(self, language: str = "en", threshold: float = 0.7) -> None:
        self.language = language
        self.threshold = threshold
        self._vocabulary: dict[str, int] = {}
        # The tokens of all instructions one after the other, and where each instruction ends.
        self._tokens = _GrowingArray()
        self._ends = _GrowingArray()
        self._blocks = _Blocks(self._ends.values)
        self._in_blocks = 0

    def __len__(self) -> int:
        return len(self._ends)

    @property
    def nbytes(self) -> int:
        """Bytes of the index, its vocabulary included."""
        words, numbers = self._vocabulary.keys(), self._vocabulary.values()
        objects = (self._vocabulary, *words, *numbers)
        arrays = self._tokens.nbytes + self._ends.nbytes + self._blocks.nbytes
        return arrays + sum(map(sys.getsizeof, objects))

    def add(self, instructions: Sequence[str]) -> None:
        """Add instructions without judging them: the seeds, or what an earlier run kept.

        One that yields no token takes a position all the same, and scores 0 against everything.
        """
        self._append(self._split(instructions))

    def judge(self, instructions: Sequence[str], limit: int | None = None) -> list[Judgement]:
        """Judge instructions in order and add those that are kept.

        Each is judged against the corpus and those kept before it, so that the outcome is that of
        judging one by one. When `limit` have been kept, the rest are left alone: the list holds
        the judgements made so far.
        """
        judgements: list[Judgement] = []
        left = len(instructions) if limit is None else limit
        for start in range(0, len(instructions), BATCH):
            if not left:
                break
            batch = self._judge_batch(self._split(instructions[start : start + BATCH]), left)
            left -= sum(judgement.kept for judgement in batch)
            judgements += batch
        return judgements

    def compare(self, instructions: Sequence[str]) -> list[Judgement]:
        """Judge each instruction against the corpus alone, and add none."""
        judgements: list[Judgement] = []
        for start in range(0, len(instructions), BATCH):
            batch = self._split(instructions[start : start + BATCH])
            for words, (nearest, total) in zip(batch, self._search(batch), strict=True):
                judgements.append(self._judgement(words, nearest, total, len(self)))
        return judgements

    def _split(self, instructions: Sequence[str]) -> list[list[str]]:
        return [tokens(instruction, self.language) for instruction in instructions]

    def _append(self, batch: list[list[str]]) -> None:
        vocabulary = self._vocabulary
        ids = [vocabulary.setdefault(word, len(vocabulary)) for words in batch for word in words]
        ends = accumulate(map(len, batch), initial=len(self._tokens))
        self._tokens.extend(ids)
        self._ends.extend(list(ends)[1:])

    def _judge_batch(self, batch: list[list[str]], limit: int) -> list[Judgement]:
        judgements: list[Judgement] = []
        kept: list[int] = []
        numbered = _numbered(batch)
        among = _scores(numbered, numbered).tolist()
        for place, (nearest, total) in enumerate(self._search(batch)):
            if len(kept) == limit:
                break
            reach = nearest[-1][1] if len(nearest) == NEAREST else 0.0
            newer = [among[place][earlier] for earlier in kept]
            nearest += [
                (len(self) + which, score) for which, score in enumerate(newer) if score >= reach
            ]
            nearest.sort(key=lambda match: (-match[1], match[0]))
            judgement = self._judgement(
                batch[place], nearest, total + sum(newer), len(self) + len(kept)
            )
            judgements.append(judgement)
            if judgement.kept:
                kept.append(place)
        self._append([batch[place] for place in kept])
        return judgements

    def _judgement(
        self, words: list[str], nearest: list[Match], total: float, count: int
    ) -> Judgement:
        if not words:
            return Judgement(kept=False, nearest=(), mean=0.0, tokens=0)
        return Judgement(
            kept=not nearest or nearest[0][1] <= self.threshold,
            nearest=tuple(nearest[:NEAREST]),
            mean=total / count if count else 0.0,
            tokens=len(words),
        )

    def _search(self, batch: list[list[str]]) -> list[tuple[list[Match], float]]:
        """Return the nearest of the corpus and the sum of its scores, for each of a batch."""
        found: list[tuple[list[Match], float]] = [([], 0.0) for _ in batch]
        order = sorted((i for i, words in enumerate(batch) if words), key=lambda i: len(batch[i]))
        if order and len(self):
            blocks = self._all_blocks()
            patterns = [[self._vocabulary.get(word, -1) for word in batch[i]] for i in order]
            lcs = lcs_lengths(
                self._tokens.values, blocks.starts, blocks.ends, patterns, len(self._vocabulary)
            )
            sizes = np.array([len(pattern) for pattern in patterns])
            for i, matches, total in zip(order, *blocks.scored(lcs, sizes), strict=True):
                found[i] = (self._filled(matches), total)
        return found

    def _all_blocks(self) -> "_Blocks":
        """Return the corpus in blocks; those of the older rows are kept until it has outgrown them.

        Putting all rows in order again for each reply would cost a tenth of the reply.
        """
        ends, kept = self._ends.values, self._in_blocks
        if len(ends) - kept > kept // 8:
            self._blocks, self._in_blocks = _Blocks(ends), len(ends)
            return self._blocks
        if len(ends) == kept:
            return self._blocks
        return self._blocks.with_newer(_Blocks(ends, first=kept))

    def _filled(self, nearest: list[Match]) -> list[Match]:
        """Fill up the nearest with the oldest of those that score 0."""
        taken = {position for position, _ in nearest}
        unlike = ((i, 0.0) for i in range(len(self)) if i not in taken)
        return [*nearest, *islice(unlike, NEAREST - len(nearest))]


def near_repeats(
    instructions: Sequence[str], language: str = "en", threshold: float = 0.7
) -> list[Match | None]:
    """Return for each instruction the nearest earlier one, where it scores over `threshold`.

    A match is the earlier one's place in `instructions` and the score; the oldest where scores are
    equal. So of two that repeat each other, it is the later that is said to.
    """
    split = _numbered([tokens(instruction, language) for instruction in instructions])
    found: list[Match | None] = [None for _ in split]
    for start in range(0, len(split), BATCH):
        stop = min(start + BATCH, len(split))
        scores = _scores(split[start:stop], split[:stop])
        for place in range(max(start, 1), stop):
            earlier = scores[place - start, :place]
            nearest = int(earlier.argmax())
            if earlier[nearest] > threshold:
                found[place] = (nearest, float(earlier[nearest]))
    return found


def f_measure(lcs: Counts, m: Indices, n: Indices) -> _Floats:
    """Return the ROUGE-L F-measure of LCS lengths, for texts of m and of n tokens.

    C.-Y. Lin, "ROUGE" (2004), section 3.1, with beta 1. The order of operations is that of
    rouge_score/scoring.py, and decides which pairs on the threshold are over it: 7 of 8 and 12
    tokens scores 0.7000000000000001, 7 of 10 and 10 scores 0.7. It is the same for m and n swapped.
    """
    precision = lcs / np.maximum(n, 1)
    recall = lcs / np.maximum(m, 1)
    both = precision + recall
    scores: _Floats = np.zeros_like(both)
    np.divide(2 * precision * recall, both, out=scores, where=both > 0)
    return scores


def _numbered(batch: list[list[str]]) -> list[list[int]]:
    """Put a number in the place of each word, the same for the same word."""
    numbers: dict[str, int] = {}
    return [[numbers.setdefault(word, len(numbers)) for word in words] for words in batch]


def _scores(some: list[list[int]], others: list[list[int]]) -> _Floats:
    """Return the F-measure of each of `some` with each of `others`."""
    lcs = cdist(some, others, scorer=LCSseq.similarity, dtype=np.uint32)
    m, n = (np.array([len(words) for words in side]) for side in (some, others))
    return f_measure(lcs, m[:, None], n)


class _Blocks:
    """The rows of a corpus, in blocks of rows of one length.

    Rows are in order of length, the older first; a block that the rows of a length do not fill
    ends with empty rows. `positions` tells where in the corpus a row comes from.
    """

    def __init__(self, ends: Indices, *, first: int = 0) -> None:
        """Put the rows from `first` on in order; `ends` is where each row of the corpus ends."""
        before = ends[first - 1] if first else 0
        lengths = np.diff(ends[first:], prepend=before)
        longest = lengths.max(initial=0)
        order = np.argsort(lengths.astype(np.min_scalar_type(longest)), kind="stable")
        rows = np.bincount(lengths, minlength=1)
        blocks = -(-rows // _BLOCK_ROWS)
        padding = np.cumsum(blocks * _BLOCK_ROWS - rows) - (blocks * _BLOCK_ROWS - rows)
        lengths = lengths[order]
        place = np.arange(len(order)) + padding[lengths]
        self.lengths = np.repeat(np.arange(longest + 1), blocks)
        self.positions, self.starts, self.ends = np.zeros(
            (3, len(self.lengths) * _BLOCK_ROWS), np.int32 if ends.dtype.itemsize < 8 else np.int64
        )
        self.positions[place] = order + first
        self.ends[place] = ends[first:][order]
        self.starts[place] = self.ends[place] - lengths

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        rows = self.positions.nbytes + self.starts.nbytes + self.ends.nbytes
        return rows + self.lengths.nbytes

    def with_newer(self, newer: "_Blocks") -> "_Blocks":
        """Return these blocks and behind them those of newer rows."""
        both = copy(self)
        for name in ("lengths", "positions", "starts", "ends"):
            setattr(both, name, np.concatenate((getattr(self, name), getattr(newer, name))))
        return both

    def scored(self, lcs: Counts, sizes: Indices) -> tuple[list[list[Match]], list[float]]:
        """Return the ten nearest of each pattern, without those of score 0, and its sum of scores.

        `lcs` has a row for each row of the blocks, a column for each pattern of `sizes` tokens. The
        score is 2 lcs / (m + n) but for rounding, which is left to the few that are nearest: only
        blocks that reach the tenth highest score of all blocks are read.
        """
        lcs = lcs.reshape(len(self.lengths), _BLOCK_ROWS, len(sizes))
        factor = 2.0 / (self.lengths[:, None] + sizes)
        totals = (_folded(np.add, lcs, int(sizes.max())) * factor).sum(axis=0)
        highest = _folded(np.maximum, lcs) * factor
        reach = np.zeros(len(sizes))
        if len(highest) >= NEAREST:
            reach = np.partition(highest, -NEAREST, axis=0)[-NEAREST]
        reach = np.maximum(reach - _ROUNDING, _ROUNDING)

        block, column = np.nonzero(highest >= reach)
        near = lcs[block, :, column] * factor[block, column, None] >= reach[column, None]
        hit, row = np.nonzero(near)
        block, column = block[hit], column[hit]
        scores = f_measure(lcs[block, row, column], sizes[column], self.lengths[block])
        positions = self.positions[block * _BLOCK_ROWS + row]
        order = np.lexsort((positions, -scores, column))
        matches = list(zip(positions[order].tolist(), scores[order].tolist(), strict=True))
        ends = np.cumsum(np.bincount(column, minlength=len(sizes))).tolist()
        nearest = [
            matches[start : min(start + NEAREST, end)] for start, end in pairwise((0, *ends))
        ]
        return nearest, totals.tolist()


def _folded(operation: np.ufunc, blocks: Counts, largest: int = 0) -> Counts:
    """Reduce the middle axis, of a power of two, by halves: several times faster than `reduce`.

    `largest` is the largest number in `blocks` where they are added up: they widen as they must.
    """
    while blocks.shape[1] > 1:
        half = blocks.shape[1] // 2
        largest *= 2
        if largest > np.iinfo(blocks.dtype).max:
            blocks = blocks.astype(np.min_scalar_type(largest * half))
        blocks = operation(blocks[:, :half], blocks[:, half:])
    return blocks[:, 0]


class _GrowingArray:
    """Unsigned integers, as narrow as they allow, with up to a quarter of spare room at the end."""

    def __init__(self) -> None:
        self._held = np.empty(0, np.uint16)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def nbytes(self) -> int:
        return self._held.nbytes

    @property
    def values(self) -> Indices:
        return self._held[: self._length]

    def extend(self, values: list[int]) -> None:
        length = self._length + len(values)
        dtype = np.promote_types(self._held.dtype, np.min_scalar_type(max(values, default=0)))
        if length > len(self._held) or dtype != self._held.dtype:
            grown = np.empty(length + length // 4, dtype)
            grown[: self._length] = self.values
            self._held = grown
        self._held[self._length : length] = values
        self._length = length
