.PHONY: run test

# Builds the console and opens its window on the demo building.
run:
	@scripts/run.sh --demo

# The whole check: format, lints, tests, the window end to end.
test:
	@scripts/check.sh
