"""HTTP as Track and Focus speak it: routing, signing in, bodies, refusals, quotas and faults."""
