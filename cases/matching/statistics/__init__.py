"""What the links say as figures: each with its numerator and its denominator."""
