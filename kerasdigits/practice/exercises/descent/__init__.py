"""Chapter 2, gradient descent; beside each exercise its sheet and its checks.

gradient_descent.py  the gradient of the mean squared error, and the seven steps
learning_rate.py     how large a step may be, and how many steps it takes
"""
