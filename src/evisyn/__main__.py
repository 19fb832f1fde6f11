"""``python -m evisyn``: the same as the ``evisyn`` command."""

from evisyn.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
