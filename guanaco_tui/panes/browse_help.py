"""What F1 says in the pane Browse, in Markdown: of the list and the task, and of a lineage."""

HELP = """\
# Browse

Read what a collection holds: your seeds, what a run wrote, a file you imported.

`/` types what to look for: words (`queer`), beginnings (`queer*`), phrases (`"hate speech"`),
themes (`#gender`). A task must have all of it. `escape` takes it back, one step at a time; the
last step leads to the concordance, where the task was opened from one.

`t` goes to the themes: left and right, `enter` switches one on or off; `★ starred` is one of them.
The number beside a theme says how many of the tasks shown speak of it.

`enter` reads the task alone, large: left and right go on, `escape` goes back. `l` puts it beside
the seeds that its prompt showed, with its ten nearest below; on a seed, it lists the tasks of all
prompts that showed it. An export takes its format from the ending: `.csv`, `.jsonl`, `.json`.

What a run adds grows the list and never moves what you read: `home` goes to the newest.
"""

LINEAGE_HELP = """\
# Lineage

Where a task came from: at the left what the machine wrote, beside it the seeds that its prompt
showed, as they were shown; on a narrow screen these stand below each other. What did it keep, what
did it leave out, and what came in?

`]` goes on to the next seed, `[` back; `↑` `↓` go line by line. `enter` goes down to the list of
these seeds and of the ten tasks and seeds that are nearest, each with its ROUGE-L score (1 is the
same words in the same order): `↑` `↓` choose one there, `enter` opens it.

`→` and `←` show the lineage of the next task and of the one before. `l` or `esc` goes back to the
list. On a seed, `l` lists what was written from prompts that showed it.
"""
