"""Chapter 1: what a model has to beat, and how to measure how wrong it is."""
