"""The words of the course, each in a few sentences, with the lesson that shows it."""

TERMS = ()
