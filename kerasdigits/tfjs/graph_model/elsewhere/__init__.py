"""The graph route from a backend that TensorFlow cannot trace.

The model goes there as the folder of a `.keras` file, and weights, nodes and samples come back.

    own_process.py       sends the model to a process of TensorFlow's own, and reads what comes back
    tracing_process.py   what that process does; models/traced.py is its program
    custom_classes.py    the classes that it must import
    exact_bicubic.py     TensorFlow resizes as the other backend does
"""
