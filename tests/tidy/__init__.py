"""The rules of the house as functions of a root folder or a text, so that a planted fault can break each."""
