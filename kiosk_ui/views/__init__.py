"""What the pages are sent: the shapes of the JSON API and of the live views, one file a noun. The OpenAPI
document and the TypeScript types are generated from here.
"""
