"""What people paste, and what both readers must make of it; the layouts and damages that make more."""
