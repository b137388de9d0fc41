"""Compiled loops over the entries of a key table; see `dedup.lsh.kernels`, which are of a kind."""
