"""What the portal costs, as ratios measured in one run: `make bench`.

Absolute times belong to one machine on one day, so each line sets the portal beside a
floor that runs in the same minutes, on the same server with the same settings.
"""
