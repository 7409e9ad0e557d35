"""The registry of architectures (`registry`), and reading and ending models (`load`, `outputs`)."""
