"""Posts members hold inside and outside the Party, planning, rotation."""
