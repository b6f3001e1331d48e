"""Taking seized files from the evidence folder, as another way in than uploads."""
