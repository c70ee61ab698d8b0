"""What the log becomes on paper. Pure: from a state and the facts around it to the structure of a paper."""
