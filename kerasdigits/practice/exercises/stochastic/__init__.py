"""Chapter 3, stochastic gradient descent; beside each exercise its sheet and its checks.

optimizers.py  the steps of momentum, of RMSprop and of Adam
"""
