"""A vote from the motion to its result: open and secret ballots on phones, and the pages of both."""
