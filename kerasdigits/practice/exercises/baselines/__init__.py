"""Chapter 1, baselines and losses; beside each exercise its sheet and its checks.

pixel_similarity.py  mean images, the distance from them, and how well scores sort
loss_functions.py    fastbook's mnist_loss, and a cross-entropy that never overflows
"""
