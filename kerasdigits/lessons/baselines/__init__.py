"""Chapter 1, baselines and losses. In the order of reading:

pixel_similarity.py   digits told apart by their distance from a mean image
loss_functions.py     what a loss measures, and why accuracy cannot be one
"""
