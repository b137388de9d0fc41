"""Finding in batches: functions from Arrow record batches to record batches, for any engine.

An engine that holds its documents in parts gives each of its tasks an iterator of record
batches and takes another back. What crosses from task to task goes by *blocks*: packed arrays
with the number of the task that they are for. Nothing here knows which engine calls.

The stages, in order; an engine brings together the rows that share what stands after "by":

====================================  ======================  ==========================
function                              takes                   gives
====================================  ======================  ==========================
`sketching.sketch_rows`               documents               sketches
`sketching.count_stems`               texts of the sample     the sample's counts
`repeats.scatter_numbers`             contents and ids        both as numbers
`repeats.repeated`                    numbers by block        those of more than one
`candidates.scatter_bands`            sketches                band keys
`candidates.pairs_of_bands`           band keys by block      pairs
`candidates.merge_pairs`              pairs by block          pairs, each once
`meeting.scatter_anchors`             sketches                anchors
`meeting.buckets_of_anchors`          anchors by block        buckets
`meeting.pairs_of_buckets`            buckets by block        pairs, each once
`joining.verify`                      pairs, texts by block   verdicts
`joining.collapse_components`         by component            who stands for whom
`joining.collapse_and_count`          the sample too          both in one reading of texts
`joining.join_components`             by component            pairs and groups
====================================  ======================  ==========================
"""
