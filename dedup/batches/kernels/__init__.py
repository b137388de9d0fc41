"""Compiled loops of the stages; as of `dedup.lsh.kernels`, nobody but the compiler imports them."""
