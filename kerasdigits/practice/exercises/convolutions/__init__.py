"""Chapter 5, convolutional networks; beside each exercise its sheet and its checks.

feature_visualization.py  how much of the picture a channel sees, and what it likes best
transfer_learning.py      rates by layer, and activations that are computed once
augmentation_tta.py       moved digits, and the mean over several looks at one
"""
