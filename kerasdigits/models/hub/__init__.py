"""Models of hubs: `hf://owner/name` in the local cache, and presets of keras-hub.

cache.py    where the cache of Hugging Face keeps a repository; nothing is fetched unasked
preset.py   a preset folder of keras-hub, as a Keras model
"""
