"""What ends by the clock: lists, personal eligibility, absences and waivers with a last day."""
