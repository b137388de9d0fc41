"""For people with a browser: each result as one file that opens from disk.

A page needs nothing from outside, runs nothing but its own small script, and can be read without
that. Every text in it is escaped (`dedup.report.html.markup`).
"""
