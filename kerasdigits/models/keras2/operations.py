"""TensorFlow's operations between layers: Keras 2's TFOpLambda and SlicingOpLambda as keras.ops.

Keras 2 wrote the operation's name and the arguments of its call; Keras 3 has a class for each
operation, whose constructor takes what is no tensor.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kerasdigits.errors import ModelError
from kerasdigits.models.keras2.calls import Call
from kerasdigits.tfjs.reference.keras_internals import OWN_MODULES

CLASSES = ("TFOpLambda", "SlicingOpLambda")
_ELLIPSIS = "__ellipsis__"
_SUPPORTED = "Write it as a layer in Keras 2 and save the model again"
# Arguments of TensorFlow's that say nothing about the result.
_SILENT = ("name", "conjugate")


@dataclass(frozen=True)
class _Operation:
    """How an operation of TensorFlow is written with keras.ops.

    Attributes:
        kind: The class of keras.src.ops, `module.Class`.
        tensors: The names of the tensors after the first, in Keras 3's order.
        settings: TensorFlow's name of an argument -> Keras 3's, for the constructor.
        fixed: Arguments of the constructor that TensorFlow does not name.
        harmless: Arguments of TensorFlow's -> the values with which Keras 3 agrees.
    """

    kind: str
    tensors: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, object] = field(default_factory=dict)
    harmless: Mapping[str, tuple] = field(default_factory=dict)


def _unary(kind: str, **fixed: object) -> _Operation:
    return _Operation(kind, fixed=fixed)


def _binary(kind: str) -> _Operation:
    return _Operation(kind, tensors=("y",))


def _reduced(kind: str, **fixed: object) -> _Operation:
    return _Operation(kind, settings={"axis": "axis", "keepdims": "keepdims"}, fixed=fixed)


_AXIS = {"axis": "axis"}
_OPERATIONS = {
    "__operators__.add": _binary("numpy.Add"),
    "cast": _Operation("core.Cast", settings={"dtype": "dtype"}),
    "clip_by_value": _Operation(
        "numpy.Clip", settings={"clip_value_min": "x_min", "clip_value_max": "x_max"}
    ),
    "compat.v1.pad": _Operation(
        "numpy.Pad",
        settings={"paddings": "pad_width"},
        fixed={"mode": "constant"},
        harmless={"mode": ("CONSTANT",), "constant_values": (0,)},
    ),
    "compat.v1.squeeze": _Operation("numpy.Squeeze", settings=_AXIS),
    "compat.v1.transpose": _Operation("numpy.Transpose", settings={"perm": "axes"}),
    "concat": _Operation("numpy.Concatenate", settings=_AXIS),
    "expand_dims": _Operation("numpy.ExpandDims", settings=_AXIS),
    "image.resize": _Operation(
        "image.Resize",
        settings={"size": "size", "method": "interpolation", "antialias": "antialias"},
        fixed={"data_format": "channels_last"},
        harmless={"preserve_aspect_ratio": (False,)},
    ),
    "linalg.matmul": _Operation(
        "numpy.Matmul",
        tensors=("b",),
        harmless={"transpose_a": (False,), "transpose_b": (False,)},
    ),
    "math.abs": _unary("numpy.Absolute"),
    "math.add": _binary("numpy.Add"),
    "math.argmax": _Operation("numpy.Argmax", settings=_AXIS),
    "math.cos": _unary("numpy.Cos"),
    "math.divide": _binary("numpy.Divide"),
    "math.equal": _binary("numpy.Equal"),
    "math.exp": _unary("numpy.Exp"),
    "math.greater": _binary("numpy.Greater"),
    "math.greater_equal": _binary("numpy.GreaterEqual"),
    "math.l2_normalize": _Operation(
        "nn.Normalize",
        settings=_AXIS,
        fixed={"order": 2, "epsilon": 1e-6},  # TensorFlow's 1e-12 is one of squares
        harmless={"epsilon": (1e-12,)},
    ),
    "math.less": _binary("numpy.Less"),
    "math.less_equal": _binary("numpy.LessEqual"),
    "math.log": _unary("numpy.Log"),
    "math.maximum": _binary("numpy.Maximum"),
    "math.minimum": _binary("numpy.Minimum"),
    "math.multiply": _binary("numpy.Multiply"),
    "math.negative": _unary("numpy.Negative"),
    "math.not_equal": _binary("numpy.NotEqual"),
    "math.pow": _binary("numpy.Power"),
    "math.reduce_max": _reduced("numpy.Max"),
    "math.reduce_mean": _reduced("numpy.Mean"),
    "math.reduce_min": _reduced("numpy.Min"),
    "math.reduce_prod": _reduced("numpy.Prod"),
    "math.reduce_sum": _reduced("numpy.Sum"),
    "math.rsqrt": _unary("math.Rsqrt"),
    "math.sigmoid": _unary("nn.Sigmoid"),
    "math.sin": _unary("numpy.Sin"),
    "math.softplus": _unary("nn.Softplus"),
    "math.sqrt": _unary("numpy.Sqrt"),
    "math.square": _unary("numpy.Square"),
    "math.subtract": _binary("numpy.Subtract"),
    "math.tanh": _unary("numpy.Tanh"),
    "math.truediv": _binary("numpy.TrueDivide"),
    "nn.elu": _unary("nn.Elu"),
    "nn.gelu": _Operation(
        "nn.Gelu", settings={"approximate": "approximate"}, fixed={"approximate": False}
    ),
    "nn.leaky_relu": _Operation(
        "nn.LeakyRelu", settings={"alpha": "negative_slope"}, fixed={"negative_slope": 0.2}
    ),
    "nn.log_softmax": _Operation("nn.LogSoftmax", settings=_AXIS),
    "nn.relu": _unary("nn.Relu"),
    "nn.relu6": _unary("nn.Relu6"),
    "nn.selu": _unary("nn.Selu"),
    "nn.sigmoid": _unary("nn.Sigmoid"),
    "nn.silu": _Operation("nn.Silu", harmless={"beta": (1.0,)}),
    "nn.softmax": _Operation("nn.Softmax", settings=_AXIS),
    "nn.softplus": _unary("nn.Softplus"),
    "nn.tanh": _unary("numpy.Tanh"),
    "reshape": _Operation("numpy.Reshape", settings={"shape": "newshape"}),
    "stack": _Operation("numpy.Stack", settings=_AXIS),
    "tile": _Operation("numpy.Tile", settings={"multiples": "repeats"}),
    "where": _Operation("numpy.Where", tensors=("x", "y")),
}


def upgrade_operation(entry: dict, call: Call) -> tuple[dict, Call]:
    """Write one call of a TensorFlow operation as one of keras.ops.

    Args:
        entry: A TFOpLambda or SlicingOpLambda.
        call: What it was called on.

    Returns:
        The entry of Keras 3's operation, and its call.

    Raises:
        ModelError: The table does not know the operation, or an argument of it.
    """
    function = entry["config"].get("function", "")
    if function == "__operators__.getitem":
        return _write(entry, "numpy.GetItem", {}), _slice(call)
    known = _OPERATIONS.get(function)
    if known is None:
        raise ModelError(
            "An operation of TensorFlow between the layers is not known here",
            received=f"tf.{function}",
            remedy=_SUPPORTED,
        )
    tensors, settings = list(call.arguments), dict(known.fixed)
    named = {k: v for k, v in call.named.items() if k not in _SILENT and v is not None}
    for name in known.tensors:
        if name in named:
            tensors.append(named.pop(name))
    for name, value in named.items():
        if name in known.settings:
            settings[known.settings[name]] = value
        elif value not in known.harmless.get(name, ()):
            raise ModelError(
                f"tf.{function} between the layers has an argument that is not known here",
                received=f"{name}={value!r}",
                remedy=_SUPPORTED,
            )
    return _write(entry, known.kind, settings), Call(tensors, {})


def _write(entry: dict, kind: str, settings: dict) -> dict:
    module, _, class_name = kind.rpartition(".")
    return {
        "module": f"{OWN_MODULES}ops.{module}",
        "class_name": class_name,
        "config": {"name": entry["config"]["name"], **settings},
        "registered_name": class_name,
        "name": entry["name"],
    }


def _slice(call: Call) -> Call:
    spec = call.named["slice_spec"]
    return Call([*call.arguments, [_write_slice(part) for part in spec]], {})


def _write_slice(part: object) -> object:
    if part == "Ellipsis" or (isinstance(part, dict) and part.get("class_name") == _ELLIPSIS):
        # Keras 3 makes it an object before it takes the rest of a .h5 file's config for JSON.
        raise ModelError("A slice between the layers has an ellipsis", remedy=_SUPPORTED)
    if isinstance(part, dict):
        ends = {key: part.get(key) for key in ("start", "stop", "step")}
        return {"class_name": "__slice__", "config": ends}
    if part is None or isinstance(part, int):
        return part
    raise ModelError("A slice is cut by a tensor", received=part, remedy=_SUPPORTED)
