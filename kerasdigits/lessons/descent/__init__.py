"""Chapter 2: gradient descent."""
