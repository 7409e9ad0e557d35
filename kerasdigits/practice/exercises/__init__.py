"""The exercises, a folder a chapter, each of three files as the package's docstring tells.

baselines/    chapter 1: losses of a digit that is a 3 or not
descent/      chapter 2: gradients by hand, the seven steps, learning rates
stochastic/   chapter 3: batches, optimizers, rates and how they change, weight decay
"""
