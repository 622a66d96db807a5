.PHONY: run test

# Builds the console and opens its window.
run:
	@scripts/run.sh

# The whole check: format, lints, tests, the window end to end.
test:
	@scripts/check.sh
