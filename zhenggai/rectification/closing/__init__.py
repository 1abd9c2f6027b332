"""Closure 销号: its levels, what they ask, who may not take part, what it looks like. Pure or reading; actions act."""
