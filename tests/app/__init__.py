"""The handlers over the real writer and a real file."""
