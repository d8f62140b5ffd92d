"""`/desk/settings/rulebook/`: reading rules, trying them, proposing changes."""
