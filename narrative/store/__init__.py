"""A comparison folder on disk: stage results with checksums, whole files, and a lock that names who holds it."""

from narrative.store.database import Store, remove_damaged
from narrative.store.files import ANEW, hash_bytes, write_files
from narrative.store.lock import lock_folder

__all__ = ["ANEW", "Store", "hash_bytes", "lock_folder", "remove_damaged", "write_files"]
