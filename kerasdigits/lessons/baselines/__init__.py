"""Chapter 1: what a model has to beat, and how to measure how wrong it is.

A lesson `NAME.py` has two files beside it: `NAME.toml`, what is said of its results, and
`NAME_plots.py`, its figures and long tables.

    pixel_similarity.py  the nearest mean image, and weights for the 8, without training
    loss_functions.py    what a model is trained with, and why accuracy will not do
"""
