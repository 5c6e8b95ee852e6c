"""The centre's door for people and programs: a JSON API behind a sign-in, on the loopback unless told
otherwise.
"""
