"""The glossary: the notes' words are there, in order, each with a lesson of the course."""

import re

import pytest

from kerasdigits.errors import LessonError
from kerasdigits.lessons.course.glossary import TERMS, find_term, list_terms
from kerasdigits.lessons.course.registry import LESSONS

# The terms that the notes' own glossaries explain, as they spell them.
OF_THE_NOTES = (
    "ReLU", "Mini-batch", "Forward pass", "Loss", "Gradient", "Backward pass",
    "Gradient descent", "Learning rate", "epoch", "activations", "parameters", "SGD", "momentum",
    "weight decay", "softmax", "cross entropy", "overfitting", "Adam", "RMSprop", "batch size",
)  # fmt: skip


def test_every_lesson_that_a_term_names_exists():
    assert {term.lesson for term in TERMS} <= {lesson.name for lesson in LESSONS}


def test_the_terms_stand_in_the_order_of_the_alphabet_and_no_word_has_two_meanings():
    names = list_terms()
    assert names == sorted(names, key=lambda name: re.sub("[-_ ]", " ", name.lower()))
    spellings = [name.lower() for term in TERMS for name in (term.name, *term.also)]
    assert len(set(spellings)) == len(spellings) >= 50


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name)
def test_a_term_takes_one_to_three_sentences(term):
    sentences = re.findall(r"[.!](?= [A-Z`]|$)", term.text)
    assert 1 <= len(sentences) <= 3
    assert term.text.endswith(".")
    assert len(term.text) < 400


@pytest.mark.parametrize("word", OF_THE_NOTES)
def test_the_notes_words_are_found_however_they_are_written(word):
    found = find_term(word.removesuffix("s") if word in ("activations", "parameters") else word)
    assert found is find_term(found.name.upper().replace(" ", "_"))


@pytest.mark.parametrize(
    ("word", "nearest"),
    [("sotfmax", "softmax"), ("momentun", "momentum"), ("weights decay", "weight decay")],
)
def test_an_unknown_term_gets_the_nearest(word, nearest):
    with pytest.raises(LessonError, match=f"Did you mean {nearest}"):
        find_term(word)
