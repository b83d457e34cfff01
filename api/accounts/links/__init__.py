"""Links by which somebody joins or sets a new password."""
