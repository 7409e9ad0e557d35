"""Operations of keras.ops in Functional models, as layers.

Keras records them in the graph of a model as it does its layers.

    table.py         which operations there are, and how one is composed
    arithmetic.py    what computes element by element, compares or activates
    axes.py          how operations name axes
    rearranging.py   what picks, repeats, turns round or adds up along an axis
    shapes.py        what moves, joins, cuts, sums up or normalizes
"""
