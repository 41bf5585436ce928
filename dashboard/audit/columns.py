"""Which columns of this app need a key of the vault: the signatures of the chain.

When a key is lost for good (`vault_doctor --give-up`) nothing that it signed can be verified again: it is signed anew
as it stands, and history says so. The digests need no key, so what does not fit them is found all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard.audit import chain
from dashboard.vault import SignedColumn, mac, register


def _digest_of(row: Any) -> bytes:
    return bytes(row.digest)


def _message_of(row: Any) -> bytes:
    return bytes(row.message)


def _sign_anew(purpose: str, message_of: Callable[[Any], bytes]) -> Callable[[Any], object]:
    def sign(row: Any) -> None:
        type(row).objects.filter(pk=row.pk).update(tag=mac(purpose, message_of(row)))

    return sign


def _register(model: str, purpose: str, message_of: Callable[[Any], bytes], *, needed: bool) -> None:
    discard = _sign_anew(purpose, message_of)
    register(
        SignedColumn(model=model, field="tag", purpose=purpose, message_of=message_of, discard=discard, needed=needed)
    )


# History is written and read without the keys of old rows; only verifying needs them. Adding needs that of the end.
_register("audit.Entry", chain.ROW, _digest_of, needed=False)
_register("audit.End", chain.END, _message_of, needed=True)
_register("audit.Unrecorded", chain.UNRECORDED, _message_of, needed=False)
