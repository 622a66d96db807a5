import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { Fake, type FakeOptions } from "../../ipc/fake";
import { FakeDesk } from "../../ipc/fake-desk";
import { toasts } from "../../shared/toasts.svelte";
import { Session } from "../../state/session.svelte";
import SetupHarness from "./SetupHarness.test.svelte";

afterEach(() => {
  toasts.clear();
  vi.useRealTimers();
});

async function open(options: FakeOptions = {}) {
  const fake = new Fake({ points: 0, found: 500, ...options });
  const session = new Session(fake);
  await session.start();
  const view = render(SetupHarness, { props: { session, desk: new FakeDesk(), start: "found", went: vi.fn() } });
  await screen.findByRole("grid", { name: "Found points" });
  return { fake, session, user: userEvent.setup(), ...view };
}

const waiting = (fake: Fake) => fake.points.filter((one) => !one.view.accepted).length;

test("two keys accept all of five hundred points but the conflicts, and one undoes it", async () => {
  const { fake, user } = await open();
  await user.keyboard("{Control>}a{/Control}");
  const bar = await screen.findByText(/conflicts left out; makes 1 floor, \d+ spaces, \d+ pieces of equipment/);
  expect(bar.textContent).toMatch(/^on 100 devices/);
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(waiting(fake)).toBe(5));
  expect(fake.places.equipment.some((one) => one.name === "AHU-1" && one.kind === "ahu")).toBe(true);
  expect(toasts.newest?.words).toBe("495 points accepted where each was proposed.");
  toasts.clear();
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(waiting(fake)).toBe(500));
});

test("the panel says why, how often it speaks, that it takes commands and what stands against it", async () => {
  const { user } = await open();
  await user.type(screen.getByPlaceholderText("Filter"), "SAT_SP{Enter}");
  const panel = within(await screen.findByLabelText("Found point"));
  expect(panel.getAllByRole("listitem").map((one) => one.textContent).slice(0, 2)).toEqual(["its device says unit °C", "“SP” tells a setpoint"]);
  expect(panel.getByText("Nothing is sent before a person allows it.", { exact: false })).toBeTruthy();
  expect(panel.getByText(/Sparkplug B over Campus, every 1 min/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: /^Conflicts/ }));
  await user.clear(screen.getByPlaceholderText("Filter"));
  expect(document.activeElement).toBe(screen.getByPlaceholderText("Filter"));
  await user.keyboard("{Enter}");
  expect(within(await screen.findByLabelText("Conflict")).getByText(/one of the two may be a copy/)).toBeTruthy();
});

test("the role can be written by hand and goes with the acceptance", async () => {
  const { fake, user } = await open({ found: 20 });
  const call = vi.spyOn(fake, "call");
  await user.keyboard("j{Enter}");
  const role = await screen.findByLabelText("Role");
  await user.clear(role);
  await user.type(role, "zone-co2");
  await user.keyboard("{Escape}y");
  await waitFor(() => expect(call.mock.calls.find(([name]) => name === "accept_points")?.[1]).toMatchObject({ edits: [{ role: "zone-co2" }] }));
});

test("I sets the marked ones aside, the other list has them, and I brings them back", async () => {
  const { fake, user } = await open({ found: 40 });
  await user.keyboard("j {Shift>} {/Shift}i");
  await waitFor(() => expect(fake.points.filter((one) => one.ignored).length).toBeGreaterThan(1));
  const many = fake.points.filter((one) => one.ignored).length;
  await user.click(await screen.findByRole("button", { name: `Ignored ${many}` }));
  await screen.findByText("All that are ignored, by connection and device");
  await user.keyboard("{Control>}a{/Control}i");
  await waitFor(() => expect(fake.points.some((one) => one.ignored)).toBe(false));
});

test("arrows fold and open a device, and its head says how many points are in it", async () => {
  const { user } = await open({ found: 40 });
  const rows = () => Number(screen.getByRole("grid", { name: "Found points" }).getAttribute("aria-rowcount"));
  const before = rows();
  await user.keyboard("j{ArrowLeft}");
  await waitFor(() => expect(rows()).toBeLessThan(before));
  expect(screen.getAllByRole("button", { name: /^Open / })).toHaveLength(1);
  await user.keyboard("{ArrowRight}");
  await waitFor(() => expect(rows()).toBe(before));
});

test("selected ones are edited together, with the first three names shown before", async () => {
  const { user } = await open({ found: 40 });
  await user.keyboard("{Control>}a{/Control}e");
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByLabelText("A word before each name"), "Wing");
  const preview = dialog.getByLabelText("Preview");
  expect(preview.querySelectorAll(".name")).toHaveLength(3);
  expect(preview.querySelector(".name")?.textContent).toMatch(/→Wing /);
  await user.keyboard("{Enter}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(screen.getAllByText(/^Wing /).length).toBeGreaterThan(3);
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(screen.queryByText(/^Wing /)).toBeNull());
});

test("a pattern is tried while it is written, shows what it names, and is saved", async () => {
  const { fake, user } = await open({ found: 120 });
  await user.keyboard("n");
  const dialog = within(await screen.findByRole("dialog", { name: "Names in topics" }));
  await user.type(await dialog.findByLabelText("New pattern"), "harbour/quay/{{floor}/{{equp}/{{point}");
  expect(await dialog.findByText(/“equp” is no part/)).toBeTruthy();
  expect(dialog.getByText("at character 22; Enter goes there")).toBeTruthy();
  await user.clear(dialog.getByLabelText("New pattern"));
  await user.type(dialog.getByLabelText("New pattern"), "harbour/quay/{{floor}/{{equip}/{{point}");
  expect(await dialog.findByText(/^\d+ topics fit, \d+ do not\.$/)).toBeTruthy();
  expect(dialog.getAllByRole("columnheader").map((one) => one.textContent)).toEqual(["Topic", "Floor", "Equipment", "Point"]);
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(fake.patterns).toEqual(["harbour/quay/{floor}/{equip}/{point}"]));
});

test("names of devices that are markup stay text, in rows, heads and the panel", async () => {
  const { container, user } = await open();
  await user.type(screen.getByPlaceholderText("Filter"), "East img{Enter}");
  expect(within(await screen.findByLabelText("Found point")).getByRole("heading", { level: 2 }).textContent).toContain("<b>East</b>");
  expect(container.querySelector("img, script")).toBeNull();
  expect(document.title).not.toBe("owned");
});

test("of three thousand points only the lines in view are drawn", async () => {
  await open({ found: 3_000 });
  expect(Number(screen.getByRole("grid", { name: "Found points" }).getAttribute("aria-rowcount"))).toBe(3_600);
  expect(screen.getAllByRole("row").length).toBeLessThan(60);
});

test("an undo that is refused is told, also where the list has become empty", async () => {
  const { fake, user } = await open({ found: 5 });
  await user.keyboard("{Control>}a{/Control}{Control>}{Enter}{/Control}");
  await screen.findByText("No found points");
  fake.failure = { code: "disk_full", message: "The disk is full.", hint: "Make room." };
  await user.keyboard("{Control>}z{/Control}");
  expect((await screen.findByRole("alert")).textContent).toMatch(/The disk is full\. Make room\./);
  fake.failure = null;
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(waiting(fake)).toBe(5));
});

test("what a device last said of itself is told as the past while its connection is lost", async () => {
  const { fake } = await open({ found: 12 });
  expect((await screen.findAllByText("online")).length).toBeGreaterThan(0);
  fake.connect("waiting");
  expect((await screen.findAllByText("was online")).length).toBeGreaterThan(0);
  expect(screen.queryByText("online")).toBeNull();
});
