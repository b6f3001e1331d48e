"""Uploads in stretches, resumed after a dropped connection: tus 1.0 (tus.io).

`protocol` knows the protocol's words, `receiving` seals each stretch as it
arrives, `assembling` makes one sealed original of them.
"""
