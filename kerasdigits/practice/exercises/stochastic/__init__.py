"""Chapter 3, stochastic gradient descent; beside each exercise its sheet and its checks.

lr_finder.py       rates that grow, smoothed losses, and the rate that they suggest
mini_batch_sgd.py  the noise of a batch, dealing out, and an epoch of steps
optimizers.py      the steps of momentum, of RMSprop and of Adam
"""
