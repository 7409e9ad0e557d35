"""The tables by which a traced graph is evaluated: TensorFlow's name -> the function.

A handler takes the Evaluator, the node and its inputs, and gives the outputs, or None where nothing
is special about them. A decomposition takes a `Call` and gives the outputs, or None to have the
operation written as it is; it uses only operations that TensorFlow.js has on all its backends.
"""

from kerasdigits.tfjs.graph_model.decomposed.algebra import ALGEBRA
from kerasdigits.tfjs.graph_model.decomposed.arithmetic import ARITHMETIC
from kerasdigits.tfjs.graph_model.decomposed.convolution import CONVOLUTIONS
from kerasdigits.tfjs.graph_model.decomposed.fourier import FOURIER
from kerasdigits.tfjs.graph_model.decomposed.images import IMAGES
from kerasdigits.tfjs.graph_model.decomposed.lookup import LOOKUPS
from kerasdigits.tfjs.graph_model.decomposed.rounding import ROUNDING
from kerasdigits.tfjs.graph_model.decomposed.shapes import SHAPE_CHANGES
from kerasdigits.tfjs.graph_model.decomposed.sums import SUMS
from kerasdigits.tfjs.graph_model.decomposed.trigonometry import TRIGONOMETRY
from kerasdigits.tfjs.graph_model.evaluation.control_flow import CONTROL_FLOW
from kerasdigits.tfjs.graph_model.evaluation.lookup_tables import LOOKUP_TABLES
from kerasdigits.tfjs.graph_model.evaluation.shapes import SHAPES
from kerasdigits.tfjs.graph_model.evaluation.tensor_lists import TENSOR_LISTS

HANDLERS = {**CONTROL_FLOW, **LOOKUP_TABLES, **SHAPES, **TENSOR_LISTS}
DECOMPOSITIONS = {
    **ALGEBRA,
    **ARITHMETIC,
    **CONVOLUTIONS,
    **FOURIER,
    **IMAGES,
    **LOOKUPS,
    **ROUNDING,
    **SHAPE_CHANGES,
    **SUMS,
    **TRIGONOMETRY,
}
