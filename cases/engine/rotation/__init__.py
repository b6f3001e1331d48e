"""What was sealed under an old key, sealed again under the new one.

Each step puts a finished file in the place of the old one and can be repeated: a
rotation that was killed goes through everything again and passes over what is done.
"""
