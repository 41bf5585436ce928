"""What sealing and opening one credential costs, beside Fernet in the same run.

`python -m tests.benchmarks.bench_vault` prints it.
"""

from __future__ import annotations

import os

from cryptography.fernet import Fernet, MultiFernet

from tests.benchmarks.timing import microseconds

TOKEN = "a11ce0a11ce0a11ce0a11ce0a11ce0a1"
PLACE = {"purpose": "credential", "row": "9f1c", "user": "42", "service": "track", "field": "sealed_secret"}
CALLS = 2_000


def run() -> dict[str, float]:
    """Microseconds a call, and the ratios to Fernet (below 1 is faster than Fernet)."""
    from dashboard.upstream.secret import Secret
    from dashboard.vault import mac, open_sealed, seal

    fernet = MultiFernet([Fernet(Fernet.generate_key())])
    secret, sealed, token = Secret(TOKEN), seal(Secret(TOKEN), **PLACE), fernet.encrypt(TOKEN.encode())
    figures = {
        "vault seal µs": microseconds(lambda: seal(secret, **PLACE), CALLS),
        "vault open µs": microseconds(lambda: open_sealed(sealed, **PLACE), CALLS),
        "vault mac µs": microseconds(lambda: mac("history", sealed), CALLS),
        "Fernet encrypt µs": microseconds(lambda: fernet.encrypt(TOKEN.encode()), CALLS),
        "Fernet decrypt µs": microseconds(lambda: fernet.decrypt(token), CALLS),
    }
    figures["seal : Fernet"] = figures["vault seal µs"] / figures["Fernet encrypt µs"]
    figures["open : Fernet"] = figures["vault open µs"] / figures["Fernet decrypt µs"]
    figures["bytes stored"] = float(len(sealed))
    return figures


def main() -> None:
    """Print the figures."""
    os.environ.setdefault("DEVELOPMENT", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    for name, figure in run().items():
        print(f"{name:20} {figure:8.2f}")


if __name__ == "__main__":
    main()
