"""Two persons who may be one: found by rule, reviewed by somebody."""
