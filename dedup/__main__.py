"""``python -m dedup`` is the command line, as ``dedup`` is."""

from dedup.cli import main

if __name__ == "__main__":
    main()
