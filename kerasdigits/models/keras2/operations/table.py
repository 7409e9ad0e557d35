"""Function by function: which operation of keras.ops a function of TensorFlow's is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kerasdigits.models.keras2.operations.steps import Steps, constant


@dataclass(frozen=True)
class Operation:
    """How a function of TensorFlow's is written with keras.ops.

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

    def write(self, steps: Steps, first: object, named: dict) -> None:
        """Add the operation.

        Args:
            steps: Where to.
            first: The first argument, a tensor or a list of them.
            named: The others by TensorFlow's names; what is known here is taken out.
        """
        tensors = [constant(named.pop(name)) for name in self.tensors if name in named]
        settings = dict(self.fixed)
        for name in list(named):
            if name in self.settings:
                settings[self.settings[name]] = named.pop(name)
            elif named[name] in self.harmless.get(name, ()):
                del named[name]
        steps.add(self.kind, _constants(first), *tensors, **settings)


def _constants(value: object) -> object:
    """Write the constants in what may be a list of tensors, some of which are constants."""
    whole = constant(value)
    if isinstance(value, list) and whole is value:
        return [constant(part) for part in value]
    return whole


def _unary(kind: str, **fixed: object) -> Operation:
    return Operation(kind, fixed=fixed)


def _binary(kind: str) -> Operation:
    return Operation(kind, tensors=("y",))


def _reduced(kind: str) -> Operation:
    settings = {"axis": "axis", "keepdims": "keepdims", "keep_dims": "keepdims"}
    return Operation(kind, settings=settings)


_AXIS = {"axis": "axis"}
_OTHER_DTYPES = {"output_type": ("int64", "int32")}

OPERATIONS: dict[str, Operation] = {
    "__operators__.add": _binary("numpy.Add"),
    "argsort": Operation("numpy.Argsort", settings=_AXIS, harmless={"direction": ("ASCENDING",)}),
    "broadcast_to": Operation("numpy.BroadcastTo", settings={"shape": "shape"}),
    "cast": Operation("core.Cast", settings={"dtype": "dtype"}),
    "concat": Operation("numpy.Concatenate", settings=_AXIS),
    "expand_dims": Operation("numpy.ExpandDims", settings=_AXIS),
    "floor_div": _binary("numpy.FloorDivide"),
    "image.flip_left_right": _unary("numpy.Flip", axis=-2),
    "image.flip_up_down": _unary("numpy.Flip", axis=-3),
    "image.rgb_to_grayscale": _unary("image.RGBToGrayscale", data_format="channels_last"),
    "linalg.diag_part": _unary("numpy.Diagonal", axis1=-2, axis2=-1),
    "linalg.matrix_transpose": _unary("numpy.Swapaxes", axis1=-2, axis2=-1),
    "linalg.trace": _unary("numpy.Trace", axis1=-2, axis2=-1),
    "math.abs": _unary("numpy.Absolute"),
    "math.acos": _unary("numpy.Arccos"),
    "math.acosh": _unary("numpy.Arccosh"),
    "math.add": _binary("numpy.Add"),
    "math.argmax": Operation("numpy.Argmax", settings=_AXIS, harmless=_OTHER_DTYPES),
    "math.argmin": Operation("numpy.Argmin", settings=_AXIS, harmless=_OTHER_DTYPES),
    "math.asin": _unary("numpy.Arcsin"),
    "math.asinh": _unary("numpy.Arcsinh"),
    "math.atan": _unary("numpy.Arctan"),
    "math.atan2": Operation("numpy.Arctan2", tensors=("x",)),
    "math.atanh": _unary("numpy.Arctanh"),
    "math.ceil": _unary("numpy.Ceil"),
    "math.cos": _unary("numpy.Cos"),
    "math.cosh": _unary("numpy.Cosh"),
    "math.count_nonzero": Operation("numpy.CountNonzero", settings=_AXIS),
    "math.cumprod": Operation(
        "numpy.Cumprod", settings=_AXIS, harmless={"exclusive": (False,), "reverse": (False,)}
    ),
    "math.divide": _binary("numpy.Divide"),
    "math.divide_no_nan": _binary("numpy.DivideNoNan"),
    "math.equal": _binary("numpy.Equal"),
    "math.erf": _unary("math.Erf"),
    "math.exp": _unary("numpy.Exp"),
    "math.expm1": _unary("numpy.Expm1"),
    "math.floor": _unary("numpy.Floor"),
    "math.floordiv": _binary("numpy.FloorDivide"),
    "math.floormod": _binary("numpy.Mod"),
    "math.greater": _binary("numpy.Greater"),
    "math.greater_equal": _binary("numpy.GreaterEqual"),
    "math.is_finite": _unary("numpy.Isfinite"),
    "math.is_inf": _unary("numpy.Isinf"),
    "math.is_nan": _unary("numpy.Isnan"),
    "math.l2_normalize": Operation(
        "nn.Normalize",
        settings=_AXIS,
        fixed={"order": 2, "epsilon": 1e-6},  # TensorFlow's 1e-12 is one of squares
        harmless={"epsilon": (1e-12,)},
    ),
    "math.less": _binary("numpy.Less"),
    "math.less_equal": _binary("numpy.LessEqual"),
    "math.log": _unary("numpy.Log"),
    "math.log1p": _unary("numpy.Log1p"),
    "math.log_sigmoid": _unary("nn.LogSigmoid"),
    "math.logical_and": _binary("numpy.LogicalAnd"),
    "math.logical_not": _unary("numpy.LogicalNot"),
    "math.logical_or": _binary("numpy.LogicalOr"),
    "math.logical_xor": _binary("numpy.LogicalXor"),
    "math.maximum": _binary("numpy.Maximum"),
    "math.minimum": _binary("numpy.Minimum"),
    "math.mod": _binary("numpy.Mod"),
    "math.multiply": _binary("numpy.Multiply"),
    "math.negative": _unary("numpy.Negative"),
    "math.not_equal": _binary("numpy.NotEqual"),
    "math.pow": _binary("numpy.Power"),
    "math.reciprocal": _unary("numpy.Reciprocal"),
    "math.reduce_all": _reduced("numpy.All"),
    "math.reduce_any": _reduced("numpy.Any"),
    "math.reduce_logsumexp": _reduced("math.Logsumexp"),
    "math.reduce_max": _reduced("numpy.Max"),
    "math.reduce_mean": _reduced("numpy.Mean"),
    "math.reduce_min": _reduced("numpy.Min"),
    "math.reduce_prod": _reduced("numpy.Prod"),
    "math.reduce_std": _reduced("numpy.Std"),
    "math.reduce_sum": _reduced("numpy.Sum"),
    "math.reduce_variance": _reduced("numpy.Var"),
    "math.round": _unary("numpy.Round"),
    "math.rsqrt": _unary("math.Rsqrt"),
    "math.sigmoid": _unary("nn.Sigmoid"),
    "math.sign": _unary("numpy.Sign"),
    "math.sin": _unary("numpy.Sin"),
    "math.sinh": _unary("numpy.Sinh"),
    "math.softplus": _unary("nn.Softplus"),
    "math.sqrt": _unary("numpy.Sqrt"),
    "math.square": _unary("numpy.Square"),
    "math.subtract": _binary("numpy.Subtract"),
    "math.tan": _unary("numpy.Tan"),
    "math.tanh": _unary("numpy.Tanh"),
    "math.top_k": Operation("math.TopK", settings={"k": "k", "sorted": "sorted"}),
    "math.truediv": _binary("numpy.TrueDivide"),
    "nn.depth_to_space": Operation(
        "nn.DepthToSpace",
        settings={"block_size": "block_size"},
        fixed={"data_format": "channels_last"},
        harmless={"data_format": ("NHWC",)},
    ),
    "nn.elu": _unary("nn.Elu"),
    "nn.gelu": Operation(
        "nn.Gelu", settings={"approximate": "approximate"}, fixed={"approximate": False}
    ),
    "nn.leaky_relu": Operation(
        "nn.LeakyRelu", settings={"alpha": "negative_slope"}, fixed={"negative_slope": 0.2}
    ),
    "nn.log_softmax": Operation("nn.LogSoftmax", settings=_AXIS),
    "nn.relu": _unary("nn.Relu"),
    "nn.relu6": _unary("nn.Relu6"),
    "nn.selu": _unary("nn.Selu"),
    "nn.sigmoid": _unary("nn.Sigmoid"),
    "nn.silu": Operation("nn.Silu", harmless={"beta": (1.0,)}),
    "nn.softmax": Operation("nn.Softmax", settings=_AXIS),
    "nn.softplus": _unary("nn.Softplus"),
    "nn.softsign": _unary("nn.Softsign"),
    "nn.space_to_depth": Operation(
        "nn.SpaceToDepth",
        settings={"block_size": "block_size"},
        fixed={"data_format": "channels_last"},
        harmless={"data_format": ("NHWC",)},
    ),
    "nn.tanh": _unary("numpy.Tanh"),
    "nn.top_k": Operation("math.TopK", settings={"k": "k", "sorted": "sorted"}),
    "ones_like": _unary("numpy.OnesLike"),
    "repeat": Operation("numpy.Repeat", settings={"repeats": "repeats", "axis": "axis"}),
    "reshape": Operation("numpy.Reshape", settings={"shape": "newshape"}),
    "reverse": Operation("numpy.Flip", settings=_AXIS),
    "roll": Operation("numpy.Roll", settings={"shift": "shift", "axis": "axis"}),
    "squeeze": Operation("numpy.Squeeze", settings=_AXIS),
    "stack": Operation("numpy.Stack", settings=_AXIS),
    "stop_gradient": _unary("core.StopGradient"),
    "tile": Operation("numpy.Tile", settings={"multiples": "repeats"}),
    "transpose": Operation("numpy.Transpose", settings={"perm": "axes"}),
    "unstack": Operation("core.Unstack", settings={"num": "num", "axis": "axis"}),
    "where": Operation("numpy.Where", tensors=("x", "y")),
    "zeros_like": _unary("numpy.ZerosLike"),
}
