"""Operations written as others that TensorFlow.js has on all its backends.

    algebra.py        diagonals, bands, products of matrices
    arithmetic.py     functions of numbers
    convolution.py    convolutions, pooling and normalization
    einsum.py         sums over products along named axes
    fourier.py        Fourier transforms
    images.py         resizing
    lookup.py         counting, searching, scattering
    padding.py        zeros along one axis
    shapes.py         what moves values about
    trigonometry.py   angles
"""
