"""What people type about a person; the verbs judge what it means."""
