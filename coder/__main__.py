"""`python -m coder` is `coder`."""

from coder.cli.main import main

if __name__ == "__main__":
    main()
