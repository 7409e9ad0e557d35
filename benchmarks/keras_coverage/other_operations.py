"""`keras.ops` beside NumPy's and nn's: core, math, linear algebra and images; a model for each."""

import keras
import numpy as np
from keras import ops

from keras_coverage.numpy_values import of

_SHIFT = np.array([[1.0, 0.2, -1.0, 0.1, 0.9, 0.5, 0.0, 0.0]], "float32")
_CORNERS = np.array([[0, 0], [0, 7], [7, 0], [7, 7]], "float32")


@keras.saving.register_keras_serializable("keras_coverage")
class Inside(keras.Layer):
    """Runs a function when the model runs: for operations that take no symbolic tensors."""

    def __init__(self, function=None, **options):
        super().__init__(**options)
        self.function = function

    def call(self, x):
        """Run it."""
        return self.function(x)

    def compute_output_shape(self, shape):
        """Give the shape of its input, which all these functions keep."""
        return shape


def _halve_four_times(x):
    return ops.while_loop(lambda k, a: k < 4, lambda k, a: (k + 1, a * 0.5 + 1.0), (0, x))[1]


def _doubled(x):
    return x * 2.0, lambda *gradients, upstream=None: gradients


CORE = {
    "associative_scan": lambda t: ops.associative_scan(lambda a, b: a + b, t.x, axis=1),
    "cast": lambda t: ops.cast(t.wide, "int32"),
    "cond": lambda t: ops.cond(True, lambda: t.x, lambda: t.y),
    "cond (of an input)": lambda t: Inside(
        lambda x: ops.cond(ops.sum(x) > 0.0, lambda: x * 2.0, lambda: x - 1.0)
    )(t.x),
    "convert_to_numpy": lambda t: ops.convert_to_numpy(t.x),
    "convert_to_tensor": lambda t: t.x * ops.convert_to_tensor(np.arange(6.0, dtype="float32")),
    "custom_gradient": lambda t: Inside(lambda x: ops.custom_gradient(_doubled)(x))(t.x),
    "dtype": lambda t: ops.cast(t.whole, ops.dtype(t.x)),
    "fori_loop": lambda t: ops.fori_loop(0, 5, lambda k, a: a * 0.5 + 1.0, t.x),
    "grad": lambda t: Inside(lambda x: ops.grad(lambda a: ops.sum(a * a))(x))(t.x),
    "is_tensor": lambda t: t.x * float(ops.is_tensor(t.x)),
    "map": lambda t: ops.map(lambda a: ops.tanh(a) * 2.0, t.x),
    "rearrange": lambda t: ops.rearrange(t.x, "b h w -> b w h"),
    "saturate_cast": lambda t: ops.saturate_cast(t.wide * 100.0, "uint8"),
    "scan": lambda t: t.spread(ops.scan(lambda a, b: (a * 0.5 + b, a + b), t.row[0], t.x[0])[1]),
    "scatter": lambda t: t.spread(ops.scatter(np.array([[0], [2]]), t.x[0, :2], (4, 6))),
    "scatter_update": lambda t: ops.scatter_update(
        t.x, np.array([[0, 1, 2]]), np.array([9.0], "float32")
    ),
    "shape": lambda t: t.x * float(ops.shape(t.x)[1]),
    "slice": lambda t: t.spread(ops.slice(t.x[0], (1, 2), (2, 3))),
    "slice_update": lambda t: ops.slice_update(t.x, (0, 1, 1), ops.ones((1, 2, 2))),
    "stop_gradient": lambda t: ops.stop_gradient(t.x),
    "switch": lambda t: ops.switch(1, [lambda a: a * 2.0, lambda a: a + 1.0], t.x),
    "unstack": lambda t: ops.unstack(t.x, axis=1),
    "vectorized_map": lambda t: ops.vectorized_map(lambda a: a * 2.0, t.x),
    "vectorize": lambda t: Inside(lambda x: ops.vectorize(lambda a: a * 2.0)(x))(t.x),
    "while_loop": lambda t: Inside(_halve_four_times)(t.x),
}

MATH = {
    **of("wide", "erf", "erfc"),
    **of("positive", "lgamma", "rsqrt"),
    "gammainc": lambda t: ops.gammainc(t.positive, t.above),
    "erfinv": lambda t: ops.erfinv(t.share),
    "logsumexp": lambda t: ops.logsumexp(t.wide, axis=-1),
    "extract_sequences": lambda t: ops.extract_sequences(t.signal, 8, 4),
    "fft": lambda t: list(ops.fft((t.x, t.y))),
    "fft2": lambda t: list(ops.fft2((t.x, t.y))),
    "ifft2": lambda t: list(ops.ifft2((t.x, t.y))),
    "rfft": lambda t: list(ops.rfft(t.x)),
    "irfft": lambda t: ops.irfft((t.x, t.y), 10),
    "stft": lambda t: list(ops.stft(t.signal, 16, 8, 16)),
    "istft": lambda t: ops.istft(ops.stft(t.signal, 16, 8, 16), 16, 8, 16),
    "in_top_k": lambda t: ops.in_top_k(t.small[:, 0, 0], t.x[:, 0], k=2),
    "top_k": lambda t: list(ops.top_k(t.x, 3)),
    "segment_max": lambda t: t.spread(ops.segment_max(t.x[0], np.array([0, 0, 1, 2]), 3)),
    "segment_min": lambda t: t.spread(ops.segment_min(t.x[0], np.array([0, 0, 1, 2]), 3)),
    "segment_prod": lambda t: t.spread(ops.segment_prod(t.x[0], np.array([0, 0, 1, 2]), 3)),
    "segment_sum": lambda t: t.spread(ops.segment_sum(t.x[0], np.array([0, 0, 1, 2]), 3)),
    "view_as_complex": lambda t: ops.real(ops.view_as_complex(ops.reshape(t.x, (-1, 12, 2)))),
    "view_as_real": lambda t: ops.view_as_real(ops.view_as_complex(ops.reshape(t.x, (-1, 12, 2)))),
}

ALGEBRA = {
    **of("symmetric", "cholesky", "cholesky_inverse", "det", "inv", "logdet", "matrix_rank"),
    "cdist": lambda t: ops.cdist(t.x, t.y),
    "eig": lambda t: ops.real(ops.eig(t.symmetric)[0]),
    "eigh": lambda t: ops.eigh(t.symmetric)[0],
    "jvp": lambda t: Inside(lambda x: ops.jvp(ops.sin, (x,), (x,))[1])(t.x),
    "lstsq": lambda t: t.spread(ops.lstsq(t.symmetric[0], t.square[0])),
    "lu_factor": lambda t: ops.lu_factor(t.symmetric)[0],
    "matrix_power": lambda t: ops.matrix_power(t.square, 3),
    "norm": lambda t: ops.norm(t.x, axis=-1),
    "pinv": lambda t: ops.pinv(t.symmetric),
    "qr": lambda t: ops.abs(ops.qr(t.symmetric)[1]),
    "slogdet": lambda t: list(ops.slogdet(t.symmetric)),
    "solve": lambda t: ops.solve(t.symmetric, t.square),
    "solve_triangular": lambda t: ops.solve_triangular(ops.tril(t.symmetric), t.square, lower=True),
    "svd": lambda t: ops.svd(t.square, compute_uv=False),
}

IMAGES = {
    "image.affine_transform": lambda t: ops.image.affine_transform(t.picture, _SHIFT[0]),
    "image.crop_images": lambda t: ops.image.crop_images(
        t.picture, 1, 2, target_height=5, target_width=4
    ),
    "image.elastic_transform": lambda t: ops.image.elastic_transform(t.picture, seed=1),
    "image.extract_patches": lambda t: ops.image.extract_patches(t.picture, 3, 2, padding="same"),
    "image.extract_patches_3d": lambda t: ops.image.extract_patches_3d(t.volume, (2, 2, 2)),
    "image.gaussian_blur": lambda t: ops.image.gaussian_blur(t.picture, (3, 3), (1.0, 1.0)),
    "image.hsv_to_rgb": lambda t: ops.image.hsv_to_rgb(t.picture),
    "image.map_coordinates": lambda t: t.spread(
        ops.image.map_coordinates(
            t.picture[0, :, :, 0], ops.stack([t.x[0] * 3.0 + 3.5, t.y[0] * 3.0 + 3.5]), order=1
        )
    ),
    "image.pad_images": lambda t: ops.image.pad_images(
        t.picture, 1, 2, target_height=12, target_width=11
    ),
    "image.perspective_transform": lambda t: ops.image.perspective_transform(
        t.picture, t.x[:, :, :2] * 0.0 + _CORNERS, t.x[:, :, :2] * 0.5 + _CORNERS
    ),
    "image.reconstruct_patches": lambda t: ops.image.reconstruct_patches(
        ops.image.extract_patches(t.picture, 2, 2), 2, (8, 8)
    ),
    "image.resize": lambda t: ops.image.resize(t.picture, (5, 11)),
    "image.resize (nearest)": lambda t: ops.image.resize(t.picture, (5, 11), "nearest"),
    "image.resize (bicubic)": lambda t: ops.image.resize(t.picture, (5, 11), "bicubic"),
    "image.resize (lanczos3)": lambda t: ops.image.resize(t.picture, (5, 11), "lanczos3"),
    "image.resize (antialias)": lambda t: ops.image.resize(t.picture, (5, 5), antialias=True),
    "image.rgb_to_grayscale": lambda t: ops.image.rgb_to_grayscale(t.picture),
    "image.rgb_to_hsv": lambda t: ops.image.rgb_to_hsv(t.picture),
    "image.scale_and_translate": lambda t: t.spread(
        ops.image.scale_and_translate(
            t.picture[0],
            (6, 7, 3),
            np.array([0.7, 0.8], "float32"),
            np.array([0.3, 0.1], "float32"),
            (0, 1),
            "linear",
        )
    ),
    "image.sobel_edges": lambda t: ops.image.sobel_edges(t.picture),
    "image.ssim": lambda t: ops.image.ssim(t.picture, t.picture * 0.9, 1.0, filter_size=5),
}

ROWS = {**CORE, **MATH, **ALGEBRA, **IMAGES}
