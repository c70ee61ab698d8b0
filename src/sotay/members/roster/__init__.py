"""From the workbooks wards keep to members: read, compare, preview, import. See docs/roster-import.md."""
