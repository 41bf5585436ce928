"""Tests of what Track and Focus are: contract, transport, errors, fields."""
