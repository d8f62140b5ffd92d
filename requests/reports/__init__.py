"""What was kept: figures made of the clocks at the moment they are asked for.

Nothing is summed up ahead, so no figure can be stale. Start with kept.py.
"""
