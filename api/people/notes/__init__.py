"""Notes about a person: added, corrected, withdrawn, never lost."""
