"""Chapter 7, in the browser. In the order of reading:

tfjs_linear_regression.py   one line learned by Keras and by TensorFlow.js, step by step the same
"""
