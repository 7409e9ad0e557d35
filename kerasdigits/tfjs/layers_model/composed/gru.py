"""Keras's GRU(reset_after=True) through the GRU of TensorFlow.js, which resets before.

Both have gates z, r and a state h' = z h + (1 - z) c. They differ in the candidate:

    Keras           c = tanh(W x + b + r * (U h + d))
    TensorFlow.js   c = activation(W x + b + U (r * h))

A GRU of TensorFlow.js with a linear candidate and three times the units takes two steps for one of
Keras's. Its state is (A, V, K), its input is x and two clocks that tell the steps apart:

    step 1   A stays (z = 1)     V = r * (U A + d), from 1 - z = r and V = 0     K = 2
    step 2   A = z A + (1 - z) * (r_K * K - 1)     V = 0     with r_K = sigmoid(2 (W x + b + V))

where r_K * 2 - 1 = tanh(W x + b + V), so A is Keras's state after each second step. The gates that
must be 0 or 1 get a clock's weight of 10,000, for which sigmoid is exactly that in float32.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, to_numpy
from kerasdigits.tfjs.layers_model.composed.masks import (
    as_mask,
    mask_steps,
    repeat_steps,
    zero_hidden,
)
from kerasdigits.tfjs.layers_model.rules.layer_case import COMPOSED, LayerCase

if TYPE_CHECKING:
    import keras

_FORCE = 1e4

_MERGE = {"sum": "Add", "ave": "Average", "mul": "Multiply"}


def compose_gru(case: LayerCase) -> Callable:
    """Compose a GRU that resets after the recurrent product.

    Args:
        case: The GRU.

    Returns:
        What composes it: it takes the Graph, the input, its mask or None, and the initial state.
    """
    _require_standard(case, case.config)

    def run(graph: Graph, x: Tensor, mask: Tensor | None, *state: Tensor) -> list[Tensor]:
        config, units = case.config, case.config["units"]
        steps = _double_steps(graph, x, backwards=config["go_backwards"])
        steps = _mask_double(graph, steps, mask)
        states = [_widen_state(graph, entry, units) for entry in state]
        inner = graph.add(
            "GRU",
            steps,
            *states,
            shape=(steps.shape[0], 3 * units) if config["return_sequences"] else (3 * units,),
            weights=_widen(case.layer, config),
            **_options(config, "return_sequences", "return_state", "go_backwards"),
        )
        outputs = [_pick(graph, inner, units, 3 if config["return_sequences"] else 0)]
        if config["return_state"]:
            final = Tensor(inner.layer, (3 * units,), 1)
            outputs.append(_pick(graph, final, units, 0))
        return outputs

    return run


def _mask_double(graph: Graph, steps: Tensor, mask: Tensor | None) -> Tensor:
    """Add the double steps with their mask, where the masks of the model are composed."""
    if graph.case.masking != COMPOSED:
        return steps
    return mask_steps(graph, steps, None if mask is None else repeat_steps(graph, mask, 2))


def compose_bidirectional_gru(case: LayerCase) -> Callable:
    """Compose a Bidirectional GRU that resets after the recurrent product.

    Args:
        case: The Bidirectional layer.

    Returns:
        What composes it.
    """
    config, units = case.config["layer"]["config"], case.config["layer"]["config"]["units"]
    _require_standard(case, config)

    def compose(graph: Graph, x: Tensor, *others: Tensor) -> list[Tensor]:
        steps = _double_steps(graph, x, backwards=False)
        mask = as_mask(graph, others[-1]) if case.masks else None
        steps = _mask_double(graph, steps, mask)
        given = others[: len(others) - len(case.masks)]
        states = [_widen_state(graph, state, units) for state in given]
        options = _options(config, "return_sequences", "return_state")
        inner = {"class_name": "GRU", "config": {"name": "gru", "trainable": False, **options}}
        wide = (6 * units,)
        y = graph.add(
            "Bidirectional",
            steps,
            *states,
            shape=(steps.shape[0], *wide) if config["return_sequences"] else wide,
            weights=_widen_both(case, config),
            merge_mode="concat",
            layer=inner,
            trainable=False,
        )
        # Keras has both directions yield zeros for masked steps (layers/rnn/bidirectional.py).
        # In a pair of steps the forward state is whole after the later, the backward one after the
        # earlier of them.
        forward = _pick(graph, y, units, 6 if config["return_sequences"] else 0)
        backward = _pick(graph, y, units, 3)
        if mask is not None and config["return_sequences"]:
            forward, backward = (zero_hidden(graph, z, mask) for z in (forward, backward))
        finals = []
        if config["return_state"]:
            ends = [Tensor(y.layer, (3 * units,), place) for place in (1, 2)]
            finals = [_pick(graph, end, units, 0) for end in ends]
        return [*_merge_directions(graph, case.config["merge_mode"], forward, backward), *finals]

    return compose


def _widen_both(case: LayerCase, config: dict) -> dict[str, np.ndarray]:
    """Give the weights of both directions of a Bidirectional of the wider GRU."""
    weights: dict[str, np.ndarray] = {}
    layers = (case.layer.forward_layer, case.layer.backward_layer)
    for direction, layer in zip(("forward", "backward"), layers, strict=True):
        # Read from the end, step 2 comes before step 1: the clocks change places.
        widened = _widen(layer, config, swap_clocks=direction == "backward")
        weights |= {f"{direction}_gru/{name}": value for name, value in widened.items()}
    return weights


def _merge_directions(
    graph: Graph, mode: str | None, forward: Tensor, backward: Tensor
) -> list[Tensor]:
    """Add what a Bidirectional yields of its two directions; both where they are not merged."""
    if mode is None:
        return [forward, backward]
    if mode != "concat":
        return [graph.add(_MERGE[mode], forward, backward)]
    *sizes, units = forward.shape
    shape = (*sizes, 2 * units)
    return [graph.add("Concatenate", forward, backward, shape=shape, axis=len(shape))]


def _require_standard(case: LayerCase, config: dict) -> None:
    activations = (config["activation"], config["recurrent_activation"])
    if config["stateful"] or activations != ("tanh", "sigmoid"):
        case.refuse(
            "resets after the recurrent product (Keras's default), which can be composed only for "
            "tanh and sigmoid, and not with stateful=True",
            received=f"activations {activations}, stateful={config['stateful']}",
            remedy="Train with reset_after=False, or use LSTM",
        )
    case.notes.append(
        f'layer "{case.name}": TensorFlow.js runs its steps twice with 9 times the recurrent '
        "weights, because Keras's reset_after=True is composed; it cannot be trained further there"
    )


def _options(config: dict, *names: str) -> dict:
    return {
        "units": 3 * config["units"],
        "activation": "linear",
        "recurrent_activation": "sigmoid",
        "recurrent_initializer": "zeros",
        "use_bias": True,
        "reset_after": False,
        "trainable": False,
        **{name: config[name] for name in names},
    }


def _double_steps(graph: Graph, x: Tensor, *, backwards: bool) -> Tensor:
    """Add (steps, c) -> (2 * steps, c + 2): each step twice, with the clocks 1, 0 and 0, 1."""
    steps, size = x.shape
    width = size + 2
    kernel = np.zeros((size, 2 * width), "float32")
    bias = np.zeros(2 * width, "float32")
    for row, clock in enumerate((1, 0) if backwards else (0, 1)):
        kernel[:, row * width : row * width + size] = np.eye(size)
        bias[row * width + size + clock] = 1.0
    y = graph.add(
        "Dense",
        x,
        shape=(steps, 2 * width),
        weights={"kernel": kernel, "bias": bias},
        units=2 * width,
        use_bias=True,
        activation="linear",
        trainable=False,
    )
    return graph.reshape(y, (None if steps is None else 2 * steps, width))


def _widen_state(graph: Graph, state: Tensor, units: int) -> Tensor:
    """Add h -> (A, V, K) = (h, 0, 0)."""
    kernel = np.eye(units, 3 * units, dtype="float32")
    options = {"use_bias": False, "activation": "linear", "trainable": False}
    shape, width = (3 * units,), 3 * units
    return graph.add(
        "Dense", state, shape=shape, weights={"kernel": kernel}, units=width, **options
    )


def _pick(graph: Graph, y: Tensor, units: int, block: int) -> Tensor:
    """Add one block of the states of both steps, or of a single state."""
    if len(y.shape) == 1:
        count = y.shape[0] // units
        y = graph.reshape(y, (count, units, 1))
        cut = [[block, count - block - 1], [0, 0]]
        y = graph.add("Cropping2D", y, shape=(1, units, 1), cropping=cut)
        return graph.reshape(y, (units,))
    count = 2 * y.shape[1] // units
    steps = None if y.shape[0] is None else y.shape[0] // 2
    y = graph.reshape(y, (steps, count, units))
    cut = [[0, 0], [block, count - block - 1]]
    y = graph.add("Cropping2D", y, shape=(steps, 1, units), cropping=cut)
    return graph.reshape(y, (steps, units))


def _widen(
    layer: "keras.Layer", config: dict, *, swap_clocks: bool = False
) -> dict[str, np.ndarray]:
    """Compute the weights of the wide GRU from Keras's."""
    layer = getattr(layer, "cell", layer)
    units = config["units"]
    w_z, w_r, w_c = np.split(to_numpy(layer.kernel), 3, axis=1)
    u_z, u_r, u_c = np.split(to_numpy(layer.recurrent_kernel), 3, axis=1)
    bias = np.zeros((2, 3 * units), "float32")
    if config["use_bias"]:
        bias = to_numpy(layer.bias)
    (b_z, b_r, b_c), (d_z, d_r, d_c) = (np.split(row, 3) for row in bias)
    size, eye = w_z.shape[0], np.eye(units, dtype="float32")
    # kernel and recurrent kernel as [row, gate z r c, block A V K, unit]
    kernel = np.zeros((size + 2, 3, 3, units), "float32")
    recurrent = np.zeros((3, units, 3, 3, units), "float32")
    offset = np.zeros((3, 3, units), "float32")
    first, second = (size + 1, size) if swap_clocks else (size, size + 1)
    z, r, c = 0, 1, 2
    a, v, k = 0, 1, 2
    kernel[:size, z, a], kernel[first, z, a] = w_z, _FORCE
    recurrent[a, :, z, a], offset[z, a] = u_z, b_z + d_z
    kernel[:size, z, v], kernel[second, z, v] = -w_r, -_FORCE
    recurrent[a, :, z, v], offset[z, v] = -u_r, -(b_r + d_r)
    offset[z, k] = -_FORCE
    kernel[first, r, a], kernel[second, r, a] = _FORCE, -_FORCE
    kernel[:size, r, k], offset[r, k] = 2 * w_c, 2 * b_c
    recurrent[v, :, r, k] = 2 * eye
    recurrent[k, :, c, a], kernel[second, c, a] = eye, -1.0
    recurrent[a, :, c, v], kernel[first, c, v] = u_c, d_c
    offset[c, k] = 2.0
    return {
        "kernel": kernel.reshape(size + 2, 9 * units),
        "recurrent_kernel": recurrent.reshape(3 * units, 9 * units),
        "bias": offset.reshape(9 * units),
    }
