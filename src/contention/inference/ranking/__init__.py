"""Several theories of one record: which foretells it better, and what that hangs on."""
