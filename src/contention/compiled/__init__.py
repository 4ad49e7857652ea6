"""What all compiled code needs: a place to be kept in, and a way to be handed many arrays."""
