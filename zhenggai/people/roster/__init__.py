"""A list of people as offices keep it, row by row: read in any order of columns, planned, and only then written."""
