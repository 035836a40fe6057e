"""The benchmarks: `make bench` runs all, `make bench ONLY=name` one.

Begin with `registry` (what there is), then `rows` (what a benchmark answers) and a benchmark, as
`dispatch`. `parts` is what they share.
"""
