"""Tests of the termbase."""
