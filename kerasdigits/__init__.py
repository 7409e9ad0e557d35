"""Train a Keras 3 model on any backend and run it in a browser with the same numbers.

Importing this package imports no Keras: the backend is chosen first, by
`kerasdigits.backend.use`, and Keras reads that choice when it is imported.
"""

__version__ = "0.1.0"
