"""Writing a lesson: the form, its saves, the email beside it, and its earlier revisions."""
