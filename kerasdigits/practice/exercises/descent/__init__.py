"""Chapter 2, gradient descent; beside each exercise its sheet and its checks.

gradient_checking.py  a gradient by central differences, and a step for each row of a sheet
gradient_descent.py   the gradient of the mean squared error, and the seven steps
learning_rate.py      how large a step may be, and how many steps it takes
loss_surface.py       a map of losses, how far off a guess is, and a walk with noise
"""
