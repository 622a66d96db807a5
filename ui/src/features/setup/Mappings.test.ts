import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { Fake, type FakeOptions } from "../../ipc/fake";
import { FakeDesk } from "../../ipc/fake-desk";
import type { SetupPart } from "../../shared/go";
import { toasts } from "../../shared/toasts.svelte";
import { Session } from "../../state/session.svelte";
import SetupHarness from "./SetupHarness.test.svelte";

afterEach(() => {
  toasts.clear();
  vi.useRealTimers();
});

async function open(start: SetupPart, options: FakeOptions = {}) {
  const fake = new Fake({ points: 0, found: 40, ...options });
  const session = new Session(fake);
  if (options.scene === "loading") void session.start();
  else await session.start();
  const view = render(SetupHarness, { props: { session, desk: new FakeDesk(), start, went: vi.fn() } });
  return { fake, user: userEvent.setup(), ...view };
}

test("a mapping is made with the keyboard alone: topic, values, time, name, saved", async () => {
  const { fake, user } = await open("mappings");
  await screen.findByRole("listbox", { name: "Mappings" });
  await user.keyboard("n");
  const topics = await screen.findByRole("listbox", { name: "Topics" });
  await user.keyboard("/acme/hp/2");
  await waitFor(() => expect(within(topics).getAllByRole("option").length).toBe(1));
  await user.keyboard("{Enter}");
  const leaves = await screen.findByRole("listbox", { name: "Values in the messages" });
  await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>("Topics", { selector: "input" }).value).toBe("acme/hp/2/state"));
  leaves.focus();
  await user.keyboard("jjj{ }k{ }kt");
  const rows = within(await screen.findByRole("table", { name: "Values of the mapping" })).getAllByRole("row");
  expect(rows.length).toBe(3);
  const name = screen.getByLabelText<HTMLInputElement>("Name", { selector: "#mapping-name" });
  expect(name.value).toBe("acme hp 2 state");
  await user.clear(name);
  await user.type(name, "Heat pumps");
  const [scale] = screen.getAllByLabelText("Scale");
  if (scale === undefined) throw new Error("a row has a scale");
  await user.type(scale, "0.1");
  await waitFor(() => expect(screen.getByText(/of 1 topic: \d+ values/)).toBeTruthy());
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(fake.mappings.list.length).toBe(2));
  const saved = JSON.parse(fake.mappings.list[1]?.file ?? "") as { topics: string; time: unknown; values: { scale?: number }[] };
  expect(saved).toMatchObject({ topics: "acme/hp/2/state", time: { at: "/ts", form: "ms" } });
  expect(saved.values[0]?.scale).toBe(0.1);
  expect(await screen.findByText(/goes on as the same point/)).toBeTruthy();
});

test("a changed scale says which points it means before it is saved, and asks what becomes of them", async () => {
  const { fake, user } = await open("mappings");
  await screen.findByRole("listbox", { name: "Mappings" });
  await user.keyboard("j{Enter}");
  const scale = await screen.findByLabelText("Scale");
  await user.type(scale, "10");
  expect(await screen.findByText(/It would mean something else: “energy”: unit kWh, scale 1 before, unit kWh, scale 10 now/)).toBeTruthy();
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(await screen.findByText(/Not saved yet: a value means something else/)).toBeTruthy();
  expect(fake.mappings.list[0]?.file).not.toContain('"scale"');
  await user.click(screen.getByRole("button", { name: "Begin new points" }));
  await waitFor(() => expect(fake.mappings.list[0]?.file).toContain("energy 2"));
});

test("a mapping is made from a topic, and a wrong field says why at once", async () => {
  const { user } = await open("topics");
  await screen.findByRole("tree", { name: "Topics" });
  await user.keyboard("/acme/hp/1");
  await waitFor(() => expect(screen.getAllByRole("treeitem").length).toBe(1));
  await user.keyboard("{Enter}");
  await user.click(await screen.findByRole("button", { name: /Make a mapping/ }));
  const topics = await screen.findByLabelText<HTMLInputElement>("Topics", { selector: "input" });
  await waitFor(() => expect(topics.value).toBe("acme/hp/1/state"));
  await user.clear(topics);
  await user.type(topics, "acme/x+/state");
  expect((await screen.findAllByText(/a \+ stands for one whole level/)).length).toBe(2);
  expect(topics.getAttribute("aria-invalid")).toBe("true");
  expect(screen.getByRole("button", { name: /^Save/ })).toHaveProperty("disabled", true);
  await user.keyboard("{Escape}{Escape}");
  expect(await screen.findByText(/is on the workbench and not saved/)).toBeTruthy();
});

test("a refused message leads to the mapping that mends it", async () => {
  const { fake, user } = await open("quarantine", { points: 60 });
  await screen.findByRole("grid", { name: "Quarantine" });
  await user.keyboard("j");
  const [first] = fake.refusals;
  await user.click(await screen.findByRole("button", { name: /Mend by a mapping/ }));
  await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>("Topics", { selector: "input" }).value).toBe(first?.topic));
});

test("the text of the file can be written instead, and goes back to the form where it fits", async () => {
  const { user } = await open("mappings");
  await screen.findByRole("listbox", { name: "Mappings" });
  await user.keyboard("j{Enter}");
  await user.click(await screen.findByRole("button", { name: "As text" }));
  const file = screen.getByLabelText<HTMLTextAreaElement>("File of the mapping");
  expect(file.value).toContain('"decimal": "comma"');
  await user.clear(file);
  await user.click(file);
  await user.paste("{ broken");
  expect(await screen.findByText("It is not JSON yet.")).toBeTruthy();
  expect(screen.getByRole("button", { name: "As form" })).toHaveProperty("disabled", true);
  expect(await screen.findByText(/the file is no JSON/)).toBeTruthy();
});

test("what another window changes is shown, and [ and ] move a mapping", async () => {
  const { fake, user } = await open("mappings");
  await screen.findByRole("listbox", { name: "Mappings" });
  const [meters] = fake.mappings.list;
  if (meters === undefined) throw new Error("the fake has a mapping");
  fake.mappings.list = [meters, { ...meters, name: "Other meters", place: 1 }];
  fake.event({ name: "mappings_changed" });
  const names = () => screen.getAllByRole("option").map((row) => row.querySelector("bdi")?.textContent);
  await waitFor(() => expect(names()).toEqual(["Legacy pulse meters", "Other meters"]));
  await user.keyboard("jj[[");
  await waitFor(() => expect(names()).toEqual(["Other meters", "Legacy pulse meters"]));
  expect(screen.getByRole("button", { name: /^Up/ })).toHaveProperty("disabled", true);
  await user.keyboard("]");
  await waitFor(() => expect(names()).toEqual(["Legacy pulse meters", "Other meters"]));
});

test("one that is left out says so, and why", async () => {
  const fake = new Fake({ points: 0, found: 40 });
  fake.mappings.list = fake.mappings.list.map((one) => ({ ...one, hindrance: "version 9 of the format is not known" }));
  const session = new Session(fake);
  await session.start();
  render(SetupHarness, { props: { session, desk: new FakeDesk(), start: "mappings", went: vi.fn() } });
  expect(await screen.findByText("left out")).toBeTruthy();
  await userEvent.keyboard("j");
  expect(await screen.findByText(/version 9 of the format is not known\. It is looked at again/)).toBeTruthy();
});

test("removing is undone, and switching is a key", async () => {
  const { fake, user } = await open("mappings");
  await screen.findByRole("listbox", { name: "Mappings" });
  await user.keyboard("j{ }");
  await waitFor(() => expect(fake.mappings.list[0]?.on).toBe(false));
  await user.keyboard("{Delete}");
  expect(await screen.findByText("No mapping is needed yet")).toBeTruthy();
  toasts.newest?.action?.run();
  await waitFor(() => expect(fake.mappings.list.length).toBe(1));
});

test("what topics and messages say is text and nothing else", async () => {
  const { container, user } = await open("mappings", { scene: "hostile" });
  await screen.findByRole("listbox", { name: "Mappings" });
  await user.keyboard("n");
  await screen.findByRole("listbox", { name: "Topics" });
  await user.keyboard("/bold");
  await waitFor(() => expect(screen.getByRole("listbox", { name: "Topics" }).children.length).toBe(1));
  await user.keyboard("{Enter}");
  await user.click(within(screen.getByRole("listbox", { name: "Topics" })).getByRole("option"));
  expect((await screen.findAllByText(/owned/)).length).toBeGreaterThan(0);
  for (const mark of screen.getAllByRole("checkbox", { name: /^Take/ })) await user.click(mark);
  expect(container.querySelector("img, script, iframe, table")).toBeNull();
  expect(document.title).not.toBe("owned");
});

test("without any, with a failure and while it is read, the part says so", async () => {
  const empty = await open("mappings", { scene: "empty", found: 0 });
  expect(await screen.findByText("No mapping is needed yet")).toBeTruthy();
  empty.unmount();
  const refusing = await open("mappings", { scene: "refusing" });
  expect(await screen.findByText(/did not answer within 10 s/)).toBeTruthy();
  refusing.unmount();
  await open("mappings", { scene: "loading" });
  expect(await screen.findByLabelText("Mappings are being read")).toBeTruthy();
});
