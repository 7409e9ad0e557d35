"""Chapter 5, convolutions; beside each exercise its sheet and its checks.

convolution.py  a kernel at all places, the same as a matrix, and how its weights learn together
"""
