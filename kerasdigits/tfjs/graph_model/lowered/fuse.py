"""Fewer, larger operations: scales into kernels, biases and activations into what precedes them.

Only what TensorFlow.js implements on every backend: `_FusedMatMul`, `_FusedConv2D` and
`FusedDepthwiseConv2dNative` with a bias of one dimension and one of six activations.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kerasdigits.tfjs.graph_model.lowered.stored import StoredTensors

if TYPE_CHECKING:
    import tensorflow as tf

# What can take a scale into its kernel, and the kernel's axes that are the output's channels.
_KERNEL_AXES = {
    "Conv2D": (3,),
    "Conv3D": (4,),
    "MatMul": (1,),
    "DepthwiseConv2dNative": (2, 3),
    "Conv2DBackpropInput": (2,),
}
FUSED = {
    "MatMul": "_FusedMatMul",
    "Conv2D": "_FusedConv2D",
    "DepthwiseConv2dNative": "FusedDepthwiseConv2dNative",
}
_ACTIVATIONS = ("Relu", "Relu6", "Elu", "Sigmoid", "LeakyRelu")


@dataclass(frozen=True)
class Fused:
    """An operation with its bias and activation.

    Attributes:
        op: The convolution or matrix product.
        bias: Its bias.
        activation: The activation behind it, if any.
    """

    op: "tf.Operation"
    bias: "tf.Tensor"
    activation: "tf.Operation | None"


@dataclass
class Fusion:
    """Finds what can be folded and fused in a graph.

    Attributes:
        stored: The graph's stored tensors.
        outputs: The tensors that are the model's outputs.
    """

    stored: StoredTensors
    outputs: list["tf.Tensor"]
    _replaced: dict[str, "tf.Tensor"] = field(default_factory=dict)
    _readers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self):
        live = self._live()
        for op in live:
            for source in op.inputs:
                self._readers[source.name] = self._readers.get(source.name, 0) + 1
        for tensor in self.outputs:
            self._readers[tensor.name] = self._readers.get(tensor.name, 0) + 1
        with self.stored.graph.as_default():
            for op in live:
                self._fold(op)

    def resolve(self, tensor: "tf.Tensor") -> "tf.Tensor":
        """Give the tensor that stands for another after folding."""
        return self._replaced.get(tensor.name, tensor)

    def find(self, op: "tf.Operation") -> Fused | None:
        """Find what an operation ends: a product with a bias, maybe with an activation.

        Args:
            op: A bias or an activation.

        Returns:
            What to write in its place, or None.
        """
        activation = None
        if op.type in _ACTIVATIONS:
            activation, source = op, self.resolve(op.inputs[0])
            if not self._read_once(op.inputs[0]):
                return None
            op = source.op
        if op.type != "BiasAdd":
            return None
        product = self.resolve(op.inputs[0])
        if product.op.type not in FUSED or not self._read_once(op.inputs[0]):
            return None
        if activation is not None and not _can_fuse(product.op, activation):
            return None
        return Fused(product.op, self.resolve(op.inputs[1]), activation)

    def _live(self) -> list["tf.Operation"]:
        """List the operations that the outputs need, in the order in which they were written."""
        found, stack = {}, [tensor.op for tensor in self.outputs]
        while stack:
            op = stack.pop()
            if op.name not in found:
                found[op.name] = op
                stack += [source.op for source in op.inputs]
        return [op for op in self.stored.graph.get_operations() if op.name in found]

    def _read_once(self, tensor: "tf.Tensor") -> bool:
        return self._readers.get(tensor.name) == 1

    def _fold(self, op: "tf.Operation") -> None:
        """Fold a scale or an offset by channel into what computes its input."""
        import tensorflow as tf

        if op.type in ("BiasAdd", *_ACTIVATIONS) and self._swap(op):
            return
        if op.type not in ("Mul", "AddV2", "Add", "Sub", "BiasAdd") or len(op.inputs) != 2:
            return
        sides = [self.resolve(tensor) for tensor in op.inputs]
        which = next((i for i in (0, 1) if self.stored.is_stored(sides[i])), None)
        if which is None or (op.type == "Sub" and which == 0):
            return
        source, factor = sides[1 - which], sides[which]
        if not self._read_once(op.inputs[1 - which]) or source.dtype != tf.float32:
            return
        vector = _by_channel(factor, source)
        shape = None
        if source.op.type == "Reshape":
            inner = self.resolve(source.op.inputs[0])
            if not self._read_once(source.op.inputs[0]) or inner.shape[-1:] != source.shape[-1:]:
                return
            source, shape = inner, self.resolve(source.op.inputs[1])
        bias = None
        product = source.op
        if product.type == "BiasAdd" and self._read_once(product.inputs[0]):
            bias, product = self.resolve(product.inputs[1]), self.resolve(product.inputs[0]).op
            if not self.stored.is_stored(bias):
                return
        if product.type not in _KERNEL_AXES or not _channels_last(product):
            return
        if op.type == "BiasAdd" and (bias is None or not _channels_last(op)):
            return
        if vector is None or (shape is not None and product.type != "MatMul"):
            return
        if op.type == "Mul":
            result = self._scale(product, bias, vector)
        else:
            vector = -vector if op.type == "Sub" else vector
            offset = vector if bias is None else bias + vector
            result = tf.nn.bias_add(product.outputs[0], offset) if offset is not None else None
        if result is not None and shape is not None:
            self._readers[result.name] = 1
            if result.op.type == "BiasAdd":
                self._readers[result.op.inputs[0].name] = 1
            result = tf.reshape(result, shape)
        if result is not None:
            self._replaced[op.outputs[0].name] = result
            self._readers[result.name] = self._readers.get(op.outputs[0].name, 0)
            if result.op.type == "BiasAdd":
                self._readers[result.op.inputs[0].name] = 1

    def _swap(self, op: "tf.Operation") -> bool:
        """Put a bias or activation before the reshape behind a matrix product of many axes."""
        import tensorflow as tf

        reshape = self.resolve(op.inputs[0])
        if reshape.op.type != "Reshape" or not self._read_once(op.inputs[0]):
            return False
        source = self.resolve(reshape.op.inputs[0])
        wanted = "MatMul" if op.type == "BiasAdd" else "BiasAdd"
        keeps_channels = source.shape.rank == 2 and source.shape[-1] == reshape.shape[-1]
        if source.op.type != wanted or not keeps_channels or not _channels_last(op):
            return False
        if not self._read_once(reshape.op.inputs[0]):
            return False
        attributes = {n: v for n, v in op.node_def.attr.items() if not n.startswith("_")}
        inputs = [source, *(self.resolve(tensor) for tensor in op.inputs[1:])]
        create = self.stored.graph.create_op
        early = create(op.type, inputs, name=op.name, attrs=attributes).outputs[0]
        late = tf.reshape(early, self.resolve(reshape.op.inputs[1]))
        self._replaced[op.outputs[0].name] = late
        self._readers[early.name] = self._readers[source.name] = 1
        self._readers[late.name] = self._readers.get(op.outputs[0].name, 0)
        return True

    def _scale(
        self, product: "tf.Operation", bias: "tf.Tensor | None", vector: "tf.Tensor"
    ) -> "tf.Tensor | None":
        """Write a convolution or matrix product anew, its kernel scaled."""
        import tensorflow as tf

        kernel_index = 1
        kernel = self.resolve(product.inputs[kernel_index])
        if not self.stored.is_stored(kernel):
            return None
        axes = _KERNEL_AXES[product.type]
        if product.type == "MatMul" and product.get_attr("transpose_b"):
            axes = (0,)
        shape = [size if i in axes else 1 for i, size in enumerate(kernel.shape.as_list())]
        inputs = [self.resolve(tensor) for tensor in product.inputs]
        inputs[kernel_index] = kernel * tf.reshape(vector, shape)
        if not self.stored.is_stored(inputs[kernel_index]):
            return None
        attributes = {name: product.node_def.attr[name] for name in product.node_def.attr}
        scaled = self.stored.graph.create_op(
            product.type,
            inputs,
            name=product.name,
            attrs={name: v for name, v in attributes.items() if not name.startswith("_")},
        ).outputs[0]
        return scaled if bias is None else tf.nn.bias_add(scaled, bias * vector)


def _can_fuse(product: "tf.Operation", activation: "tf.Operation") -> bool:
    # The converter hands no slope to the depthwise kernel.
    return activation.type != "LeakyRelu" or product.type != "DepthwiseConv2dNative"


def _channels_last(op: "tf.Operation") -> bool:
    if "data_format" not in op.node_def.attr:
        return True
    return op.get_attr("data_format") in (b"NHWC", b"NDHWC")


def _by_channel(factor: "tf.Tensor", source: "tf.Tensor") -> "tf.Tensor | None":
    """Give a factor as a vector with one number a channel, or None when it is something else."""
    import tensorflow as tf

    shape, rank = factor.shape.as_list(), source.shape.rank
    channels = source.shape[-1] if rank else None
    if channels is None or len(shape) > rank:
        return None
    if any(size != 1 for size in shape[:-1]) or (shape and shape[-1] not in (1, channels)):
        return None
    if not shape or shape[-1] != channels:
        return tf.broadcast_to(tf.reshape(factor, [1]), [channels])
    return tf.reshape(factor, [channels])
