"""What Keras before 2.4 wrote between layers: nodes of TensorFlow's graph, as calls of functions.

A TensorFlowOpLayer holds the node, with the operation's name and attributes, and the values of
those inputs that are constants, by their numbers. The others are the tensors that it is called on.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field

from kerasdigits.errors import ModelError
from kerasdigits.models.keras2.calls import Call
from kerasdigits.models.keras2.operations.steps import SUPPORTED

NODES_CLASS = "TensorFlowOpLayer"
_DTYPES = {
    "DT_BOOL": "bool",
    "DT_DOUBLE": "float64",
    "DT_FLOAT": "float32",
    "DT_HALF": "float16",
    "DT_INT32": "int32",
    "DT_INT64": "int64",
}


@dataclass(frozen=True)
class _Node:
    """How an operation of TensorFlow's graph is called as a function.

    Attributes:
        function: The function's name.
        inputs: The names of the inputs after the first.
        attributes: The attributes that are arguments -> their names.
        fixed: Arguments that the operation does not name.
        harmless: Attributes -> the only value that the function stands for.
        listed: Whether all inputs but those named are one list.
    """

    function: str
    inputs: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, object] = field(default_factory=dict)
    harmless: Mapping[str, object] = field(default_factory=dict)
    listed: bool = False


def _unary(function: str) -> _Node:
    return _Node(function)


def _binary(function: str) -> _Node:
    return _Node(function, ("y",))


def _reduced(function: str) -> _Node:
    return _Node(function, ("axis",), {"keep_dims": "keepdims"})


def _product(**sides: str) -> _Node:
    return _Node("linalg.matmul", ("b",), sides)


def _resized(method: str) -> _Node:
    plain = {"half_pixel_centers": True, "align_corners": False}
    return _Node("image.resize", ("size",), fixed={"method": method}, harmless=plain)


def _pooled(function: str) -> _Node:
    same = ("ksize", "strides", "padding", "data_format")
    return _Node(function, attributes={name: name for name in same})


_NODES = {
    "Add": _binary("math.add"),
    "AddN": _Node("math.add_n", listed=True),
    "AddV2": _binary("math.add"),
    "All": _reduced("math.reduce_all"),
    "Any": _reduced("math.reduce_any"),
    "ArgMax": _Node("math.argmax", ("axis",)),
    "ArgMin": _Node("math.argmin", ("axis",)),
    "Atan2": _Node("math.atan2", ("x",)),
    "AvgPool": _pooled("nn.avg_pool2d"),
    "BatchMatMul": _product(adj_x="adjoint_a", adj_y="adjoint_b"),
    "BatchMatMulV2": _product(adj_x="adjoint_a", adj_y="adjoint_b"),
    "BiasAdd": _Node("nn.bias_add", ("bias",), {"data_format": "data_format"}),
    "BroadcastTo": _Node("broadcast_to", ("shape",)),
    "Cast": _Node("cast", attributes={"DstT": "dtype"}),
    "ConcatV2": _Node("concat", ("axis",), listed=True),
    "Cumprod": _Node("math.cumprod", ("axis",), {"exclusive": "exclusive", "reverse": "reverse"}),
    "Cumsum": _Node("math.cumsum", ("axis",), {"exclusive": "exclusive", "reverse": "reverse"}),
    "DepthToSpace": _Node(
        "nn.depth_to_space",
        attributes={"block_size": "block_size", "data_format": "data_format"},
    ),
    "DivNoNan": _binary("math.divide_no_nan"),
    "Einsum": _Node("einsum", attributes={"equation": "equation"}, listed=True),
    "Equal": _binary("math.equal"),
    "EuclideanNorm": _reduced("math.reduce_euclidean_norm"),
    "ExpandDims": _Node("expand_dims", ("axis",)),
    "FloorDiv": _binary("math.floordiv"),
    "FloorMod": _binary("math.floormod"),
    "GatherV2": _Node("gather", ("indices", "axis"), {"batch_dims": "batch_dims"}),
    "Greater": _binary("math.greater"),
    "GreaterEqual": _binary("math.greater_equal"),
    "LeakyRelu": _Node("nn.leaky_relu", attributes={"alpha": "alpha"}),
    "Less": _binary("math.less"),
    "LessEqual": _binary("math.less_equal"),
    "LogicalAnd": _binary("math.logical_and"),
    "LogicalOr": _binary("math.logical_or"),
    "MatMul": _product(transpose_a="transpose_a", transpose_b="transpose_b"),
    "MatrixBandPart": _Node("linalg.band_part", ("num_lower", "num_upper")),
    "Max": _reduced("math.reduce_max"),
    "MaxPool": _pooled("nn.max_pool2d"),
    "Maximum": _binary("math.maximum"),
    "Mean": _reduced("math.reduce_mean"),
    "Min": _reduced("math.reduce_min"),
    "Minimum": _binary("math.minimum"),
    "MirrorPad": _Node("pad", ("paddings",), {"mode": "mode"}),
    "Mul": _binary("math.multiply"),
    "MulNoNan": _binary("math.multiply_no_nan"),
    "NotEqual": _binary("math.not_equal"),
    "OneHot": _Node("one_hot", ("depth", "on_value", "off_value"), {"axis": "axis"}),
    "Pack": _Node("stack", attributes={"axis": "axis"}, listed=True),
    "Pad": _Node("pad", ("paddings",)),
    "PadV2": _Node("pad", ("paddings", "constant_values")),
    "Pow": _binary("math.pow"),
    "Prod": _reduced("math.reduce_prod"),
    "RealDiv": _binary("math.truediv"),
    "Reshape": _Node("reshape", ("shape",)),
    "ResizeBicubic": _resized("bicubic"),
    "ResizeBilinear": _resized("bilinear"),
    "ResizeNearestNeighbor": _resized("nearest"),
    "ReverseV2": _Node("reverse", ("axis",)),
    "Roll": _Node("roll", ("shift", "axis")),
    "Select": _Node("where", ("x", "y")),
    "SelectV2": _Node("where", ("x", "y")),
    "Slice": _Node("slice", ("begin", "size")),
    "SpaceToDepth": _Node(
        "nn.space_to_depth",
        attributes={"block_size": "block_size", "data_format": "data_format"},
    ),
    "SplitV": _Node("split", ("num_or_size_splits", "axis")),
    "SquaredDifference": _binary("math.squared_difference"),
    "Squeeze": _Node("squeeze", attributes={"squeeze_dims": "axis"}),
    "Sub": _binary("math.subtract"),
    "Sum": _reduced("math.reduce_sum"),
    "Tile": _Node("tile", ("multiples",)),
    "TopKV2": _Node("math.top_k", ("k",), {"sorted": "sorted"}),
    "Transpose": _Node("transpose", ("perm",)),
    "Unpack": _Node("unstack", attributes={"num": "num", "axis": "axis"}),
    **{
        name: _unary(f"math.{name.lower()}")
        for name in (
            *("Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Ceil", "Cos", "Cosh"),
            *("Erf", "Exp", "Expm1", "Floor", "Log", "Log1p", "Reciprocal", "Round", "Rsqrt"),
            *("Sigmoid", "Sign", "Sin", "Sinh", "Softplus", "Sqrt", "Square", "Tan", "Tanh"),
        )
    },
    "Elu": _unary("nn.elu"),
    "Identity": _unary("identity"),
    "IsFinite": _unary("math.is_finite"),
    "IsNan": _unary("math.is_nan"),
    "LogSoftmax": _unary("nn.log_softmax"),
    "LogicalNot": _unary("math.logical_not"),
    "Neg": _unary("math.negative"),
    "Relu": _unary("nn.relu"),
    "Relu6": _unary("nn.relu6"),
    "Selu": _unary("nn.selu"),
    "Shape": _unary("shape"),
    "Softmax": _unary("nn.softmax"),
    "Softsign": _unary("nn.softsign"),
    "StopGradient": _unary("stop_gradient"),
    "ZerosLike": _unary("zeros_like"),
}


def read_node(layer: dict, call: Call) -> tuple[dict, Call]:
    """Read a node of TensorFlow's graph as the call of a function.

    Args:
        layer: A TensorFlowOpLayer.
        call: What it was called on.

    Returns:
        The TFOpLambda or SlicingOpLambda that later versions wrote, and its call.

    Raises:
        ModelError: The operation, or one of its attributes, has no function here.
    """
    definition = layer["config"]["node_def"]
    inputs = _fill(call, layer["config"].get("constants") or {})
    attributes = {name: _read(value) for name, value in definition.get("attr", {}).items()}
    operation = definition["op"]
    if operation == "StridedSlice":
        spec = _read_slice(inputs[1:], attributes)
        return _function(layer, "SlicingOpLambda", "__operators__.getitem"), Call(
            inputs[:1], {"slice_spec": spec}
        )
    if operation == "Split":
        named = {"num_or_size_splits": attributes["num_split"], "axis": inputs[0]}
        return _function(layer, "TFOpLambda", "split"), Call(inputs[1:2], named)
    known = _NODES.get(operation)
    if known is None or any(attributes.get(k, v) != v for k, v in known.harmless.items()):
        raise ModelError(
            "An operation of TensorFlow between the layers is not known here",
            received=f"{operation}, in layer {layer['name']}",
            remedy=SUPPORTED,
        )
    named = {name: attributes[key] for key, name in known.attributes.items() if key in attributes}
    last = len(inputs) - len(known.inputs)
    rest = inputs[last:] if known.listed else inputs[1:]
    first = inputs[:last] if known.listed else inputs[0]
    named |= {**known.fixed, **dict(zip(known.inputs, rest, strict=False))}
    return _function(layer, "TFOpLambda", known.function), Call([first], named)


def _function(layer: dict, class_name: str, function: str) -> dict:
    config = {"name": layer["name"], "function": function}
    return {**layer, "class_name": class_name, "config": config}


def _fill(call: Call, constants: Mapping[str, object]) -> list:
    """List the inputs of a node: its constants by their numbers, the tensors in between."""
    (first,) = call.arguments
    tensors = list(first) if isinstance(first, list) else [first]
    count = len(tensors) + len(constants)
    return [
        constants[str(number)] if str(number) in constants else tensors.pop(0)
        for number in range(count)
    ]


def _read(attribute: Mapping) -> object:
    """Give the value of an attribute, which JSON holds by its kind; whole numbers are text."""
    ((kind, value),) = attribute.items()
    if kind == "i":
        return int(value)
    if kind == "s":
        return base64.b64decode(value).decode()
    if kind == "type":
        return _DTYPES.get(value, value)
    if kind == "list":
        return [_read({inner: one}) for inner, many in value.items() for one in many]
    return value


def _read_slice(ends: list, attributes: Mapping) -> list:
    """Read the bits by which a StridedSlice tells what its numbers mean."""
    spec: list = []
    for place, (start, stop, step) in enumerate(zip(*ends, strict=True)):

        def marked(name: str, bit: int = 1 << place) -> bool:
            return bool(int(attributes.get(f"{name}_mask", 0)) & bit)

        if marked("ellipsis"):
            spec.append({"class_name": "__ellipsis__"})
        elif marked("new_axis"):
            spec.append(None)
        elif marked("shrink_axis"):
            spec.append(start)
        else:
            spec.append(
                {
                    "start": None if marked("begin") else start,
                    "stop": None if marked("end") else stop,
                    "step": step,
                }
            )
    return spec
