"""What F1 says in the pane Compare, in Markdown."""

HELP = """\
# Compare

What did the machine do with what you meant? Two collections stand against each other: at first
your seeds and the newest other. `c` chooses, `x` swaps the sides, `f` looks in another field. The
instruction comes first: outputs are of very different lengths, and whoever says more names more.
In `all`, each theme is looked for in the fields of its own.

## Themes

The unit is the task: it speaks of a theme or it does not, and counts once. Rates are **tasks per
1,000**, so that 175 and 52,002 can stand side by side. Dropped tasks are left out.

The bar is the **log ratio**: how many times as often, in doublings. One step from the middle is
twice as often, two steps four times; to the right is more in the right collection. The whiskers
are its **95% interval**: of a hundred such intervals, ninety-five or more hold the true ratio. Few
tasks make it wide. Where it crosses the middle, the point is hollow and the word is **unclear**:
these collections do not tell which has more. That is not the same as no difference.

What one side never says is **absent**, and has no ratio. Beside it stands how many tasks would have
been expected there at the other's rate, and the chance to see none: where that is high, the absence
says nothing. That chance is hypergeometric: the tasks of both collections are dealt out anew at
random, and none with the theme falls to this side. It does not follow from the expected count, as
by Poisson: that takes the other side's rate for certain. **LRC** is the end of the interval nearest
to the middle, the least the difference can well be, and 0 where it is unclear. **p** is that of G²,
or of Fisher's exact test where counts are small. Eleven themes are eleven tests: where nothing
differs at all, in up to four classes of ten one of them is clear all the same. The interval is a
second test, and the more cautious: a theme can be unclear though its p is under .05.

Where the log ratio stands as a figure, **+** is more in the left collection, **-** in the right.

Below the list is the theme under the cursor: its figures; **as judged**, where you judged hits
(`t`); how far its rate hangs on a single word; how often its tasks hedge or refuse; its words.
`enter` reads its tasks at the right. In every view `k` reads what is under the cursor in context,
and `t` changes the words of its theme.

## Words

`w`. **Keywords** are counted in tokens: their ratio, and `q`, the false discovery rate of a list
down to that word. **Lost** and **invented** are words that only one side has. Most words of a large
collection are missing from a small one by chance alone: those are muted, their `q` is high, and
over the list stands how many are **clear** all the same.
`/` takes two words, `woman man`: their company within five words, by logDice (14 is the most).

## Verbs, filter bias, seeds

`v` shows what the instructions ask for, with the share that could be read; `u` lists the rest,
`p` writes the picture as a page, `P` that of the side with the cursor. `b` says what share of each
theme's candidates each rule erased, and what the same rules would do to your seeds; a star marks
what differs from all others (q below 0.05). `s`, for a run: does a theme come back where the prompt
showed it (**echo**), or come of itself (**drift**), and which seeds are **fertile**? Tasks of one
request are not independent, so whole requests are drawn again for these intervals.

`R` writes all of it as a page into the lesson's folder. `escape` comes back to the themes.

## What this cannot show

A count is of words, not of meanings: what goes without saying is not counted, nor is tone, nor who
is spoken for. "Queer" in a slur and in a love letter is one hit each. An interval knows the chance
of the draw, not a wrong word list, and takes tasks for independent, which those of one request are
not: for a run it is too narrow. And a difference says nothing of its cause: the seeds, the prompt,
the model and the filters all had a hand in it. Read the tasks before you believe the figure.
"""
