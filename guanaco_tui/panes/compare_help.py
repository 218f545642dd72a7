"""What F1 says in the pane Compare, in Markdown: of the view in front."""

_EVERYWHERE = """
## In every view

`c` chooses two collections, `x` swaps the sides, `f` looks in another field. `k` reads what is
under the cursor in context, `t` changes the words of its theme, `R` writes all of it as a page
into the lesson's folder. `escape` comes back to the themes.
"""

THEMES = f"""\
# Compare: themes

What did the machine do with what you meant? Two collections stand against each other: at first
your seeds and the newest other. The instruction comes first: outputs are of very different lengths,
and whoever says more names more. In `all`, each theme is looked for in the fields of its own.

The unit is the task: it speaks of a theme or it does not, and counts once. Rates are **tasks per
1,000**, so that 175 and 52,002 can stand side by side. Dropped tasks are left out.

The bar is the **log ratio**: how many times as often, in doublings. The line below the bars says
how many times that is; to the right is more in the right collection. The whiskers are its **95%
interval**: of a hundred such intervals, ninety-five or more hold the true ratio. Few tasks make it
wide. Where it crosses the middle, the point is hollow and the word is **unclear**: these
collections do not tell which has more. That is not the same as no difference.

What one side never says is **absent**, and has no ratio. Beside it stands how many tasks would have
been expected there at the other's rate, and the chance to see none: where that is high, the absence
says nothing. The chance is that of a deal: the tasks of both collections are dealt anew at random
(hypergeometric), and none with the theme falls to this side.

**LRC** is the end of the interval nearest to the middle: the least that the difference can well
be, and 0 where it is unclear. **p** is that of G², or of Fisher's exact test where counts are
small. The interval is the more careful of the two tests: a theme can be unclear though its p is
under .05. Each theme is a test of its own. Of ten, one may well be clear by chance alone: in up to
four classes of ten where nothing differs at all. Where the log ratio stands as a figure, **+** is
more in the left collection, **-** in the right.

Below the list is the theme under the cursor: its figures; **as judged**, where you judged hits
(`t`): what nobody has read counts as right there; how far its rate hangs on a single word; how
often its tasks hedge or refuse; its words. The last line names words that only one side has.
`enter` reads the theme's tasks at the right; `escape` there comes back.
{_EVERYWHERE}
## What this cannot show

A count is of words, not of meanings: what goes without saying is not counted, nor is tone, nor who
is spoken for. "Queer" in a slur and in a love letter is one hit each. An interval knows the chance
of the draw, not a wrong word list, and takes tasks for independent, which those of one request are
not: for a run it is too narrow. And a difference says nothing of its cause: the seeds, the prompt,
the model and the filters all had a hand in it. Read the tasks before you believe the figure.
"""

WORDS = f"""\
# Compare: words

The two lists above have **keywords**: words that one side says more often, counted in tokens.
*here* and *there* are how often, *ratio* is the log ratio (1 is twice as often), and **q** says
how many of the words with this q or a smaller one are there by chance: of those below .05, one in
twenty. It is taken from the tokens and from the tasks, whichever is more careful: a word that
fills one task is no keyword.

Below are the themes and words that only one side has: **lost**, where the seeds have them,
**invented**, where the machine does. *chance* is that of seeing none of it, had all tasks been
dealt to the two sides at random. Most words of a large collection are missing from a small one by
chance alone: those are muted. Over the list stands how many are **clear** all the same.

The line below tells of the word under the cursor, with how it is spread: **DP** is 0 where it is
spread as evenly over tasks as can be, and near 1 where few tasks have all of it, as is so for every
rare word.

`/` takes two words, such as `woman man`, and shows the company that each keeps: words within five
words of it, by **logDice** (14 is the most, one less is half as close). An empty line brings the
keywords back.
{_EVERYWHERE}"""

VERBS = f"""\
# Compare: verbs and objects

What do the instructions ask for? The verb of each instruction's first sentence, and below it the
things that are most often asked for: write a *poem*, find an *error*. Above stands how many could
be read. `u` lists those that could not, each with the reason: look at them before you trust the
list.

`p` writes the picture of both sides as a page, `P` that of the side with the cursor: two rings, the
verbs inside, their objects outside.
{_EVERYWHERE}"""

FILTERS = f"""\
# Compare: filters

The rules of a run throw tasks away. Do they throw away more of one theme than of another? Each row
is a theme, each column a rule, each figure the share of the theme's tasks that the rule erased,
among all that the model wrote. The row at the top of a table is that of all tasks. A **star** marks
what differs from all others by more than chance explains (q below 0.05: of the starred, one in
twenty is there by chance).

A task that breaks several rules counts for the first. What could not be read, was cut off, or came
when the run was full is left out: no filter chose it. Intervals and p take the tasks for
independent; those of one request are not, so the true doubt is larger. q allows for the number of
cells.

`enter` reads what was dropped of a theme, each task with the reason.

The lower table says what the same rules would do to your own seeds, if they were the machine's.
Where there is no room for every rule, `←` and `→` go through them; an arrow beside the heads says
on which side there are more.
{_EVERYWHERE}"""

SEEDS = f"""\
# Compare: what came of the seeds

Each prompt of a run shows three seeds. **Echo**: does a theme come back where the prompt showed
it? **Drift**: does it come where no seed in the prompt spoke of it? Beside both stands their
difference, with its interval. Below are the **fertile** seeds: a theme's rate among the tasks that
were shown this seed, minus the rate among the others. `enter` reads the run's tasks of a theme, or
opens a seed, from where `l` leads to all that was written while it was in view.

Tasks of one request are not independent: they were written in one breath. So whole requests are
drawn again for these intervals, and with fewer than some hundreds of requests most of this is
unclear: a run of a thousand tasks has about seventy. Tasks that came too near to a seed were
dropped before, which makes the echo look smaller.
{_EVERYWHERE}"""
