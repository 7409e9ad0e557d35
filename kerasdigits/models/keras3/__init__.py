"""Models as earlier versions of Keras 3 wrote them, with the numbers of the version that wrote.

upgrade.py   the walk over a config, and the table of what has changed
meanings.py  what an earlier Keras 3 computed and today's does not, as Keras objects
"""
