"""Every Keras layer: which route carries it, how exactly, and what to know about it.

What `docs/export.md` says about layers is made from this. A class of Keras that is in none of the
tables here fails a test, so that none can slip by.
"""

from dataclasses import dataclass
from typing import Literal

from kerasdigits.tfjs.layers_model.rules.layer_rule import LayerRule
from kerasdigits.tfjs.layers_model.table.every_layer import RULES
from kerasdigits.tfjs.layers_model.table.refused import REFUSED_LAYERS
from kerasdigits.tfjs.layers_model.wrappers import WRAPPERS


@dataclass(frozen=True)
class LayerSupport:
    """How one Keras layer class is carried.

    Attributes:
        class_name: The Keras class.
        route: The first of the routes that carries it; `none` when nothing can.
        exactness: `native` when TensorFlow.js has the layer, `composed` when it is written as
            other layers of TensorFlow.js, `refused` by the layers route.
        note: What to know, one sentence or nothing.
    """

    class_name: str
    route: Literal["layers", "graph", "none"]
    exactness: Literal["native", "composed", "refused"]
    note: str


def describe_layers() -> list[LayerSupport]:
    """Describe every layer class of the tables.

    Returns:
        One entry a class, by name.
    """
    carried = [_describe(name, rule) for (_, name), rule in RULES.items()]
    wrappers = [
        LayerSupport(name, "layers", "native", wrapper.note)
        for (_, name), wrapper in WRAPPERS.items()
    ]
    refused = [
        LayerSupport(name, refusal.route, "refused", refusal.what)
        for name, refusal in REFUSED_LAYERS.items()
    ]
    inputs = LayerSupport("InputLayer", "layers", "native", "dense tensors of numbers")
    return sorted([*carried, *wrappers, *refused, inputs], key=lambda entry: entry.class_name)


def _describe(name: str, rule: LayerRule) -> LayerSupport:
    if rule.compose is None:
        return LayerSupport(name, "layers", "native", rule.note)
    if rule.native:
        return LayerSupport(name, "layers", "native", rule.note or "some arguments are composed")
    return LayerSupport(name, "layers", "composed", rule.note)
