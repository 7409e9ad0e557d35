"""The table of operations that are written as others: TensorFlow's name -> the function.

A function takes a `Call` and gives the outputs, or None to have the operation written as it is. It
uses only operations that TensorFlow.js has on all its backends.
"""

from kerasdigits.tfjs.graph_model.decompose_algebra import ALGEBRA
from kerasdigits.tfjs.graph_model.decompose_arithmetic import ARITHMETIC
from kerasdigits.tfjs.graph_model.decompose_convolution import CONVOLUTIONS
from kerasdigits.tfjs.graph_model.decompose_fourier import FOURIER
from kerasdigits.tfjs.graph_model.decompose_images import IMAGES
from kerasdigits.tfjs.graph_model.decompose_lookup import LOOKUPS
from kerasdigits.tfjs.graph_model.decompose_shapes import SHAPE_CHANGES
from kerasdigits.tfjs.graph_model.decompose_trigonometry import TRIGONOMETRY

DECOMPOSITIONS = {
    **ALGEBRA,
    **ARITHMETIC,
    **CONVOLUTIONS,
    **FOURIER,
    **IMAGES,
    **LOOKUPS,
    **SHAPE_CHANGES,
    **TRIGONOMETRY,
}
