"""Chapter 4, networks; beside each exercise its sheet and its checks.

linear_classifier.py      scores of all images, the gradient of their loss, accuracy by batch
softmax_cross_entropy.py  probabilities of any logits, their loss, and its gradient
nonlinearity.py           two layers as one, and the slope through many sigmoids
depth.py                  the way through many layers, joined dots, and a layer's way back
full_mnist.py             shuffled batches, accuracy digit by digit, the costliest mistakes
"""
