"""Safe files: written whole or not at all, one run a directory, errors a user can act on."""

from contention.store.atomic import write_bytes, write_json, write_text, write_tree, write_with
from contention.store.directory import claim_directory, open_directory
from contention.store.failures import explain_failures
from contention.store.lock import lock_directory

__all__ = [
    "claim_directory",
    "explain_failures",
    "lock_directory",
    "open_directory",
    "write_bytes",
    "write_json",
    "write_text",
    "write_tree",
    "write_with",
]
