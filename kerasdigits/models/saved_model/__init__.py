"""TensorFlow SavedModels: one of their signatures as a Keras model that the graph route traces.

load.py           the signature, as a model
tensorflow1.py    a signature of TensorFlow 1, which has no functions
vocabulary.py     below which number whole numbers lie that it looks up
distrust.py       what a SavedModel may hold, checked before TensorFlow runs any of it
"""
