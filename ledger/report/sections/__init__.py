"""What the report says, a file a section."""
