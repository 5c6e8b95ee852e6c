"""Tests of configuration, the running process, and the command line."""
