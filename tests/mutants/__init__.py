"""Would the tests notice? Small changes of the code, drawn with a seed, each tried against the tests that stand nearest (``make soak-mutants``)."""
