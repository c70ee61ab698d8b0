"""The record of a meeting: its acts and when each may happen, the fold and its state, the chain of hashes."""
