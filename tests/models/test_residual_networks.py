"""The residual networks have the parameters and shapes of their sources, whatever the picture."""

import numpy as np

from kerasdigits.models.registry import build


def count_trained(model):
    return sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)


def test_resnet18_has_the_layers_that_torchvision_counts_for_any_size_and_channels():
    model = build("resnet18", (37, 64, 2), 10, "classification")
    # torchvision's 11,689,512 less a channel of the 7x7 kernels and 990 of its 1,000 classes.
    assert count_trained(model) == 11_689_512 - 49 * 64 - 513 * 990
    assert model.count_params() - count_trained(model) == 9_600  # two averages for 4,800 channels
    assert model.get_layer("stage_4_block_2_relu_2").output.shape == (None, 2, 2, 512)
    assert model.output_shape == (None, 10)
    blocks = [layer.name for layer in model.layers if layer.name.endswith("_add")]
    shortcuts = [layer.name for layer in model.layers if layer.name.endswith("_shortcut")]
    assert (len(blocks), len(shortcuts)) == (8, 3)


def test_conv_and_res_ends_in_one_place_with_a_logit_for_each_class():
    model = build("conv-and-res", (28, 28, 1), 10, "classification")
    stages = [(1, 8), (8, 16), (16, 32), (32, 16)]
    by_hand = sum(9 * i * o + 2 * o + 2 * (9 * o * o + 2 * o) for i, o in stages)
    assert count_trained(model) == by_hand + 9 * 16 * 10 + 20
    assert model.get_layer("outputs_normalization").output.shape == (None, 1, 1, 10)
    assert model.output_shape == (None, 10)
