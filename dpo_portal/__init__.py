"""Settings, URLs, the staff home page; may import every room, and no room imports it."""
