"""Notes of one kind are told once, with a count."""

import keras
import pytest
from keras import layers

from kerasdigits.tfjs import export
from kerasdigits.tfjs.notes import tell_once


@pytest.mark.parametrize(
    ("notes", "told"),
    [
        ([], []),
        (["checked in Chromium", "checked in Chromium"], ["checked in Chromium"]),
        (['layer "a" is x', 'layer "b" is y'], ['layer "a" is x', 'layer "b" is y']),
        (
            ['layer "a" is x', "other", 'layer "b" is x'],
            ['layer "a" is x (2 layers of this kind: also "b")', "other"],
        ),
        (
            [f'weight "{name}" is x' for name in "abcde"],
            ['weight "a" is x (5 weights of this kind: also "b", "c" and 2 more)'],
        ),
        (['layer "a" is x', 'layer "a" is x'], ['layer "a" is x']),
        # What they are called tells them apart.
        (['layer "a" is called "b"', 'layer "c" is called "d"'],) * 2,
    ],
)
def test_notes_that_differ_in_a_name_are_joined(notes, told):
    assert tell_once(notes) == told


def test_layers_of_one_kind_are_one_note_of_an_export(tmp_path):
    x = keras.Input((4, 8))
    y = x
    for _ in range(4):
        y = layers.MultiHeadAttention(2, 4)(y, y)
    report = export(keras.Model(x, y), tmp_path / "m", check="require", format="layers")
    (note,) = [note for note in report.notes if "is written as" in note]
    assert "(MultiHeadAttention) is written as Dense" in note
    assert "(4 layers of this kind: also" in note and note.endswith("and 1 more)")
