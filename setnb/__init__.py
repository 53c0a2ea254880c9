"""Learning with sets and multisets: the package behind the book."""
