"""Volumes: padding="same" where the kernel is smaller than the stride, and the largest of a pool.

There, no padding is needed; TensorFlow.js computes a negative one for volumes (for pictures it
stops at 0: tfjs-core/src/ops/conv_util.ts, `get3DPadInfo`) and begins outside of the volume. What
no kernel reaches is cut off instead.

On wasm the largest of a pool of negative numbers comes out wrong (kernel MaxPool3D), so it is the
largest over two axes and then over the third, as of pictures.
"""

from collections.abc import Callable

from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, product
from kerasdigits.tfjs.layers_model.composed.shapes import crop_volume, for_each_axis
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase
from kerasdigits.tfjs.layers_model.rules.native_rules import POOLING


def _steps(case: LayerCase) -> list[tuple[int, int]] | None:
    """Return (kernel, stride) for each axis, or None where TensorFlow.js pads as Keras does."""
    config = case.config
    if not case.class_name.removesuffix("Transpose").endswith("3D") or config["padding"] != "same":
        return None
    kernel = config.get("kernel_size") or config["pool_size"]
    sizes, strides = (for_each_axis(value, 3) for value in (kernel, config["strides"]))
    pairs = list(zip(sizes, strides, strict=True))
    return pairs if any(size < stride for size, stride in pairs) else None


def find_excess(case: LayerCase) -> list[tuple[int, int]] | None:
    """Find what no kernel of a convolution or a pooling reaches.

    Args:
        case: The layer, of any number of axes.

    Returns:
        (0, count at the end) for each axis, or None where TensorFlow.js needs no help.

    Raises:
        ExportError: It depends on an open size.
    """
    steps = _steps(case)
    if steps is None:
        return None
    sizes = case.input_shapes[0][:3]
    if None in sizes:
        case.refuse(
            "pads volumes of unknown size for a kernel smaller than its stride",
            received=sizes,
            remedy="Give keras.Input the full shape, or use padding='valid'",
        )
    excess = [
        (0, max(size - (-(-size // stride) - 1) * stride - kernel, 0))
        for size, (kernel, stride) in zip(sizes, steps, strict=True)
    ]
    return excess if any(end for _, end in excess) else None


def find_unreached(case: LayerCase) -> list[tuple[int, int]] | None:
    """Find what no kernel of a convolution of pictures or sequences reaches.

    With padding="same" it need not be padded for, and wasm's convolution computes other numbers
    there (XNNPACK's own padding, of less than nothing); kernels of one pixel are right.

    Args:
        case: The layer.

    Returns:
        (0, count at the end) for each axis; None where there is nothing, or a size is open.
    """
    sizes, config = case.input_shapes[0][:-1], case.config
    if config["padding"] != "same" or len(sizes) > 2 or None in sizes:
        return None
    kernel, strides = (
        for_each_axis(config[name], len(sizes)) for name in ("kernel_size", "strides")
    )
    if set(kernel) == {1}:
        return None
    ends = [
        (0, max(size - (-(-size // stride) - 1) * stride - length, 0))
        for size, length, stride in zip(sizes, kernel, strides, strict=True)
    ]
    return ends if any(end for _, end in ends) else None


def find_padding(case: LayerCase) -> list[tuple[int, int]] | None:
    """Find the zeros that padding="same" puts round pictures or sequences of open size.

    Asked only where a kernel is shorter than its strides along an open axis: see `find_unreached`.

    Args:
        case: The layer.

    Returns:
        (before, after) for each axis; None where TensorFlow.js pads rightly, or where how much goes
        before depends on the size, which is noted.
    """
    sizes, config = case.input_shapes[0][:-1], case.config
    if config["padding"] != "same" or len(sizes) > 2 or None not in sizes:
        return None
    kernel, strides, dilation = (
        for_each_axis(config[name], len(sizes))
        for name in ("kernel_size", "strides", "dilation_rate")
    )
    steps = list(zip(sizes, kernel, strides, strict=True))
    if set(kernel) == {1} or not any(n is None and k < s for n, k, s in steps):
        return None
    pairs = [_pad_same(n, (k - 1) * d + 1, s) for (n, k, s), d in zip(steps, dilation, strict=True)]
    found = [pair for pair in pairs if pair is not None]
    if len(found) == len(pairs):
        return found
    case.notes.append(
        f'layer "{case.name}" ({case.class_name}): TensorFlow.js computes kernels shorter than '
        "their strides wrongly on wasm for some sizes, but not on cpu and webgl; --format graph "
        "has it written otherwise"
    )
    return None


def _pad_same(size: int | None, length: int, stride: int) -> tuple[int, int] | None:
    """Give what "same" puts before and after an axis; None where an open size decides."""
    if size is not None:
        missing = max((-(-size // stride) - 1) * stride + length - size, 0)
    elif stride == 1 or length <= min(2, stride):  # of 2, one may lack at the end; never in front
        missing = length - 1
    else:
        return None
    return missing // 2, missing - missing // 2


def compose_pooling(case: LayerCase) -> Callable | None:
    """Compose a pooling for the largest, or one whose kernel is smaller than its stride."""
    if case.class_name == "MaxPooling3D" and case.input_shapes[0][:3].count(None) < 2:
        return _largest_by_planes(case)
    excess = find_excess(case)
    if case.class_name == "MaxPooling3D":
        case.notes.append(
            f'layer "{case.name}": TensorFlow.js computes MaxPooling3D wrongly on wasm, but not on '
            "cpu and webgl; --format graph has it written otherwise"
        )
    if excess is None:
        return None

    def compose(graph: Graph, x: Tensor) -> Tensor:
        return graph.native(POOLING, crop_volume(graph, x, excess))

    return compose


def _largest_by_planes(case: LayerCase) -> Callable:
    config = case.config
    sizes, strides = (for_each_axis(config[key], 3) for key in ("pool_size", "strides"))

    def compose(graph: Graph, x: Tensor) -> Tensor:
        def pool(y: Tensor, shape: tuple, size: list, stride: list) -> Tensor:
            options = {"pool_size": size, "strides": stride, "padding": config["padding"]}
            return graph.add("MaxPooling2D", y, shape=shape, **options)

        depth, height, width, channels = x.shape
        deep, high, wide, _ = case.output_shape
        y = graph.reshape(x, (depth, height, product((width, channels))))
        y = pool(y, (deep, high, y.shape[-1]), sizes[:2], strides[:2])
        y = graph.reshape(y, (product((deep, high)), width, channels))
        y = pool(y, (y.shape[0], wide, channels), [1, sizes[2]], [1, strides[2]])
        return graph.reshape(y, case.output_shape)

    return compose
