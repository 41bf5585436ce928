"""Which columns of this app need a key of the vault: the signatures of the chain.

When a key is lost for good (`vault_doctor --give-up`) nothing that it signed can be verified again: the chain then
begins after those rows, which stay readable.
"""

from __future__ import annotations

from typing import Any

from dashboard.audit import chain
from dashboard.vault import SignedColumn, mac, register


def _digest_of(row: Any) -> bytes:
    return bytes(row.digest)


def _message_of(end: Any) -> bytes:
    return bytes(end.message)


def _give_up_row(row: Any) -> None:
    from dashboard.audit.keeping import begin_after  # noqa: PLC0415 - needs the models

    begin_after(row)


def _give_up_end(end: Any) -> None:
    """Sign an end anew, as it stands; which rows are covered is decided row by row."""
    type(end).objects.filter(pk=end.pk).update(tag=mac(chain.END, end.message))


register(
    SignedColumn(
        model="audit.Entry",
        field="tag",
        purpose=chain.ROW,
        message_of=_digest_of,
        discard=_give_up_row,
        needed=False,  # history is written and read without the keys of old rows; only verifying needs them
    )
)
register(SignedColumn(model="audit.End", field="tag", purpose=chain.END, message_of=_message_of, discard=_give_up_end))
