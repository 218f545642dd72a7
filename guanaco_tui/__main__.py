"""`python -m guanaco_tui` is `guanaco`."""

from guanaco_tui.cli import main

if __name__ == "__main__":
    main()
