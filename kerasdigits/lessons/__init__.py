"""The course: a folder a chapter, a file a lesson; `registry` is its table of contents.

Importing this, the registry or the glossary imports no Keras: lessons are listed and shown from
their source text, and imported when they run.
"""
