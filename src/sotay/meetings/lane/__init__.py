"""What a hall of phones asks all evening, answered ahead of Django's middleware (docs/taking-part.md)."""
