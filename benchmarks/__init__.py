"""One runnable module for each promise of speed, and the server that they and the tests share."""
