"""``python -m contention`` is the command ``contention``."""

from contention.cli import main

if __name__ == "__main__":
    main()
