"""Compiled loops for a question to an index; see `dedup.lsh.kernels`, which are of a kind."""
