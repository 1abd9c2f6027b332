"""The figures of process.md §8: every formula once, counted by the database, recounted over rows for a past day."""
