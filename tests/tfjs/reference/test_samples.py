"""The samples that Keras and TensorFlow.js are compared on are such as the model can be asked."""

import keras
import numpy as np
from keras import layers

from kerasdigits.tfjs.proof import fresh_inputs
from kerasdigits.tfjs.reference.parity import sample_inputs


def test_no_row_of_a_mask_hides_all_places():
    shown, flag = keras.Input((3, 2), dtype="bool"), keras.Input((1,), dtype="bool")
    sampled = sample_inputs(keras.Model([shown, flag], [shown, flag]))
    takes = [{"shape": [None, 3, 2], "dtype": "bool"}, {"shape": [None, 1], "dtype": "bool"}]
    for masks, flags in (
        sampled,
        fresh_inputs.sample_inputs(takes, sampled, None, 99, seed=1),
        fresh_inputs.sample_inputs(takes, None, None, 99, seed=1),
    ):
        assert masks.any(-1).all() and not masks.all()
        assert flags.any() and not flags.all()


def test_a_lookup_that_fails_on_other_numbers_is_asked_for_those_that_it_knows():
    entry = keras.Input((1,), dtype="int32")
    known = layers.IntegerLookup(vocabulary=[3, 700, 11], num_oov_indices=0)
    (sampled,) = sample_inputs(keras.Model(entry, known(entry)))
    (fresh,) = fresh_inputs.sample_inputs([], [sampled], None, 50, seed=1)
    assert set(sampled.ravel()) == set(fresh.ravel()) == {3, 11, 700}
    (others,) = fresh_inputs.sample_inputs([], [np.arange(12)], None, 50, seed=1)
    assert set(others.ravel()) <= set(range(12)) and len(set(others.ravel())) > 9
