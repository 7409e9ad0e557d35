"""The exercises, a folder a chapter, each of three files as the package's docstring tells.

baselines/    chapter 1: losses of a digit that is a 3 or not
descent/      chapter 2: gradients by hand, the seven steps, learning rates
networks/     chapter 4: linear classifiers, softmax, layers and their gradients, all ten digits
convolutions/ chapter 5: kernels as loops and as matrices, residual blocks
"""
