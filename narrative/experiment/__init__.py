"""Many configurations over one input: one table, one page, resumable."""
