"""Chapter 4, networks; beside each exercise its sheet and its checks.

linear_classifier.py  the scores of all images by one product, the gradient, the mean over batches
"""
