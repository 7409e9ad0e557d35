"""Chapter 6, embeddings. In the order of reading:

embedding_lookup.py          a row of a table, and the matrix product that it stands for
collaborative_filtering.py   films known by who likes them
entity_embeddings.py         a table of people, and the map that a network finds in it
"""
