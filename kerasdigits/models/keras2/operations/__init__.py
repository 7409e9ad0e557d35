"""TensorFlow's operations between layers of Keras 2 as operations of keras.ops.

upgrade.py    the way of one operation through the tables
table.py      function by function: which operation of keras.ops it is
composed.py   functions that are several operations, or one with arguments of another kind
steps.py      the operations that one call is written as
nodes.py      what Keras before 2.4 wrote: nodes of TensorFlow's graph, as calls of its functions
sizes.py      tf.shape: shapes that were computed, as shapes that are known
"""
