"""Calling in: the five papers, from notice to accountability (process.md §6). `ladder` is the pure core that says which is due;
`parties` who gets it; `queries` is the room's door to letters; `actions.letters` changes them."""
