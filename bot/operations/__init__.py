"""Use cases of those who run an installation: health, doctor, evaluation, feeds on trial."""
