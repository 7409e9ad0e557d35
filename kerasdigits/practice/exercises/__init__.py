"""The exercises, a folder a chapter, each of three files as the package's docstring tells.

baselines/     chapter 1: losses of a digit that is a 3 or not
descent/       chapter 2: gradients by hand, the seven steps, learning rates
stochastic/    chapter 3: batches, optimizers, rates and how they change, weight decay
networks/      chapter 4: linear classifiers, softmax, layers and their gradients, all ten digits
convolutions/  chapter 5: kernels, residual blocks, what a channel sees, frozen layers, moved digits
embeddings/    chapter 6: tables of rows and their gradients, biases, columns of categories
browser/       chapter 7: weights in a byte, the parity check, MNIST's recipe
"""
