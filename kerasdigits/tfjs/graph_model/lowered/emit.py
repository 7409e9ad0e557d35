"""The graph as model.json holds it: TensorFlow's GraphDef in protobuf's JSON form.

Read by tfjs-converter's `operation_mapper.ts`; constants have no value there but a line in the
weights' manifest under the node's name.
"""

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kerasdigits.tfjs.graph_model.lowered.tfjs_ops import TFJS_OPS

if TYPE_CHECKING:
    import tensorflow as tf
    from tensorflow.core.framework.attr_value_pb2 import AttrValue


@dataclass
class JsonNode:
    """One node on its way into model.json.

    Attributes:
        name: Its name.
        op: The operation.
        inputs: `NODE` or `NODE:INDEX` each.
        attributes: name -> what JSON holds of it.
    """

    name: str
    op: str
    inputs: list[str] = field(default_factory=list)
    attributes: dict = field(default_factory=dict)

    def to_json(self) -> dict:
        """Give the node as model.json holds it."""
        node: dict = {"name": self.name, "op": self.op}
        if self.inputs:
            node["input"] = self.inputs
        if self.attributes:
            node["attr"] = self.attributes
        return node


def write_attributes(op: "tf.Operation") -> dict:
    """Write the attributes that TensorFlow.js reads of an operation."""
    attributes = op.node_def.attr
    return {
        name: write_attribute(attributes[name])
        for name in TFJS_OPS.get(op.type, [])
        if name in attributes
    }


def write_attribute(value: "AttrValue") -> dict:
    """Write an `AttrValue` in protobuf's JSON form: 64-bit integers as text, bytes in base64."""
    kind = value.WhichOneof("value")
    if kind == "list":
        parts = {
            name: [_write(name, item) for item in getattr(value.list, name)]
            for name in ("s", "i", "f", "b", "type")
            if len(getattr(value.list, name))
        }
        return {"list": parts}
    if kind is None:
        return {}
    return {kind: _write(kind, getattr(value, kind))}


def write_shape(shape: "tf.TensorShape") -> dict:
    """Write a shape; an open size is -1."""
    return {"dim": [{"size": str(-1 if size is None else size)} for size in shape.as_list()]}


def dtype_name(dtype: "tf.DType") -> str:
    """Give a dtype's name in a GraphDef, such as `DT_FLOAT`."""
    from tensorflow.core.framework import types_pb2

    return types_pb2.DataType.Name(dtype.as_datatype_enum)


def _write(kind: str, value: Any) -> object:
    """Write what an `AttrValue` holds; protobuf tells its type by `kind` alone."""
    from tensorflow.core.framework import types_pb2

    if kind == "s":
        return base64.b64encode(value).decode("ascii")
    if kind == "i":
        return str(value)
    if kind == "type":
        return types_pb2.DataType.Name(value)
    if kind == "shape":
        sizes = [{"size": str(dim.size)} for dim in value.dim]
        return {"unknownRank": True} if value.unknown_rank else {"dim": sizes}
    return value
