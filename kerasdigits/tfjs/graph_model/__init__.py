"""A Keras model as a TensorFlow.js graph model: `tf.loadGraphModel`, any model, for inference.

TensorFlow traces the model once; what it traced is then evaluated as far as it is known, written in
operations that TensorFlow.js has on all its backends, folded, fused and stored.
"""
