"""The lane: a barrier behind a relay board, a camera that pushes plates."""
