"""Stores, a network and a centre in virtual time: real files, real rules, both ends of the protocol, one seed
deciding what is sold and everything that goes wrong.
"""
