// Fixes language and zone, so that texts in tests read the same on every machine.
import { cleanup, configure } from "@testing-library/svelte";
import { afterEach } from "vitest";

import { useLocale } from "./shared/format";

useLocale("en-GB", "Europe/Amsterdam");
// A busy machine is slow, not wrong: what is waited for has longer than the usual second.
configure({ asyncUtilTimeout: 10_000 });
afterEach(() => cleanup());
