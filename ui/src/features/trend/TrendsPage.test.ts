import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { createRawSnippet } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";

import { Fake, type FakeOptions } from "../../ipc/fake";
import { FakeDesk } from "../../ipc/fake-desk";
import { toasts } from "../../shared/toasts.svelte";
import { Session } from "../../state/session.svelte";
import { Trend } from "../../state/trend.svelte";
import TrendsPage from "./TrendsPage.svelte";

const HOUR = 3_600_000;

beforeEach(() => toasts.clear());

async function open(places: number[], options: FakeOptions = {}) {
  const fake = new Fake({ points: 48, seed: 5, ...options });
  const desk = new FakeDesk();
  const session = new Session(fake);
  const trend = new Trend(fake, session.current);
  const go = { overview: vi.fn(), floor: vi.fn(), trends: vi.fn(), setup: vi.fn() };
  const banners = createRawSnippet(() => ({ render: () => "<div></div>" }));
  render(TrendsPage, { props: { session, trend, go, desk, banners } });
  if (options.scene !== "loading") await session.start();
  trend.show(places.map((place) => fake.points[place]?.view.point ?? ""));
  if (places.length > 0 && fake.failure === null) await waitFor(() => expect(trend.phase).toBe("ready"));
  return { fake, desk, session, trend, go, user: userEvent.setup() };
}

test("E and then C saves the lines as a table and says where", async () => {
  const { desk, user } = await open([0, 4]);
  await user.keyboard("e");
  await screen.findByRole("menu", { name: "Export" });
  await user.keyboard("c");
  await waitFor(() => expect(toasts.newest?.words).toMatch(/^Saved as \/home\/operator\/Downloads\/trend-.*\.csv$/));
  const table = new TextDecoder().decode([...desk.saved.values()][0]);
  expect(table).toMatch(/^time,[^\r]*\(°C\),[^\r]*\(%\)/);
  expect(screen.queryByRole("menu")).toBeNull();
});

test("a file that could not be saved is told plainly and stays told", async () => {
  const { desk, user } = await open([0]);
  desk.failure = { code: "disk_full", message: "The disk is full.", hint: "Make room." };
  await user.keyboard("{Control>}e{/Control}");
  expect((await screen.findByRole("alert")).textContent).toContain("Not saved. The disk is full. Make room.");
  expect(toasts.newest).toBeNull();
});

test("a view is saved with V, a name and Enter, and heads the page; removing it can be undone", async () => {
  const { fake, user } = await open([0, 4]);
  await user.keyboard("v");
  await screen.findByRole("dialog", { name: "Saved views" });
  await user.keyboard("East office{Enter}");
  await screen.findByRole("heading", { name: "East office" });
  expect(fake.views.map((view) => [view.name, view.points.length])).toEqual([["East office", 2]]);
  await user.keyboard("v");
  await user.click(await screen.findByRole("button", { name: "Remove East office" }));
  await waitFor(() => expect(fake.views).toHaveLength(0));
  toasts.newest?.action?.run();
  await waitFor(() => expect(fake.views).toHaveLength(1));
});

test("W takes a range from the keyboard and refuses in words what is none", async () => {
  const { trend, user } = await open([0]);
  await user.keyboard("w");
  const dialog = await screen.findByRole("dialog", { name: "From and to" });
  const [from, to] = within(dialog).getAllByRole("textbox") as [HTMLElement, HTMLElement];
  await user.clear(from);
  await user.type(from, "2026-11-20 00:00");
  await user.clear(to);
  await user.type(to, "2026-11-19 12:00");
  expect(within(dialog).getByText("The end must lie after the start.")).toBeTruthy();
  await user.clear(to);
  await user.type(to, "2026-11-20 12:00{Enter}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect([trend.following, trend.from, trend.span]).toEqual([false, Date.UTC(2026, 10, 19, 23), 12 * HOUR]);
  await user.keyboard("{Home}");
  expect(trend.following).toBe(true);
});

test("without points it says what belongs here and offers the ways to it", async () => {
  const { go, user } = await open([]);
  await screen.findByRole("heading", { name: "No points chosen" });
  await user.click(screen.getByRole("button", { name: /^All points Ctrl/ }));
  expect(go.floor).toHaveBeenCalledWith(null);
});

test("offline the newest part is told to be missing and the last values stay with their age", async () => {
  await open([0, 4], { scene: "offline" });
  expect(await screen.findByText("following, but offline: the newest part is missing")).toBeTruthy();
  expect(screen.getAllByText("stale, 5 h 18").length).toBe(2);
});

test("a name is text, whatever it says", async () => {
  await open([0], { scene: "hostile" });
  expect((await screen.findByRole("heading", { level: 1 })).textContent).toBe("<img src=x onerror=\"document.title='owned'\">");
  expect(document.querySelector("img")).toBeNull();
});
