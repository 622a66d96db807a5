import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { Fake } from "../../ipc/fake";
import { FakeDesk } from "../../ipc/fake-desk";
import { toasts } from "../../shared/toasts.svelte";
import { Session } from "../../state/session.svelte";
import SetupHarness from "./SetupHarness.test.svelte";

afterEach(() => toasts.clear());

async function open() {
  const fake = new Fake({ points: 60 });
  const session = new Session(fake);
  await session.start();
  const desk = new FakeDesk();
  render(SetupHarness, { props: { session, desk, start: "model", went: vi.fn() } });
  return { fake, desk, user: userEvent.setup() };
}

async function importing(text: string) {
  const opened = await open();
  await opened.user.click(await screen.findByRole("button", { name: "Import a point list…" }));
  const dialog = await screen.findByRole("dialog", { name: "Import a point list" });
  await opened.user.upload(within(dialog).getByLabelText("File"), new File([text], "points.csv"));
  return { ...opened, dialog, apply: within(dialog).getByRole<HTMLButtonElement>("button", { name: /Apply/ }) };
}

test("a list is shown before it is applied, and applied as a whole", async () => {
  const { fake, user, dialog, apply } = await importing("id,name\np1,Return air\np2,Fan\n");
  const table = await within(dialog).findByRole("table", { name: "What the list changes" });
  expect(within(table).getAllByRole("row")).toHaveLength(2);
  await user.click(within(dialog).getByRole("button", { name: "Change" }));
  expect((await within(dialog).findAllByText(/Supply air/)).length).toBeGreaterThan(0);
  await waitFor(() => expect(apply.disabled).toBe(false));
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(fake.calls.filter((call) => call === "import_points")).toHaveLength(3);
  expect(toasts.newest?.words).toBe("2 changes of the list were made.");
});

test("a list with a wrong row names the row and cannot be applied", async () => {
  const { dialog, apply } = await importing("id,name,high\np1,Return air,30\np2,Fan,wrong\n");
  expect(await within(dialog).findByText("1 problem")).toBeTruthy();
  expect(within(dialog).getByRole("cell", { name: "3" })).toBeTruthy();
  expect(within(dialog).getByText(/is no number/)).toBeTruthy();
  expect(apply.disabled).toBe(true);
});

test("hostile names in a list are text and nothing else", async () => {
  const { dialog } = await importing("id,name\np1,<img src=x onerror=\"document.title='owned'\">\n");
  expect((await within(dialog).findAllByText(/<img src=x/)).length).toBeGreaterThan(0);
  expect(dialog.querySelector("img")).toBeNull();
});

test("an engine that refuses says why, and nothing is offered to apply", async () => {
  const { fake, user, dialog, apply } = await importing("id,name\np1,Fan\n");
  await waitFor(() => expect(apply.disabled).toBe(false));
  fake.failure = { code: "internal", message: "The disk is full.", hint: "Make room." };
  await user.click(within(dialog).getByRole("button", { name: "Replace" }));
  expect(await within(dialog).findByText("The disk is full.")).toBeTruthy();
  expect(apply.disabled).toBe(true);
});

test("the model is saved as a list, of BACnet EDE as four files", async () => {
  const { desk, user } = await open();
  await user.click(await screen.findByRole("button", { name: "Export point list…" }));
  const dialog = await screen.findByRole("dialog", { name: "Export point list" });
  await user.click(within(dialog).getByText("BACnet EDE"));
  await user.click(within(dialog).getByRole("button", { name: /Save/ }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(desk.saved.size).toBe(4);
  expect(toasts.newest?.words).toMatch(/saved as .*Quay_EDE.csv and 3 tables beside it/);
});
