"""Chapter 4: neural networks on digits."""
