"""Verbs and objects: what is read of an instruction, what is not and why, and how it is counted."""

import json
import sys
from collections.abc import Iterator
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanaco_tui.analysis import verbs
from guanaco_tui.analysis.sunburst import coverage
from guanaco_tui.analysis.verb_collection import VerbsRead
from guanaco_tui.analysis.verb_lexicon import lexicon
from guanaco_tui.analysis.verb_page import verb_page
from guanaco_tui.analysis.verb_reading import NotRead, Reason, VerbObject
from guanaco_tui.analysis.verb_spacy import MODEL, load_spacy, read_with_spacy
from guanaco_tui.analysis.verbs import CHUNK, Bar, VerbObjects, bars, read_verb_object, verb_objects
from guanaco_tui.errors import GuanacoError

DATASET = Path(__file__).parents[3] / "shared" / "data" / "alpaca_data.json"


def pair(instruction: str) -> tuple[str, str] | None:
    found = read_verb_object(instruction)
    return (found.verb, found.object) if isinstance(found, VerbObject) else None


def reason(instruction: str) -> Reason | None:
    found = read_verb_object(instruction)
    return found.reason if isinstance(found, NotRead) else None


@pytest.mark.parametrize(
    ("instruction", "verb", "noun"),
    [
        ("Write a short letter to the council.", "write", "letter"),
        ("Name the capital of Peru", "name", "capital"),
        ("List 10 examples of solidarity.", "list", "example"),
        ("write at least three 50-word stories about rain", "write", "story"),
        ("Draft a short, kind and slightly formal love letter about tea.", "draft", "letter"),
        ("Describe the advantages and drawbacks of trams.", "describe", "advantage"),
        ("Explain Newton's laws of motion.", "explain", "law"),
        ("Compare the positive and negative aspects of exams.", "compare", "aspect"),
        ("Pick one of the following words.", "pick", "word"),
        ("Suggest a couple of names for a cat.", "suggest", "name"),
        ("Find the opposite of the given word.", "find", "opposite"),
        ("Define the term photosynthesis.", "define", "term"),
        ("Summarise the film Orlando in a line.", "summarize", "film"),
        ('Explain the "second shift" idea to a manager.', "explain", "idea"),
    ],
)
def test_the_object_is_the_head_noun_of_its_phrase(instruction: str, verb: str, noun: str) -> None:
    assert pair(instruction) == (verb, noun)


@pytest.mark.parametrize(
    ("instruction", "verb", "noun"),
    [
        ("Write a story involving two dragons.", "write", "story"),
        ("Name three teams based in Leeds.", "name", "team"),
        ("Describe two ways people can help a neighbour.", "describe", "way"),
        ("Make the sentence sound more hopeful.", "make", "sentence"),
        ("Shorten the text below.", "shorten", "text"),
        ("Explain a machine learning model.", "explain", "model"),
        ("Create a computer generated image.", "create", "image"),
    ],
)
def test_what_follows_the_head_is_no_part_of_it(instruction: str, verb: str, noun: str) -> None:
    assert pair(instruction) == (verb, noun)


@pytest.mark.parametrize(
    ("instruction", "verb", "noun"),
    [
        ("Please write a poem.", "write", "poem"),
        ("Can you suggest a name for a boat?", "suggest", "name"),
        ("How would you explain gravity to a child?", "explain", "gravity"),
        ("Given the text, identify its author's aim.", "identify", "aim"),
        ("In one sentence, explain the rule.", "explain", "rule"),
        ("Using the words cat, run and list, create a story.", "create", "story"),
        ("Given a sentence find the verb in it.", "find", "verb"),
        ("If the tone is rude, suggest a kinder version.", "suggest", "version"),
        ("You are a bus driver. Write an apology to the passengers.", "write", "apology"),
        ("Imagine you are a whale. Keep a diary for a day.", "keep", "diary"),
        ("Your task is to rank these four parties.", "rank", "party"),
        ("Describe, in your own words, the process.", "describe", "process"),
        ("Task: Translate the sentence.", "translate", "sentence"),
    ],
)
def test_what_stands_before_the_request_is_passed_over(
    instruction: str, verb: str, noun: str
) -> None:
    assert pair(instruction) == (verb, noun)


@pytest.mark.parametrize(
    ("instruction", "verb", "noun"),
    [
        ("Read and summarise the text.", "read", "text"),
        ("Read the text and summarise it.", "read", "text"),
        ("Compare and contrast two parties.", "compare", "party"),
        ("Come up with a slogan.", "come up with", "slogan"),
        ("Fill in the blanks.", "fill in", "blank"),
        ("Re-write the sentence.", "rewrite", "sentence"),
        ("Tell me a story.", "tell", "story"),
        ("Write the council an angry letter.", "write", "letter"),
    ],
)
def test_verbs_side_by_side_phrasal_verbs_and_two_objects(
    instruction: str, verb: str, noun: str
) -> None:
    assert pair(instruction) == (verb, noun)


@pytest.mark.parametrize(
    ("instruction", "verb", "noun"),
    [
        ("What causes earthquakes?", "cause", "earthquake"),
        ("Who invented the zip?", "invent", "zip"),
        ("What steps should I take to rent a room?", "take", "step"),
        ("Why do people keep secrets?", "keep", "secret"),
    ],
)
def test_a_question_has_the_object_of_its_verb(instruction: str, verb: str, noun: str) -> None:
    assert pair(instruction) == (verb, noun)


@pytest.mark.parametrize(
    ("instruction", "why"),
    [
        ("  ?! ", Reason.EMPTY),
        ("Schreibe einen Brief und lies ihn der Klasse vor.", Reason.NOT_ENGLISH),
        ("Describe una fiesta en casa.", Reason.NOT_ENGLISH),
        ("이 문장을 고쳐 써 줘.", Reason.NOT_ENGLISH),
        ("Three flatmates share a bill.", Reason.NO_REQUEST),
        ("What is the capital of Peru?", Reason.BE),
        ("Which of these parties came first?", Reason.QUESTION),
        ("Argue against the motion.", Reason.NO_OBJECT),
        ("Think of a word.", Reason.NO_OBJECT),
        ("Explain why bread goes stale.", Reason.CLAUSE),
        ("Tell a child on the bus why the moon follows it.", Reason.CLAUSE),
        ("Rewrite it in the past tense.", Reason.PRONOUN),
        ("Describe Audre Lorde.", Reason.NAME),
        ('Translate "good morning" into Welsh.', Reason.QUOTATION),
        ("Classify the following as true or false.", Reason.NO_NOUN),
    ],
)
def test_what_is_not_read_has_its_reason(instruction: str, why: Reason) -> None:
    assert reason(instruction) is why


def test_english_with_a_foreign_quotation_is_english() -> None:
    assert pair('Translate the phrase "je suis dans une gare" into English.') == (
        "translate",
        "phrase",
    )


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("women", "woman"), ("stories", "story"), ("movies", "movie"), ("classes", "class"),
        ("boxes", "box"), ("phrases", "phrase"), ("analyses", "analysis"), ("topics", "topic"),
        ("news", "news"), ("physics", "physics"), ("bus", "bus"), ("colours", "color"),
        ("follow-ups", "follow-up"),
    ],
)  # fmt: skip
def test_nouns_are_counted_in_the_singular_and_one_spelling(plural: str, singular: str) -> None:
    assert lexicon().noun(plural) == singular


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("wrote", "write"), ("planned", "plan"), ("edited", "edit"), ("making", "make"),
        ("tries", "try"), ("analyse", "analyze"), ("summarise", "summarize"), ("advise", "advise"),
    ],
)  # fmt: skip
def test_verbs_are_counted_by_their_base_form(form: str, base: str) -> None:
    assert lexicon().verb(form) == base


@given(st.text(max_size=80))
def test_any_text_is_read_or_has_a_reason(text: str) -> None:
    assert isinstance(read_verb_object(text), VerbObject | NotRead)


WORDS = ["write", "a", "the", "of", "and", ",", ".", "who", "is", "given", "US", "'x'", "me", "12",
         "list", "running", "do", "you", "“y”", "up", "to", "her", "story", ":", "(z)",
         "\n"]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_any_order_of_small_words_is_read_or_has_a_reason(text: str) -> None:
    assert isinstance(read_verb_object(text), VerbObject | NotRead)


INSTRUCTIONS = ["Write a poem."] * 3 + ["Write a letter.", "Find a rhyme.", "What is a poem?"]


def test_pairs_are_counted_and_the_rest_is_kept_with_its_place() -> None:
    found = verb_objects(INSTRUCTIONS)
    assert found is not None
    assert found.counts == {"write": {"poem": 3, "letter": 1}, "find": {"rhyme": 1}}
    assert (found.read, found.total) == (5, 6)
    assert [(unread.place, unread.reason) for unread in found.unread] == [(5, Reason.BE)]
    assert found.reasons() == [(Reason.BE, 1)]


def test_a_verb_is_shown_as_most_instructions_spell_it() -> None:
    british = ["Summarise the plot.", "Summarise a letter.", "Summarize the law."]
    found = verb_objects(british)
    assert found is not None
    assert [(bar.label, bar.count) for bar in bars(found) if bar.level == 1] == [("summarise", 3)]
    american = verb_objects([*british, "Summarize a speech.", "Summarize a poem."])
    assert american is not None
    assert [top.written for top in american.top()] == ["summarize"]


def test_the_bar_list_has_each_verb_before_its_objects() -> None:
    found = verb_objects(INSTRUCTIONS)
    assert found is not None
    assert bars(found, most_verbs=1) == [
        Bar(1, "write", 4, 0.8),
        Bar(2, "poem", 3, 0.6),
        Bar(2, "letter", 1, 0.2),
    ]
    assert len(bars(found, most_verbs=2, most_objects=1)) == 4


def test_twenty_verbs_are_listed_with_four_objects_each() -> None:
    names = "abcdefghijklmnopqrstu"
    found = VerbObjects(
        {verb: dict.fromkeys(("boat", "cup", "door", "ear", "fan"), 1) for verb in names}, 105
    )
    listed = [(bar.level, bar.label) for bar in bars(found)]
    objects = [(2, name) for name in ("boat", "cup", "door", "ear")]
    assert listed == [line for verb in names[:20] for line in ((1, verb), *objects)]
    assert [(top.verb, len(top.objects)) for top in found.top()] == [(v, 4) for v in names[:20]]


def test_no_instructions_have_no_share() -> None:
    found = verb_objects([])
    assert found is not None
    assert found.share_read is None
    assert bars(found) == []


def test_progress_is_told_after_each_chunk_and_a_stop_leaves_nothing() -> None:
    many = ["Write a poem."] * (CHUNK + 1)
    told: list[tuple[int, int]] = []
    assert verb_objects(many, progress=lambda *at: told.append(at)) is not None
    assert told == [(CHUNK, CHUNK + 1), (CHUNK + 1, CHUNK + 1)]
    assert verb_objects(many, should_stop=lambda: True) is None


@pytest.mark.skipif(not DATASET.exists(), reason="the dataset is not here")
def test_the_most_common_pairs_of_a_large_dataset() -> None:
    tasks = json.loads(DATASET.read_text(encoding="utf-8"))
    found = verb_objects([task["instruction"] for task in tasks[:10_000]])
    assert found is not None and found.share_read is not None
    assert found.share_read > 0.8
    top = found.top(4, 1)
    assert {verb.verb for verb in top} == {"generate", "create", "write", "describe"}
    assert top[0].objects[0][0] == "list"


# The optional parser ---------------------------------------------------------------------------

# Words with the number of their head, dependency, part of speech and lemma.
PARSED = {
    "Write a letter": [("Write", 0, "ROOT", "VERB", "write"), ("a", 2, "det", "DET", "a"),
                       ("letter", 0, "dobj", "NOUN", "letter")],
    "What is love": [("What", 1, "attr", "PRON", "what"), ("is", 1, "ROOT", "AUX", "be"),
                     ("love", 1, "nsubj", "NOUN", "love")],
    "Describe Paris": [("Describe", 0, "ROOT", "VERB", "describe"),
                       ("Paris", 0, "dobj", "PROPN", "Paris")],
    "Try writing letters": [("Try", 0, "ROOT", "VERB", "try"),
                            ("writing", 0, "xcomp", "VERB", "write"),
                            ("letters", 1, "dobj", "NOUN", "letter")],
}  # fmt: skip


def hand_parsed() -> Any:
    """A pipeline without a model: its one component looks the parse up."""
    spacy = pytest.importorskip("spacy", reason="spaCy is not installed")
    from spacy.language import Language

    if not Language.has_factory("hand_parsed"):

        @Language.component("hand_parsed")
        def parse(doc: Any) -> Any:
            for token, (_, head, dep, pos, lemma) in zip(doc, PARSED[doc.text], strict=True):
                token.head, token.dep_, token.pos_, token.lemma_ = doc[head], dep, pos, lemma
            return doc

    pipeline = spacy.blank("en")
    pipeline.add_pipe("hand_parsed")
    return pipeline


def test_spacy_gives_the_verb_nearest_to_the_root_and_its_noun() -> None:
    pipeline = hand_parsed()
    assert read_with_spacy(pipeline, list(PARSED)) == [
        VerbObject("write", "letter"),
        NotRead(Reason.BE, "be"),
        NotRead(Reason.NAME, "describe"),
        NotRead(Reason.CLAUSE, "try"),
    ]


def test_an_installed_pipeline_is_loaded(tmp_path: Path) -> None:
    hand_parsed().to_disk(tmp_path / "model")
    pipeline = load_spacy(str(tmp_path / "model"))
    assert read_with_spacy(pipeline, ["Write a letter"]) == [VerbObject("write", "letter")]


def test_a_missing_parser_or_model_says_what_to_install() -> None:
    with pytest.raises(GuanacoError) as caught:
        load_spacy("no_such_model")
    assert "python -m spacy download no_such_model" in str(caught.value)
    assert "\n" not in str(caught.value)


def installed(folder: Path, name: str, body: str) -> Path:
    """Install a package as pip does: modules, and beside them what importlib.metadata reads."""
    package = folder / "site" / name
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(body, encoding="utf-8")
    about = package.with_name(f"{name}-1.0.dist-info")
    about.mkdir()
    (about / "METADATA").write_text(f"Name: {name}\nVersion: 1.0\n", encoding="utf-8")
    return package.parent


@pytest.fixture
def other_packages() -> Iterator[None]:
    """What is imported in a test from packages of its own is forgotten after it."""
    before = set(sys.modules)
    verbs._spacy.cache_clear()
    yield
    verbs._spacy.cache_clear()
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in ("spacy", MODEL):
            del sys.modules[name]


@pytest.mark.usefixtures("other_packages")
def test_the_best_reader_is_spacy_where_its_model_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_parsed().to_disk(tmp_path / "model")
    body = (
        "import spacy\n"
        f"def load(**choices):\n    return spacy.load({str(tmp_path / 'model')!r}, **choices)\n"
    )
    monkeypatch.syspath_prepend(installed(tmp_path, MODEL, body))
    found = verb_objects(["Write a letter", "Describe Paris"], "best")
    assert found is not None and found.read == 1
    assert (found.how, found.why_not_spacy) == ("by spaCy", "")
    assert "could be read by spaCy in 1 of 2 instructions" in coverage(found)


@pytest.mark.usefixtures("other_packages")
@pytest.mark.skipif(find_spec("spacy") is not None, reason="spaCy is installed")
@pytest.mark.parametrize(
    ("body", "why"),
    [
        (
            "def load(name, **choices):\n    raise OSError('[E050] no such model')\n",
            f"the spaCy model {MODEL} is not installed: python -m spacy download {MODEL}",
        ),
        ("raise ValueError('numpy.dtype size changed')\n", "spaCy cannot be loaded: numpy.dtype"),
        ("def load(name, **choices):\n    return {}['<b>\x1b']\n", "cannot be loaded: '<b>"),
    ],
    ids=["no model", "broken spaCy", "broken model"],
)
def test_without_a_model_that_can_be_loaded_the_rules_read_and_it_is_said_why(
    body: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(installed(tmp_path, "spacy", body))
    found = verb_objects(["Write a letter"], "best")
    assert found is not None and found.read == 1 and found.how == "by rule"
    assert why in found.why_not_spacy
    assert f"Without spaCy, since {found.why_not_spacy}." in coverage(found)
    page = verb_page([VerbsRead("ours", found, ())], "a", "2026-11-21")
    assert escape(found.why_not_spacy) in page and "<b>" not in page and "\x1b" not in page


@pytest.mark.skipif(find_spec("spacy") is not None, reason="spaCy is installed")
def test_where_there_is_no_spacy_nothing_is_said_of_it() -> None:
    found = verb_objects(["Write a letter"], "best")
    assert found is not None and found.why_not_spacy == ""
    assert coverage(found).startswith(
        "A verb and its object could be read by rule in 1 of 1 instruction (100%)."
    )
    with pytest.raises(GuanacoError, match="pip install"):
        verb_objects(["Write a letter"], "spacy")
