"""Chapter 5, convolutional networks; beside each exercise its sheet and its checks.

convolution.py            nine weights at every place, as loops, as a matrix, and how they learn
resnet.py                 residual blocks, the gradient around them, and how alike rows become
feature_visualization.py  what a channel sees of the picture, likes best, and would rather see
transfer_learning.py      rates by layer, and activations that are computed once
augmentation_tta.py       moved digits, and the mean over several looks at one
"""
