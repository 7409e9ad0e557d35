"""Chapter 6, embeddings; beside each exercise its sheet and its checks.

embedding_lookup.py         one-hot rows, and the gradient of a table
collaborative_filtering.py  stars from factors and biases, and the bias of a film
entity_embeddings.py        a column made ready, and the rows of several tables side by side
"""
