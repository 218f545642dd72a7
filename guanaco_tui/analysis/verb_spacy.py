"""Reads an instruction's verb and object with spaCy's dependency parser, as Self-Instruct did.

The optional second reader: `guanaco[parse]` and an English model must be installed. It takes the
verb nearest to the root of the first sentence and that verb's first direct object that is a common
noun (Wang et al. 2023, "Self-Instruct: Aligning Language Models with Self-Generated Instructions",
section 3.2, where another parser stood behind the same rule).
"""

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from guanaco_tui.analysis.verb_reading import NotRead, Reason, VerbObject
from guanaco_tui.analysis.verb_text import Text
from guanaco_tui.errors import GuanacoError
from guanaco_tui.text import clean

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = "en_core_web_sm"
# Labels of a direct object: in spaCy's own English models, and in Universal Dependencies.
_OBJECT = ("dobj", "obj")


def load_spacy(model: str = MODEL) -> "Language":
    """Load an installed spaCy pipeline by its name or folder; it takes about a second.

    Raises GuanacoError, saying what to install, where spaCy or the model is missing or broken.
    """
    try:
        import spacy  # noqa: PLC0415 (an extra, and heavy)
    except ModuleNotFoundError:
        raise GuanacoError(
            'spaCy is not installed: pip install "guanaco-tui[parse]", '
            f"then python -m spacy download {model}"
        ) from None
    except Exception as problem:  # spaCy made for another numpy raises what it likes
        raise GuanacoError(f"spaCy cannot be loaded: {_first_line(problem)}") from problem
    try:
        return spacy.load(model, exclude=["ner"])
    except Exception as problem:  # so does a model made for another spaCy
        if isinstance(problem, OSError) and "E050" in str(problem):
            raise GuanacoError(
                f"the spaCy model {model} is not installed: python -m spacy download {model}"
            ) from None
        line = _first_line(problem)
        raise GuanacoError(f"the spaCy model {model} cannot be loaded: {line}") from problem


def read_with_spacy(
    pipeline: "Language", instructions: Sequence[str]
) -> list[VerbObject | NotRead]:
    """Read instructions with a loaded pipeline that parses, in order."""
    return [
        _read(instruction, doc)
        for instruction, doc in zip(instructions, pipeline.pipe(instructions), strict=True)
    ]


def _first_line(problem: Exception) -> str:
    return (clean(str(problem)).splitlines() or [type(problem).__name__])[0]


def _read(instruction: str, doc: Any) -> VerbObject | NotRead:
    text = Text(instruction)
    if text.is_empty():
        return NotRead(Reason.EMPTY)
    if text.is_foreign():
        return NotRead(Reason.NOT_ENGLISH)
    root = next(iter(doc.sents)).root
    verb = _nearest_verb(root)
    if verb is None:
        return NotRead(Reason.BE, "be") if root.lemma_ == "be" else NotRead(Reason.NO_REQUEST)
    objects = [child for child in verb.children if child.dep_ in _OBJECT]
    name = verb.lemma_.lower()
    for child in objects:
        if child.pos_ == "NOUN":
            return VerbObject(name, child.lemma_.lower())
    if any(child.pos_ == "PROPN" for child in objects):
        return NotRead(Reason.NAME, name)
    if any(child.pos_ == "PRON" for child in objects):
        return NotRead(Reason.PRONOUN, name)
    if any(child.dep_ in ("ccomp", "xcomp") for child in verb.children):
        return NotRead(Reason.CLAUSE, name)
    return NotRead(Reason.NO_OBJECT, name)


def _nearest_verb(root: Any) -> Any | None:
    """The verb with the fewest steps from the root, the first of those in the sentence."""
    level = deque([root])
    while level:
        token = level.popleft()
        if token.pos_ == "VERB":
            return token
        level.extend(token.children)
    return None
