"""Orders to be shipped or picked up somewhere: which store is asked, what it said, whom to ask next."""
