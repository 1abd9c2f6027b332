"""Records as offices keep them in sheets: read in any order of columns, planned row by row, and only then written."""
