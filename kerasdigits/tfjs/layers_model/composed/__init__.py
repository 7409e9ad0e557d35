"""Layers that TensorFlow.js lacks, or computes otherwise, as small graphs of those that it has.

A function takes a `LayerCase` and gives what writes its graph, or None where none is needed.

    layer_graph.py        such a graph while it is being composed
    activation.py         activations
    adaptive.py           pooling to a given size
    affine.py             products and sums with constants, yes-or-no questions
    arithmetic.py         what adds, bends or passes on values: ReLU, Subtract, Identity...
    attention.py          Attention, AdditiveAttention, EinsumDense
    attention_scores.py   the scores of attention, and their masks
    averages.py           averages of many numbers
    conv_lstm.py          convolutional LSTM
    convolution.py        groups, causal padding, dilated and separable convolutions
    gru.py                the GRU that resets after its product
    held_layers.py        layers that run other layers
    masks.py              masks as tensors of zeros and ones
    multi_head.py         attention head by head
    normalization.py      normalizations
    recurrent.py          cells, masks and hard gates of recurrent layers
    repeated_edges.py     average pooling as torch computes it
    resizing.py           resizing and category encoding
    shared_slopes.py      PReLU with slopes that inner axes share
    shapes.py             padding, cropping, repeating and global pooling
    transposed.py         transposed convolutions
    transposed_3d.py      transposed convolutions of volumes
    two_directions.py     Bidirectional of two layers that differ
    volumes.py            what TensorFlow.js computes wrongly in volumes
"""
