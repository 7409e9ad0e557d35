"""Chapter 2: gradient descent.

A lesson `NAME.py` has two files beside it: `NAME.toml`, what is said of its results, and
`NAME_plots.py`, its figures and long tables.

    gradient_checking.py  three ways to one slope, and a spreadsheet corrected
    gradient_descent.py   seven steps, end to end, on a roller coaster
    learning_rate.py      how far a step may go: too small, good, bouncing, diverging
    loss_surface.py       bowls, facets, false valleys, and why guessing fails
"""
