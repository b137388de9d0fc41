"""Two or more documents: similarity, alignment, passages, facts, score and collation."""
