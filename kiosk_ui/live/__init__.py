"""The live views: a snapshot of a page, then a revision whenever something it shows has changed."""
