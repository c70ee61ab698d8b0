"""The record of a meeting: its acts, what each may carry and when, the fold and its state, the chain of hashes."""
