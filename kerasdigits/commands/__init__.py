"""One file a command: parse, call the library, print. Keras is imported in bodies only."""
