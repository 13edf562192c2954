"""A comparison folder on disk: stage results with checksums, whole files, and a lock that names who holds it."""

from narrative.store.database import Store
from narrative.store.files import hash_bytes, write_files
from narrative.store.lock import lock_folder

__all__ = ["Store", "hash_bytes", "lock_folder", "write_files"]
