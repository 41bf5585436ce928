"""One file a threat of the threat model (docs/security.md), T1 to T18, each with the proof of its defence."""
