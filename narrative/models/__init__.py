"""Weights that the package uses: found on disk, checked by hash, never fetched."""
