"""Chapter 2, gradient descent. In the order of reading:

gradient_checking.py   slopes by hand, by difference and by the chain rule
gradient_descent.py    the seven steps, on a roller coaster
learning_rate.py       too small, right, too large
loss_surface.py        valleys, and how a step crosses them
"""
