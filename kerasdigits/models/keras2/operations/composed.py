"""Functions of TensorFlow's that are several operations of keras.ops, or one with other arguments.

Each takes the steps, the first argument and the others by TensorFlow's names, of which it takes out
what it knows; what is left is refused.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate

from kerasdigits.errors import ModelError
from kerasdigits.models.keras2.calls import tensors_in
from kerasdigits.models.keras2.operations.steps import SUPPORTED, Steps, constant

Write = Callable[[Steps, object, dict], None]


def _matmul(steps: Steps, a: object, named: dict) -> None:
    sides = {"a": constant(a), "b": constant(named.pop("b"))}
    for side, value in sides.items():
        ways = [named.pop(f"{way}_{side}", False) for way in ("transpose", "adjoint")]
        if any(ways):
            sides[side] = steps.add("numpy.Swapaxes", value, axis1=-2, axis2=-1)
        _drop(named, f"{side}_is_sparse", False)
    steps.add("numpy.Matmul", *sides.values())


def _split(steps: Steps, x: object, named: dict) -> None:
    parts, axis = named.pop("num_or_size_splits"), named.pop("axis", 0)
    if isinstance(parts, Sequence):
        # Where a cut is: counted from the front, and behind the part of whatever is left (-1)
        # from the back.
        sizes = list(parts)
        rest = sizes.index(-1) if -1 in sizes else len(sizes)
        front = list(accumulate(sizes[:rest]))
        back = [-sum(sizes[place:]) for place in range(rest + 1, len(sizes))]
        parts = [*front, *back][: len(sizes) - 1]
    steps.add("numpy.Split", x, indices_or_sections=parts, axis=axis)


def _clip(steps: Steps, x: object, named: dict) -> None:
    low, high = named.pop("clip_value_min"), named.pop("clip_value_max")
    if not tensors_in([low, high]) and not isinstance(low, list) and not isinstance(high, list):
        steps.add("numpy.Clip", x, x_min=low, x_max=high)
        return
    lowered = steps.add("numpy.Minimum", x, constant(high))
    steps.add("numpy.Maximum", lowered, constant(low))


def _gather(steps: Steps, x: object, named: dict) -> None:
    indices = constant(named.pop("indices"))
    _drop(named, "batch_dims", 0)
    steps.add("numpy.Take", constant(x), indices, axis=named.pop("axis", 0))


def _look_up(steps: Steps, x: object, named: dict) -> None:
    named["indices"] = named.pop("ids")
    _gather(steps, x, named)


def _pad(steps: Steps, x: object, named: dict) -> None:
    mode = str(named.pop("mode", "CONSTANT")).lower()
    value = named.pop("constant_values", 0)
    others = [value] if mode == "constant" and value != 0 else []
    steps.add("numpy.Pad", x, *others, pad_width=named.pop("paddings"), mode=mode)


def _one_hot(steps: Steps, x: object, named: dict) -> None:
    high, low = named.pop("on_value", 1.0), named.pop("off_value", 0.0)
    dtype = named.pop("dtype", "float32")
    hot = steps.add(
        "nn.OneHot", x, num_classes=named.pop("depth"), axis=named.pop("axis", -1), dtype=dtype
    )
    if (high, low) != (1.0, 0.0):
        steps.add("numpy.Add", steps.add("numpy.Multiply", hot, high - low), low)


def _norm(steps: Steps, x: object, named: dict) -> None:
    order = named.pop("ord", "euclidean")
    axis, keep = named.pop("axis", None), named.pop("keepdims", False)
    if order == 1 and not isinstance(axis, list):
        steps.add("numpy.Sum", steps.add("numpy.Absolute", x), axis=axis, keepdims=keep)
        return
    if order != "euclidean" and (order != 2 or isinstance(axis, list)):
        raise ModelError(
            "A norm between the layers is not known here",
            received=f"ord={order!r}",
            remedy=SUPPORTED,
        )
    squares = steps.add("numpy.Sum", steps.add("numpy.Square", x), axis=axis, keepdims=keep)
    steps.add("numpy.Sqrt", squares)


def _cumulate(steps: Steps, x: object, named: dict) -> None:
    axis, reverse = named.pop("axis", 0), named.pop("reverse", False)
    turned = steps.add("numpy.Flip", x, axis=axis) if reverse else x
    summed = steps.add("numpy.Cumsum", turned, axis=axis)
    if named.pop("exclusive", False):
        summed = steps.add("numpy.Subtract", summed, turned)
    if reverse:
        steps.add("numpy.Flip", summed, axis=axis)


def _sort(steps: Steps, x: object, named: dict) -> None:
    axis = named.pop("axis", -1)
    ordered = steps.add("numpy.Sort", x, axis=axis)
    if named.pop("direction", "ASCENDING") == "DESCENDING":
        steps.add("numpy.Flip", ordered, axis=axis)


def _add_all(steps: Steps, parts: object, named: dict) -> None:
    parts = parts if isinstance(parts, list) else [parts]
    total = parts[0]
    for part in parts[1:]:
        total = steps.add("numpy.Add", total, part)
    if len(parts) == 1:
        steps.add("numpy.Copy", total)


def _square_difference(steps: Steps, x: object, named: dict) -> None:
    steps.add("numpy.Square", steps.add("numpy.Subtract", constant(x), constant(named.pop("y"))))


def _multiply_without_nan(steps: Steps, x: object, named: dict) -> None:
    y = constant(named.pop("y"))
    product = steps.add("numpy.Multiply", constant(x), y)
    steps.add("numpy.Where", steps.add("numpy.Equal", y, 0.0), 0.0, product)


def _both_signs(steps: Steps, x: object, named: dict) -> None:
    halves = [steps.add("nn.Relu", x), steps.add("nn.Relu", steps.add("numpy.Negative", x))]
    steps.add("numpy.Concatenate", halves, axis=named.pop("axis", -1))


def _add_bias(steps: Steps, x: object, named: dict) -> None:
    _drop(named, "data_format", "NHWC")
    _drop(named, "data_format", "NWC")
    steps.add("numpy.Add", x, constant(named.pop("bias")))


def _shift(steps: Steps, x: object, named: dict) -> None:
    steps.add("numpy.Add", x, named.pop("delta"))


def _resize(steps: Steps, x: object, named: dict) -> None:
    _drop(named, "preserve_aspect_ratio", False)
    # Another method is left, and refused.
    method = named.pop("method", "bilinear") if named.get("method") not in _NOT_RESIZED else ""
    steps.add(
        "image.Resize",
        x,
        size=named.pop("size"),
        interpolation=method,
        antialias=named.pop("antialias", False),
        data_format="channels_last",
    )


def _keep_band(steps: Steps, x: object, named: dict) -> None:
    kinds = {(-1, 0): "numpy.Tril", (0, -1): "numpy.Triu"}
    band = (named.get("num_lower"), named.get("num_upper"))
    if band in kinds:
        named.clear()
        steps.add(kinds[band], x)


def _pool(kind: str) -> Write:
    def write(steps: Steps, x: object, named: dict) -> None:
        _drop(named, "data_format", "NHWC")
        _drop(named, "data_format", "NWC")
        size, strides = _within(named.pop("ksize")), _within(named.pop("strides"))
        padding = str(named.pop("padding")).lower()
        steps.add(kind, x, pool_size=size, strides=strides, padding=padding)

    return write


def _contract(steps: Steps, x: object, named: dict) -> None:
    b, axes = named.pop("b"), named.pop("axes")
    flat = isinstance(b, list) and isinstance(b[0], list) and not isinstance(b[0][0], list)
    if axes == 1 and flat:
        steps.add("numpy.Matmul", constant(x), constant(b))
        return
    steps.add("numpy.Tensordot", constant(x), constant(b), axes=axes)


def _cut(steps: Steps, x: object, named: dict) -> None:
    sizes = zip(named.pop("begin"), named.pop("size"), strict=True)
    _pick(steps, x, [_part(start, None if size == -1 else start + size) for start, size in sizes])


def _cut_in_steps(steps: Steps, x: object, named: dict) -> None:
    ends = [named.pop(name) for name in ("begin", "end", "strides")]
    _pick(steps, x, [_part(*one) for one in zip(*ends, strict=True)])


def _crop(steps: Steps, x: object, named: dict) -> None:
    parts = []
    for side in ("height", "width"):
        start = named.pop(f"offset_{side}")
        parts.append(_part(start, start + named.pop(f"target_{side}")))
    _pick(steps, x, [_ELLIPSIS, *parts, _part()])


def _slice(steps: Steps, x: object, named: dict) -> None:
    spec = named.pop("slice_spec")
    spec = spec if isinstance(spec, list) else [spec]
    _pick(steps, x, [_write_slice(part) for part in spec])


def _contract_by_name(steps: Steps, parts: object, named: dict) -> None:
    if "equation" not in named:
        _refuse_nameless("tf.einsum", steps)
    parts = parts if isinstance(parts, list) else [parts]
    steps.add("numpy.Einsum", *parts, subscripts=named.pop("equation"))


def _lost(function: str) -> Write:
    def write(steps: Steps, x: object, named: dict) -> None:
        _refuse_nameless(function, steps)

    return write


def _flatten(steps: Steps, x: object, named: dict) -> None:
    steps.add("layers.Flatten", x)


def _copy(steps: Steps, x: object, named: dict) -> None:
    named.pop("dtype", None), named.pop("dtype_hint", None)
    steps.add("numpy.Copy", x)


_NOT_RESIZED = ("area", "gaussian", "mitchellcubic")
# A slice with an ellipsis is made from a class of our own: Keras 3 makes an object of its own form
# before it takes the rest of a .h5 file's config for JSON.
_ELLIPSIS: dict[str, object] = {
    "module": None,
    "class_name": "Keras2Ellipsis",
    "config": {},
    "registered_name": "kerasdigits>Keras2Ellipsis",
}


def _pick(steps: Steps, x: object, key: list) -> None:
    steps.add("numpy.GetItem", x, key)


def _part(start: object = None, stop: object = None, step: object = None) -> dict:
    ends = {"start": start, "stop": stop, "step": step}
    return {"class_name": "__slice__", "config": ends}


def _write_slice(part: object) -> object:
    if part == "Ellipsis" or (isinstance(part, dict) and part.get("class_name") == "__ellipsis__"):
        return _ELLIPSIS
    if isinstance(part, dict):
        part = {key: part.get(key) for key in ("start", "stop", "step")}
        if not tensors_in(part):
            return _part(**part)
    if part is None or isinstance(part, int):
        return part
    raise ModelError("A slice is cut by a tensor", received=part, remedy=SUPPORTED)


def _within(sizes: object) -> object:
    """Give the sizes of a window within a picture, without those of the batch and the channels."""
    return sizes[1:-1] if isinstance(sizes, list) and len(sizes) > 2 else sizes


def _drop(named: dict, name: str, harmless: object) -> None:
    if named.get(name) == harmless:
        named.pop(name, None)


def _refuse_nameless(function: str, steps: Steps) -> None:
    raise ModelError(
        f"Keras 2 wrote {function} between the layers without the tensors that it is called on",
        received=steps.name,
        remedy="Use a layer in its place (Dot, EinsumDense), and save the model again",
    )


COMPOSED: dict[str, Write] = {
    "__operators__.eq": _lost("=="),
    "__operators__.getitem": _slice,
    "__operators__.ne": _lost("!="),
    "clip_by_value": _clip,
    "convert_to_tensor": _copy,
    "einsum": _contract_by_name,
    "gather": _gather,
    "identity": _copy,
    "image.adjust_brightness": _shift,
    "image.crop_to_bounding_box": _crop,
    "image.resize": _resize,
    "keras.backend.batch_flatten": _flatten,
    "linalg.band_part": _keep_band,
    "linalg.einsum": _contract_by_name,
    "linalg.matmul": _matmul,
    "linalg.norm": _norm,
    "math.add_n": _add_all,
    "math.cumsum": _cumulate,
    "math.multiply_no_nan": _multiply_without_nan,
    "math.reduce_euclidean_norm": _norm,
    "math.squared_difference": _square_difference,
    "nn.avg_pool1d": _pool("nn.AveragePool"),
    "nn.avg_pool2d": _pool("nn.AveragePool"),
    "nn.bias_add": _add_bias,
    "nn.crelu": _both_signs,
    "nn.embedding_lookup": _look_up,
    "nn.max_pool1d": _pool("nn.MaxPool"),
    "nn.max_pool2d": _pool("nn.MaxPool"),
    "norm": _norm,
    "one_hot": _one_hot,
    "pad": _pad,
    "slice": _cut,
    "sort": _sort,
    "split": _split,
    "strided_slice": _cut_in_steps,
    "tensordot": _contract,
}
