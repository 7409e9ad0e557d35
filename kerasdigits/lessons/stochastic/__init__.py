"""Chapter 3: stochastic optimisation."""
