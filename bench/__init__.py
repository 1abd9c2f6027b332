"""Benchmarks: `make bench [FULL=1] [PARTS=ledger]` prints ratios, each part measured in one run; FULL writes docs/benchmarks.md."""
