"""Urging: who is warned of what on which day, each level once (process.md §6). `rules` is the pure core, `candidates` asks the
database, `clearing` says what is over, `running` puts them together; `queries` is the room's door to them."""
