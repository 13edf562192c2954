"""``python -m narrative``."""

from narrative.cli import main

if __name__ == "__main__":
    main()
