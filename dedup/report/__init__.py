"""For people: the results as pages, on a terminal, as tables and as plots."""
