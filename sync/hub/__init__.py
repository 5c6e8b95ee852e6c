"""The centre: takes in every store's log, keeps it in PostgreSQL, feeds the stores, answers the chain's
questions.
"""
