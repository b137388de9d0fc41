"""The two wings meet: verify a candidate, join groups, find the source."""
