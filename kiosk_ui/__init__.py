"""The screens of a store: the HTTP API, the live views and the built pages."""
