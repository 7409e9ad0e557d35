"""Chapter 1, baselines and losses; beside each exercise its sheet and its checks.

loss_functions.py  fastbook's mnist_loss, and a cross-entropy that never overflows
"""
