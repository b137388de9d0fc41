"""Compiled loops over arrays: what finding does for every word, every document and every pair.

These modules import numba, which takes about half a second, so nothing imports them before
they are needed (`dedup.lsh.compiled`). They know arrays and numbers only; what the numbers
mean is said where they are called from.
"""
