"""What a file does not say of its model is told to whoever opens it, and nothing else is."""

import re
from pathlib import Path

import keras
import pytest
from keras import layers

import kerasdigits as kd
from kerasdigits.models.keras2.files import state_version
from kerasdigits.models.keras2.version import KerasVersion
from kerasdigits.models.load import load_model
from kerasdigits.models.untold import list_untold
from kerasdigits.publishing.destinations import Destination
from kerasdigits.publishing.publish import publish
from kerasdigits.training.trained import open_trained

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture(scope="module")
def model():
    series, picture = keras.Input((6, 4)), keras.Input((4, 4, 2))
    x = layers.Normalization(mean=1.0, variance=2.0, name="scaled")(series)
    x = layers.Attention(name="free")([x, x])
    x = layers.AdditiveAttention(name="causal")([x, x], use_causal_mask=True)
    y = layers.Conv2DTranspose(2, 3, strides=2, name="wider")(picture)
    y = layers.Conv2DTranspose(2, 3, name="same")(y)
    return keras.Model([series, picture], [x, y])


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("2.9.0", []),
        ("2.10.0", ['causal=True.*"free"', 'invert=True.*"scaled"']),
        ("2.12.0", ['causal=True.*"free"', 'invert=True.*"scaled"']),
        ("2.15.0", ['causal=True.*"free"']),
        ("3.0.5", ['output_padding.*"wider"']),
        ("3.14.1", ['output_padding.*"wider"']),
        ("3.15.0", []),
        ("3", ["does not state which Keras 3 wrote it"]),
    ],
)
def test_each_version_left_out_what_it_left_out(version, said, model):
    told = list_untold(model, KerasVersion(version))
    assert len(told) == len(said)
    for sentence, pattern in zip(told, said, strict=True):
        assert re.search(pattern, sentence)
        assert '"causal"' not in sentence and '"same"' not in sentence


def test_an_export_notes_it_and_a_notebook_is_warned(tmp_path):
    row = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
    (tmp_path / "model.json").write_text(row.to_json())
    row.save_weights(tmp_path / "model.weights.h5")
    trained = open_trained(tmp_path / "model.json")
    published = publish(trained, Destination(tmp_path / "out", None), check="off")
    assert "does not state which Keras 3" in published.notes[0]
    with pytest.warns(UserWarning, match=r"model\.json: the file does not state which Keras 3"):
        kd.load_model(tmp_path / "model.json")
    assert state_version(tmp_path) == KerasVersion("3")
    assert state_version(GOLDEN) is None
    row.save(tmp_path / "whole.keras")
    assert load_model(tmp_path / "whole.keras").count_params() == 8
    assert not list_untold(row, open_trained(tmp_path / "whole.keras").version)
