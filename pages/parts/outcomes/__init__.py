"""The parts of what is tracked before and after a feature shipped."""
