"""Which words set two collections apart: takes two vocabularies, gives keywords and what is absent.

The tokens of one task are not independent: a word that comes, comes several times. So a keyword
must be one by the tasks that have it as well, and `dispersion` says how it is spread over them.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, overload

from guanaco_tui.analysis import statistics
from guanaco_tui.analysis.statistics import FALSE_DISCOVERIES
from guanaco_tui.analysis.vocabulary import Vocabulary

Order = Literal["log_ratio", "g2"]


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word that one collection says more often than the other, counted in tokens.

    `a` and `b` are its tokens, `tasks_a` and `tasks_b` the tasks it stands in. `log_ratio` and its
    conservative bound `lrc` are above 0 where `a` says it more; `log_ratio` is None where one side
    never says it. `g2` is the two-cell log-likelihood of the tokens; `q` the least false discovery
    rate of a list that has this word in it, by tokens and by tasks.
    """

    word: str
    a: int
    b: int
    tasks_a: int
    tasks_b: int
    log_ratio: float | None
    lrc: float | None
    g2: float
    q: float

    @property
    def side(self) -> Literal["a", "b"]:
        """The collection that says it more."""
        more_in_a = self.b == 0 if self.log_ratio is None else self.log_ratio > 0
        return "a" if more_in_a else "b"

    def stands_in(self, least_tokens: int, least_tasks: int) -> bool:
        """Whether the collection that says it more has so many tokens of it, in so many tasks."""
        tokens, tasks = (self.a, self.tasks_a) if self.side == "a" else (self.b, self.tasks_b)
        return tokens >= least_tokens and tasks >= least_tasks

    def as_json(self) -> dict[str, str | int | float | None]:
        """The row of `guanaco compare --json`."""
        return {
            "word": self.word,
            "a": self.a,
            "b": self.b,
            "tasks_a": self.tasks_a,
            "tasks_b": self.tasks_b,
            "log_ratio": self.log_ratio,
            "lrc": self.lrc,
            "g2": self.g2,
            "q": self.q,
        }


@dataclass(frozen=True, slots=True)
class AbsentWord:
    """A word that one collection says and the other never does.

    `tokens` and `tasks` are those of the side that says it. The other would have had it in
    `expected` tasks at the same rate; `chance_of_none` is that of dealing these tasks at random
    over both sides and none falling on the other (`statistics.expected_and_chance_of_none`). `q` is
    the least false discovery rate of a list of absences that has this one in it.
    """

    word: str
    tokens: int
    tasks: int
    expected: float
    chance_of_none: float
    q: float

    @property
    def is_clear(self) -> bool:
        """Whether the absence says something, and is not what chance leaves out of a small side."""
        return self.q < FALSE_DISCOVERIES

    def as_json(self) -> dict[str, str | int | float]:
        """The row of `guanaco compare --json`."""
        return {
            "word": self.word,
            "tokens": self.tokens,
            "tasks": self.tasks,
            "expected": self.expected,
            "chance_of_none": self.chance_of_none,
            "q": self.q,
        }


def keywords(
    a: Vocabulary,
    b: Vocabulary,
    order: Order = "log_ratio",
    *,
    least_tokens: int = 5,
    least_tasks: int = 3,
    shortest: int = 1,
) -> list[Keyword]:
    """Return the keywords of both sides whose q is below `FALSE_DISCOVERIES`, the strongest first.

    p is the larger of two: that of the two-cell G2 of the tokens, and that of the tasks that have
    the word (`statistics.p_of_table`; 1 where they lean the other way). Tokens alone find keywords
    between two halves of one collection, since G2 takes each for a draw of its own: Lijffijt,
    Nevalainen, Säily, Papapetrou, Puolamäki and Mannila (2016), "Significance testing of word
    frequencies in corpora", Digital Scholarship in the Humanities 31; Egbert and Biber (2019),
    "Incorporating text dispersion into keyword analyses", Corpora 14. So a word that nearly all
    tasks of both sides have is no keyword, however often it comes.

    q is by Benjamini and Hochberg over all words with `least_tokens` in `least_tasks` tasks of the
    two sides together: a choice that does not look at the side, as in `absent_words`. Listed are
    those that have as many on the side that says them more. In the order of the log ratio's size,
    what one side never says comes first: its ratio has no bound.

    Function words are tested as all others are. Keyness needs no list of stop words, since what
    both sides say alike falls out by itself; and a list would hide what a class looks for: who is
    "she", who is "we". `shortest` leaves words of fewer letters out of the list, not of the test.
    """
    n_a, n_b = a.total_tokens, b.total_tokens
    if not (n_a and n_b):
        return []

    def tasks_with(word: str) -> tuple[int, int]:
        return a.tasks.get(word, 0), b.tasks.get(word, 0)

    def p(word: str, k_a: int, k_b: int, g2: float) -> float:
        by_tokens = statistics.p_of_g2(g2)
        # The tasks could only raise it, and few words need the second test, which is the slow one.
        if by_tokens >= FALSE_DISCOVERIES:
            return by_tokens
        in_a, in_b = tasks_with(word)
        leans_alike = (k_a * n_b > k_b * n_a) == (in_a * b.total_tasks > in_b * a.total_tasks)
        by_tasks = statistics.p_of_table(in_a, a.total_tasks, in_b, b.total_tasks).p
        return max(by_tokens, by_tasks) if leans_alike else 1.0

    tested = [
        (word, k_a, k_b, statistics.g2_two_cell(k_a, n_a, k_b, n_b))
        for word, k_a, k_b in _counts(a, b)
        if k_a + k_b >= least_tokens and sum(tasks_with(word)) >= least_tasks
    ]
    q_values = statistics.benjamini_hochberg([p(*row) for row in tested])
    found = [
        Keyword(
            word=word,
            a=k_a,
            b=k_b,
            tasks_a=tasks_with(word)[0],
            tasks_b=tasks_with(word)[1],
            log_ratio=statistics.log_ratio(k_a, n_a, k_b, n_b),
            lrc=statistics.log_ratio_bound(k_a, n_a, k_b, n_b),
            g2=g2,
            q=q,
        )
        for (word, k_a, k_b, g2), q in zip(tested, q_values, strict=True)
        if q < FALSE_DISCOVERIES and len(word) >= shortest
    ]
    listed = (word for word in found if word.stands_in(least_tokens, least_tasks))
    return sorted_by(listed, order)


def sorted_by(found: Iterable[Keyword], order: Order) -> list[Keyword]:
    """Return keywords with the strongest first, of either side."""

    def size(keyword: Keyword) -> float:
        if order == "g2":
            return 0.0
        return float("inf") if keyword.log_ratio is None else abs(keyword.log_ratio)

    return sorted(found, key=lambda keyword: (-size(keyword), -keyword.g2, keyword.word))


class AbsentWords(Sequence[AbsentWord]):
    """The words that one collection says and the other never does, the least by chance first.

    A row is made when it is read: a large collection has tens of thousands, of which a screen shows
    forty, and the garbage collector would go through all of them in each of its full rounds.
    """

    def __init__(
        self,
        words: tuple[str, ...],
        there: Vocabulary,
        chance: Callable[[int], statistics.Absence],
        q: Sequence[float],
    ) -> None:
        # `q` is of the first words, and rises; the others have 1.
        self._words, self._there, self._chance, self._q = words, there, chance, q

    @property
    def clear(self) -> int:
        """How many are clear: they come first."""
        return bisect_left(self._q, FALSE_DISCOVERIES)

    def __len__(self) -> int:
        return len(self._words)

    @overload
    def __getitem__(self, index: int) -> AbsentWord: ...
    @overload
    def __getitem__(self, index: slice) -> list[AbsentWord]: ...
    def __getitem__(self, index: int | slice) -> AbsentWord | list[AbsentWord]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        word = self._words[place]
        tasks = self._there.tasks[word]
        q = self._q[place] if place < len(self._q) else 1.0
        return AbsentWord(word, self._there.tokens[word], tasks, *self._chance(tasks), q)


def absent_words(there: Vocabulary, absent: Vocabulary) -> AbsentWords:
    """Return the words that `there` says and `absent` never does, the least by chance first.

    The seeds' words that the machine never says are `lost in generation`; the machine's words that
    no seed has are `invented`. Most words of a large side are absent from a small one by chance
    alone. q is by Benjamini and Hochberg over the words, of both sides, that are in enough tasks
    for an absence to tell anything: a choice that does not look at the side they are in, as it must
    not (Bourgon, Gentleman and Huber 2010, "Independent filtering increases detection power for
    high-throughput experiments", PNAS 107). Words that both have enter with p = 1.
    """
    n, n_absent = there.total_tasks, absent.total_tasks

    @cache
    def chance(tasks: int) -> statistics.Absence:
        return statistics.expected_and_chance_of_none(tasks, n, n_absent)

    def tells(tasks: int) -> bool:
        return chance(tasks).chance_of_none < FALSE_DISCOVERIES

    # Most tasks first, then most tokens, then by the alphabet. To sort words, then by a number,
    # keeps other threads waiting a fifth of the time that to sort tuples does.
    lacking = sorted(word for word in there.tokens if word not in absent.tokens)
    tokens = there.total_tokens + 1
    lacking.sort(key=lambda word: there.tasks[word] * tokens + there.tokens[word], reverse=True)
    enough = 1 + bisect_left(range(1, n + 1), True, key=tells)
    tested = sum(
        there.tasks.get(word, 0) + absent.tasks.get(word, 0) >= enough
        for word in there.tasks.keys() | absent.tasks.keys()
    )
    p_values = [
        chance(there.tasks[word]).chance_of_none for word in lacking if there.tasks[word] >= enough
    ]
    q_values = statistics.benjamini_hochberg(p_values + [1.0] * (tested - len(p_values)))
    return AbsentWords(tuple(lacking), there, chance, q_values[: len(p_values)])


def _counts(a: Vocabulary, b: Vocabulary) -> Iterator[tuple[str, int, int]]:
    """Yield each word of either side with its tokens in both."""
    for word, count in a.tokens.items():
        yield word, count, b.tokens.get(word, 0)
    for word, count in b.tokens.items():
        if word not in a.tokens:
            yield word, 0, count
