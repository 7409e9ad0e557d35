"""Chapter 7, in the browser, and the whole recipe. In the order of reading:

tfjs_linear_regression.py   one line learned by Keras and by TensorFlow.js, step by step the same
training_recipe.py          the eight steps of fast.ai's recipe, each with what it brought
"""
