"""Lengths of longest common subsequences: a few patterns against a whole corpus, in NumPy alone.

Takes token ids and gives a matrix of integers. For each row of the corpus, a pattern is one
machine word, as narrow as the pattern allows, and a step reads one token of every row at once.

The recurrence is that of H. Hyyrö, "Bit-parallel LCS-length computation revisited" (2004), for
each token of the row: u = S & P[token]; S = (S + u) | (S - u). A zero bit of S is a step of the
LCS. Bits above the pattern stay one, so that a word needs no mask.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.unsignedinteger]
Indices = NDArray[np.integer]

# The three work arrays of a chunk of rows should stay in a core's second-level cache.
_CHUNK_BYTES = 1 << 19
_LEAST_CHUNK_ROWS = 1 << 10
# A pass over the corpus costs about as much as this many bytes of pattern words in another pass.
_LEAST_GROUP_BYTES = 24
_WORDS: dict[int, type[np.unsignedinteger]] = {16: np.uint16, 32: np.uint32, 64: np.uint64}
# A pattern over 64 tokens is cut into limbs; the top bit of each word takes the carry.
_LIMB_BITS = 63
_LIMB = np.uint64((1 << _LIMB_BITS) - 1)


def lcs_lengths(
    tokens: Indices,
    starts: Indices,
    ends: Indices,
    patterns: Sequence[Sequence[int]],
    vocabulary: int,
) -> Counts:
    """Return the LCS length of each row with each pattern, shape (rows, patterns).

    Row i is `tokens[starts[i]:ends[i]]`, ids in `range(vocabulary)`; it may be empty. Patterns come
    in order of length, shortest first, none empty; an id of -1 stands for a token no row holds.
    """
    known = dict.fromkeys(token for pattern in patterns for token in pattern if token >= 0)
    slot = {token: number for number, token in enumerate(known, start=1)}
    # Slot 0 is for tokens that no row holds, and is never read.
    coded = [[slot.get(token, 0) for token in pattern] for pattern in patterns]
    groups = list(_groups(coded, len(slot) + 1))

    # A token that no pattern holds leaves the state as it is: such tokens are dropped first, and
    # the rows put in order of what is left, so that a step works on the first so many rows.
    slots = np.zeros(vocabulary, np.min_scalar_type(len(slot)))
    slots[list(slot)] = list(slot.values())
    left = slots.take(tokens)
    is_held = left != 0
    left = left[np.flatnonzero(is_held)]
    # In 32 bits the sum is ten times as fast.
    wide = np.int32 if len(tokens) < 1 << 31 else np.int64
    before: Indices = np.zeros(len(tokens) + 1, wide)
    np.cumsum(is_held, out=before[1:])
    cursors = before.take(starts)
    counts = before.take(ends) - cursors
    most = counts.max(initial=0)
    order = np.argsort((most - counts).astype(np.min_scalar_type(most)), kind="stable")
    active = int(np.count_nonzero(counts))
    cursors, counts = cursors[order[:active]], counts[order[:active]]

    # Row `active` stays zero: it answers for the rows that share no token with any pattern.
    found = np.zeros((active + 1, len(patterns)), np.min_scalar_type(len(patterns[-1])))
    size = max(_LEAST_CHUNK_ROWS, _CHUNK_BYTES // sum(group.row_bytes for group in groups))
    for start in range(0, active, size):
        stop = min(start + size, active)
        for group in groups:
            group.begin(stop - start)
        cursor = cursors[start:stop]
        longer = len(cursor) - np.cumsum(np.bincount(counts[start:stop]))
        for rows in longer[:-1].tolist():
            read = left.take(cursor[:rows])
            cursor += 1
            for group in groups:
                group.step(read)
        for group in groups:
            group.count(found[start:stop, group.span])
    place = np.empty(len(order), np.intp)
    place[order] = np.minimum(np.arange(len(order)), active)
    return found.take(place, axis=0)


def _groups(patterns: list[list[int]], slots: int) -> Iterator["_Words | _Limbs"]:
    """Share patterns out among word widths; a group too small for a pass joins the next wider."""
    lengths = [len(pattern) for pattern in patterns]
    start = 0
    for bits, dtype in _WORDS.items():
        stop = bisect_right(lengths, bits)
        row_bytes = (stop - start) * bits // 8
        if row_bytes and (row_bytes >= _LEAST_GROUP_BYTES or bits == 64 or stop == len(lengths)):
            yield _Words(patterns, slice(start, stop), dtype, slots)
            start = stop
    if start < len(lengths):
        yield _Limbs(patterns, slice(start, len(lengths)), slots)


class _Words:
    """Patterns of one word each: where each token matches, and the state of a chunk of rows."""

    def __init__(
        self, patterns: list[list[int]], span: slice, dtype: type[np.unsignedinteger], slots: int
    ) -> None:
        self.span = span
        patterns = patterns[span]
        self.row_bytes = len(patterns) * np.dtype(dtype).itemsize
        matches = np.zeros((slots, len(patterns)), dtype)
        token = [slot for pattern in patterns for slot in pattern]
        column = [number for number, pattern in enumerate(patterns) for _ in pattern]
        bit = [1 << place for pattern in patterns for place in range(len(pattern))]
        np.bitwise_or.at(matches, (token, column), np.array(bit, dtype))
        self._matches = matches
        # The first step starts from all ones, so that its outcome depends on the token alone.
        self._after_first = (matches - dtype(1)) | ~matches
        self._work = np.empty((3, 0, len(patterns)), dtype)
        self._is_first = True

    def begin(self, rows: int) -> None:
        if self._work.shape[1] != rows:
            self._work = np.empty((3, rows, self._work.shape[2]), self._work.dtype)
        self._is_first = True

    def step(self, read: Indices) -> None:
        state, match, carried = self._work[:, : len(read)]
        # mode="clip" spares the copy that bounds checking makes of `out`; all is in bounds.
        if self._is_first:
            self._after_first.take(read, axis=0, out=state, mode="clip")
            self._is_first = False
            return
        self._matches.take(read, axis=0, out=match, mode="clip")
        np.bitwise_and(state, match, out=match)
        np.add(state, match, out=carried)
        np.subtract(state, match, out=match)
        np.bitwise_or(carried, match, out=state)

    def count(self, out: Counts) -> None:
        state = self._work[0]
        np.invert(state, out=state)
        np.bitwise_count(state, out=out)


class _Limbs:
    """Patterns of several words each, with the carry passed from word to word."""

    def __init__(self, patterns: list[list[int]], span: slice, slots: int) -> None:
        self.span = span
        patterns = patterns[span]
        limbs = -(-len(patterns[-1]) // _LIMB_BITS)
        self.row_bytes = limbs * len(patterns) * 8
        self._matches = np.zeros((limbs, slots, len(patterns)), np.uint64)
        for column, pattern in enumerate(patterns):
            for place, slot in enumerate(pattern):
                limb, bit = divmod(place, _LIMB_BITS)
                self._matches[limb, slot, column] |= np.uint64(1 << bit)
        self._state = np.empty((limbs, 0, len(patterns)), np.uint64)

    def begin(self, rows: int) -> None:
        self._state = np.full((len(self._state), rows, self._state.shape[2]), _LIMB)

    def step(self, read: Indices) -> None:
        carry = np.zeros((), np.uint64)
        for matches, limb in zip(self._matches, self._state, strict=True):
            state = limb[: len(read)]
            match = state & matches.take(read, axis=0)
            total = state + match + carry
            carry = total >> np.uint64(_LIMB_BITS)
            np.bitwise_and(total | (state - match), _LIMB, out=state)

    def count(self, out: Counts) -> None:
        out[:] = np.bitwise_count(self._state ^ _LIMB).sum(axis=0, dtype=out.dtype)
