"""Correcting a draft: pure functions from a draft to another, each by name (edits.py), none of which loses a word.

A draft that is corrected is never changed in place: an edit makes a new one. What differs is kept part by part
(changes.py), so that a step can be taken back whatever others did to other parts meanwhile.
"""
