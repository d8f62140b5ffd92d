"""The home page of the office: five figures, two charts, what needs a person."""
