"""The commands of `sotay`, one module each: `add_to` says how it is called, the rest does it."""
