"""Chapter 3, stochastic gradient descent; beside each exercise its sheet and its checks.

lr_finder.py       rates that grow, smoothed losses, and the rate that they suggest
lr_schedules.py    the rates of warm restarts and of one-cycle, and how sharp a minimum is
mini_batch_sgd.py  the noise of a batch, dealing out, and an epoch of steps
optimizers.py      the steps of momentum, of RMSprop and of Adam
weight_decay.py    a step with a penalty, one with a decay, and the norm of all weights
"""
