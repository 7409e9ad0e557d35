"""Chapter 7, in the browser; beside each exercise its sheet and its checks.

tfjs_linear_regression.py  a training step, a byte for each weight, and the parity check
training_recipe.py         MNIST's recipe for pictures, and when a training is to stop
"""
