"""Passwords hashed by Argon2, a few at a time."""

from __future__ import annotations

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = 2  # of one process; each takes 19 MiB for some 20 ms, and the others wait


class BoundedArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with the parameters that OWASP names; hashes of other ones are made anew at the next sign-in.

    https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
    """

    memory_cost = 19 * 1024  # KiB
    time_cost = 2
    parallelism = 1

    _turn = threading.BoundedSemaphore(AT_ONCE)

    def encode(self, password: str, salt: str) -> str:
        """Return the hash of a password, in turn."""
        with self._turn:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Say whether the password is the one that was hashed, in turn."""
        with self._turn:
            return super().verify(password, encoded)
