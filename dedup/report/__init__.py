"""For people: terminal output of the results."""
