"""The table of what is carried of Keras, measured: `python benchmarks/keras_coverage`.

__main__.py           the command
rows.py               all rows: what the Keras in use has, with its models
inputs.py             what the small models read
layer_models.py       a model for each layer
numpy_values.py       a model for each operation: keras.ops.numpy, value by value
numpy_arrays.py       keras.ops.numpy, array by array
nn_operations.py      keras.ops.nn
other_operations.py   core, math, linear algebra, images
since.json            which version of Keras brought what
measure.py            exporting the models, and asking TensorFlow.js
page.py               docs/keras-coverage.md
"""
