"""Tests of the payment gateways and the desk."""
