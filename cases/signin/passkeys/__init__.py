"""Passkeys: a second factor that no forged page can ask for (W3C WebAuthn)."""
