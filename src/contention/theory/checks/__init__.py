"""What the names of a theory refer to, and whether that makes sense: one file a subject."""
