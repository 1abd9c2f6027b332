"""Benchmarks: `make bench` prints ratios measured in one run, and writes docs/benchmarks.md."""
