"""Rules as versioned data: certification rules, scoring models, banding models."""
