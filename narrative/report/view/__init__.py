"""From a comparison to the words, numbers and marks of its page."""
