"""Membership dues: what each pays, who has paid a month, what a cell remits."""
