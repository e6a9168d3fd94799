"""All ranks or none: the ranks of a job pass or refuse together. :mod:`.together` is the door."""
