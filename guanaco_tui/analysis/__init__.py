"""Reads collections: themes and queries, and where they stand in a text."""
