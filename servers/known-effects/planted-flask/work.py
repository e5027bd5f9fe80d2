"""Work of a known size: rounds of a hash, so that twice the percent is twice the rounds."""

# Rounds for each percent. A constant and never measured as a server starts: every process, and every
# trial, does the very same. So many that a percent is about a hundredth of the CPU that a request
# takes without any; how nearly, `deno task prove` measures and says.
ROUNDS_PER_PERCENT = 80


def hashed(seed: int, rounds: int) -> int:
    """Each round upon the last, in the interpreter, as what it stands for would be."""
    state = seed
    for _ in range(rounds):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    return state
