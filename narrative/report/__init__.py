"""The page and the machine-readable twins of a comparison."""
