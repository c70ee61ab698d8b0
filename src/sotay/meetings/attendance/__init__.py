"""Who came to a cell's meetings month by month: make-up sessions, and the alert before a third absence."""
