"""A lesson on disk: a folder that a teacher can see, zip and share."""
