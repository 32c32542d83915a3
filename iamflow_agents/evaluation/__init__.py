"""Measures how well identities were found, against what a careful reader says."""
