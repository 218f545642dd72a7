"""What F1 says in the pane Seeds, in Markdown."""

HELP = """\
# Seeds

The tasks that your class writes. A model is shown a few of them at a time, three at first, and is
asked to carry the list on. Everything is saved by itself, a moment after the last key.

Choose a seed with `↑` `↓`, go to its instruction with `enter`, to the next field with `tab`, and
back to the list with `esc`. The name of a new seed comes first: `enter` goes on to its instruction.
While you write, letters are text: `F7` finds the next problem, `F8` the next placeholder, `ctrl+z`
takes back the last change, in whichever seed it was.

A seed is called by the number in its id, here and everywhere: it keeps that, whatever is put before
it, and the number of a deleted one is not given again.

A seed is **ready** when it has an instruction and an output, no placeholder is left in it, it is
not over-long, and it does not repeat an earlier one. **Blank** ones are to be written. Blank
seeds, placeholders, and seeds without an output are never shown to a model.

`/` narrows the list by words, by number, or by how a seed is: `blank`, `repeats`, `no output`.
`esc` goes back to the list, and there it takes the filter away.

A seeds file, an Alpaca dataset and a table (CSV, TSV) can be imported. An export takes its format
from the ending of the name. Where another program changes `seeds.jsonl`, that is taken in; where
both of you changed a seed, both versions stay.
"""
