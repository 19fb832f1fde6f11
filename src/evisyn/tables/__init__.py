"""What a valid table is: contract, validation, keys, corrections and the evidence base."""
