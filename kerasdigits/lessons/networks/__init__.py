"""Chapter 4, neural networks on digits. In the order of reading:

linear_classifier.py       3 or 7, by a weight for each pixel
softmax_cross_entropy.py   probabilities of ten classes, and their loss
nonlinearity.py            why a network needs a bend
depth.py                   more layers, and what they bring
full_mnist.py              all ten digits, up to a convolutional network

Beside each stand its sheet, `NAME.toml`, and its figures and long tables, `NAME_plots.py`.
"""
