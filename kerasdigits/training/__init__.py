"""Fit, evaluate and predict; import the parts by name, because they import Keras."""
