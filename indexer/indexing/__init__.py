"""Catalogue -> both indexes: kept in step, in the background, or built anew as a new generation."""
