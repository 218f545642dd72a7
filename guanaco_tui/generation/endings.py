"""Why a run ends, in the words that are saved, and how that is said."""

TARGET = "target"
BUDGET = "budget"
NOTHING_NEW = "nothing_new"
USED_UP = "used_up"
USER = "user"
REFUSED = "refused"
NO_ANSWER = "no_answer"

# There is nothing more to come, and what another start does not mend by itself.
DONE = (TARGET, USED_UP)
TROUBLE = (REFUSED, NO_ANSWER)

# What is said of a run of the past: what exactly went wrong is in its log.
SENTENCES = {
    TARGET: "It has as many tasks as were asked for.",
    BUDGET: "It stopped at its budget.",
    NOTHING_NEW: "It stopped: the replies brought nothing new.",
    USED_UP: "Every recorded reply has been replayed.",
    USER: "Stopped. Run again to go on.",
    REFUSED: "It stopped: the server refused. Run again to go on.",
    NO_ANSWER: "It stopped: the server did not answer. Run again to go on.",
}
