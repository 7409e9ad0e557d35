"""From the traced graph to model.json's nodes and the weights beside them."""

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.format.weights import NamedWeight
from kerasdigits.tfjs.graph_model.lowered.emit import (
    JsonNode,
    dtype_name,
    write_attributes,
    write_shape,
)
from kerasdigits.tfjs.graph_model.lowered.fuse import FUSED, Fused, Fusion
from kerasdigits.tfjs.graph_model.lowered.stored import LazyArray, StoredTensors
from kerasdigits.tfjs.graph_model.lowered.tfjs_ops import USABLE_OPS
from kerasdigits.tfjs.graph_model.open_sizes import advise_sizes
from kerasdigits.tfjs.graph_model.trace import TracedModel

if TYPE_CHECKING:
    import tensorflow as tf


@dataclass(frozen=True)
class GraphTopology:
    """A graph model on TensorFlow.js's side.

    Attributes:
        nodes: `modelTopology.node` of model.json.
        signature: `signature` of model.json.
        weights: What fills the constants, in the order in which they are written.
    """

    nodes: list[dict]
    signature: dict
    weights: list[NamedWeight]


def lower(traced: TracedModel) -> GraphTopology:
    """Fold and fuse a traced model and write it as model.json holds it.

    Args:
        traced: The model.

    Returns:
        Its nodes, its signature and its weights.

    Raises:
        ExportError: It needs operations that TensorFlow.js lacks; all are named.
    """
    return _Lowering(traced).run()


@dataclass
class _Lowering:
    traced: TracedModel
    nodes: list[JsonNode] = field(default_factory=list)
    weights: list[NamedWeight] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)  # a tensor's name -> its reference
    _taken: set[str] = field(default_factory=set)
    _unsupported: dict[str, str] = field(default_factory=dict)

    def run(self) -> GraphTopology:
        traced = self.traced
        self.stored = StoredTensors(traced.graph, traced.weights)
        self.fusion = Fusion(self.stored, list(traced.outputs.values()))
        self._taken |= {*traced.inputs, *traced.outputs}
        for name, tensor in traced.inputs.items():
            attributes = {
                "dtype": {"type": dtype_name(tensor.dtype)},
                "shape": {"shape": write_shape(tensor.shape)},
            }
            self.nodes.append(JsonNode(name, "Placeholder", [], attributes))
            self._names[tensor.name] = name
        self._claim_outputs()
        for tensor in traced.outputs.values():
            self._write_all(self.fusion.resolve(tensor))
        self._refuse_unsupported()
        self._finish_outputs()
        constants = [node for node in self.nodes if node.op == "Const"]
        others = [node for node in self.nodes if node.op != "Const"]
        inputs, others = others[: len(traced.inputs)], others[len(traced.inputs) :]
        ordered = [node.to_json() for node in (*inputs, *constants, *others)]
        return GraphTopology(ordered, self._signature(), self.weights)

    def _claim_outputs(self) -> None:
        """Call the operations that yield the outputs by the outputs' names."""
        self._given: dict[str, str] = {}
        for name, tensor in self.traced.outputs.items():
            op = self.fusion.resolve(tensor).op
            plain = len(op.outputs) == 1 and op.type != "Placeholder"
            if plain and op.name not in self._given and not self.stored.is_stored(op.outputs[0]):
                self._given[op.name] = name

    def _finish_outputs(self) -> None:
        for name, tensor in self.traced.outputs.items():
            tensor = self.fusion.resolve(tensor)
            if self._names[tensor.name] != name:
                attributes = {"T": {"type": dtype_name(tensor.dtype)}}
                self.nodes.append(
                    JsonNode(name, "Identity", [self._names[tensor.name]], attributes)
                )

    def _write_all(self, tensor: "tf.Tensor") -> None:
        """Write a tensor and all that it needs, each once."""
        stack = [(tensor, False)]
        while stack:
            tensor, ready = stack.pop()
            if tensor.name in self._names:
                continue
            if self.stored.is_stored(tensor):
                self._write_stored(tensor)
                continue
            fused = self.fusion.find(tensor.op)
            inputs = self._inputs(tensor.op, fused)
            if ready:
                self._write_op(tensor.op, fused, inputs)
            else:
                stack.append((tensor, True))
                stack += [(source, False) for source in reversed(inputs)]

    def _inputs(self, op: "tf.Operation", fused: Fused | None) -> list["tf.Tensor"]:
        if fused is None:
            return [self.fusion.resolve(tensor) for tensor in op.inputs]
        return [*(self.fusion.resolve(tensor) for tensor in fused.op.inputs), fused.bias]

    def _write_op(self, op: "tf.Operation", fused: Fused | None, inputs: list["tf.Tensor"]) -> None:
        name = self._given.get(op.name) or self._claim(op.name)
        references = [self._names[tensor.name] for tensor in inputs]
        if fused is None and op.type not in USABLE_OPS:
            self._unsupported.setdefault(op.type, f'"{op.name}"')
        if fused is None:
            node = JsonNode(name, op.type, references, write_attributes(op))
        else:
            attributes = write_attributes(fused.op) | _fusion_attributes(fused)
            node = JsonNode(name, FUSED[fused.op.type], references, attributes)
        self.nodes.append(node)
        for index, output in enumerate(op.outputs):
            self._names[output.name] = f"{name}:{index}" if index else name

    def _refuse_unsupported(self) -> None:
        drawn = [
            place.strip('"').rpartition("/")[0]
            for op, place in self._unsupported.items()
            if "Random" in op
        ]
        if drawn:
            raise ExportError(
                "The model draws random numbers when it predicts, which differ each time and so "
                "cannot be compared",
                received=", ".join(dict.fromkeys(drawn)),
                remedy="Export what comes before and after as models of their own, such as the "
                "encoder of a variational autoencoder up to its mean, and the decoder",
            )
        if self._unsupported:
            named = ", ".join(f"{op} in {place}" for op, place in self._unsupported.items())
            raise ExportError(
                "The model needs operations that TensorFlow.js does not have or cannot run in "
                "predict",
                received=named,
                remedy=f"Replace the layers that use them{self._or_known_sizes()}",
            )

    def _or_known_sizes(self) -> str:
        advice = advise_sizes(list(self.traced.inputs.values()))
        return f". {advice}, where they need known sizes" if advice else ""

    def _write_stored(self, tensor: "tf.Tensor") -> None:
        sources = self.stored.sources(tensor)
        name = self._claim(sources[0].name if sources else "constant")
        attributes = {"dtype": {"type": dtype_name(tensor.dtype)}}
        self.nodes.append(JsonNode(name, "Const", [], attributes))
        exact = any(source.mode for source in sources)
        array = LazyArray(self.stored, tensor)
        self.weights.append(NamedWeight(name, array, constant=not sources, exact=exact))
        self._names[tensor.name] = name

    def _claim(self, name: str) -> str:
        free, number = name, 1
        while free in self._taken:
            free, number = f"{name}_{number}", number + 1
        self._taken.add(free)
        return free

    def _signature(self) -> dict:
        return {
            "inputs": {name: _info(name, t) for name, t in self.traced.inputs.items()},
            "outputs": {name: _info(name, t) for name, t in self.traced.outputs.items()},
        }


def _fusion_attributes(fused: Fused) -> dict:
    names = ["BiasAdd", *([fused.activation.type] if fused.activation is not None else [])]
    texts = [base64.b64encode(name.encode()).decode("ascii") for name in names]
    attributes: dict = {"fused_ops": {"list": {"s": texts}}, "num_args": {"i": "1"}}
    if fused.activation is not None and fused.activation.type == "LeakyRelu":
        attributes["leakyrelu_alpha"] = {"f": fused.activation.get_attr("alpha")}
    return attributes


def _info(name: str, tensor: "tf.Tensor") -> dict:
    return {
        "name": f"{name}:0",
        "dtype": dtype_name(tensor.dtype),
        "tensorShape": write_shape(tensor.shape),
    }
