"""The functions that exist in Python and in JavaScript give the same answers; Node runs those of the site's scripts."""
