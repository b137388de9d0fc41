"""Many documents: shingles to sketches, sketches to bands and buckets, buckets to candidates."""
