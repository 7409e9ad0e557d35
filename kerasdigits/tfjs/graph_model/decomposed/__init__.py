"""Operations written as others that TensorFlow.js has on all its backends.

A function takes a `Call` and gives its outputs, or None to have it written as it is.

    algebra.py        diagonals, bands, products of matrices
    arithmetic.py     functions of numbers
    choice.py         the choice between two tensors
    convolution.py    convolutions, pooling and normalization
    einsum.py         sums over products along named axes
    fourier.py        Fourier transforms
    images.py         resizing of pictures
    lookup.py         counting, searching, scattering
    padding.py        zeros along one axis
    resizing.py       resizing of pictures of open size
    rounding.py       casts, and rounding to fewer bits
    shapes.py         what moves values about
    sums.py           sums and means over many numbers
    trigonometry.py   functions of angles
"""
