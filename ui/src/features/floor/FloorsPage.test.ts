import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { createRawSnippet } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";

import type { Requests } from "../../ipc/bindings";
import { Fake, type FakeOptions } from "../../ipc/fake";
import type { Go } from "../../shared/go";
import { Points } from "../../state/points.svelte";
import { Session } from "../../state/session.svelte";
import FloorsPage from "./FloorsPage.svelte";

beforeEach(() => localStorage.clear());

/** The page as the frame mounts it: the way it goes is the address it gets. */
async function open(options: FakeOptions = {}, floor: number | null = 1, point: string | null = null) {
  const fake = new Fake({ points: 240, seed: 5, ...options });
  const call = vi.spyOn(fake, "call");
  const session = new Session(fake);
  const started = session.start();
  if (options.scene !== "loading") await started;
  const points = new Points(session.current);
  const banners = createRawSnippet(() => ({ render: () => "<i></i>" }));
  const went: string[] = [];
  const go: Go = {
    overview: () => went.push("overview"),
    trends: (codes) => went.push(`trends ${codes.join(",")}`),
    setup: (part) => went.push(`setup ${part}`),
    floor: (to, code) => {
      went.push(`floor ${String(to)}${code === undefined ? "" : ` ${code}`}`);
      void view.rerender({ floor: to, point: code ?? null });
    },
  };
  const view = render(FloorsPage, { props: { session, points, go, banners, floor, point } });
  const sparksAsked = () => call.mock.calls.filter(([name]) => name === "sparks").map(([, args]) => (args as Requests["sparks"]["args"]).points);
  return { fake, session, points, went, user: userEvent.setup(), sparksAsked, ...view };
}

const rows = () => screen.getAllByRole("row");
const selected = () => rows().find((row) => row.getAttribute("aria-selected") === "true");
const faceplate = () => screen.findByLabelText("Faceplate");
const title = async () => within(await faceplate()).getByRole("heading", { level: 2 }).textContent;

test("J and K walk over the heads, Enter opens the faceplate and the address names it, Esc closes it", async () => {
  const { user, points, went } = await open();
  expect(screen.getAllByText("1.01 Office NW").length).toBeGreaterThan(0);
  for (let turn = 1; turn <= 9; turn += 1) {
    await user.keyboard("j");
    expect(selected()?.getAttribute("aria-rowindex")).toBe(String(turn));
  }
  await user.keyboard("k{Enter}");
  expect(await title()).toBe(points.selectedRow?.name);
  expect(went.at(-1)).toBe(`floor 1 ${points.selected}`);
  await user.keyboard("j");
  await waitFor(async () => expect(await title()).toBe(points.selectedRow?.name));
  await waitFor(() => expect(went.at(-1)).toBe(`floor 1 ${points.selected}`));
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByLabelText("Faceplate")).toBeNull());
  expect(went.at(-1)).toBe("floor 1");
});

test("the address of a point selects it, brings it into view and opens its faceplate", async () => {
  const fake = new Fake({ points: 3_000, seed: 5 });
  const last = fake.points.findLast((one) => one.view.floor === 2)?.view;
  await open({ points: 3_000 }, 2, last?.point);
  expect(await title()).toBe(last?.name);
  await waitFor(() => expect(selected()?.id).toBe(`point-${last?.point}`));
});

test("a filter finds a space by its name and says so", async () => {
  const { user } = await open();
  await user.keyboard("/team room");
  await waitFor(() => expect(rows()).toHaveLength(8));
  expect(screen.getByText(/all points with “team room”, by space\. 8 points found\./)).toBeTruthy();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByText(/found\./)).toBeNull());
});

test("[ and ] go from floor to floor, and the points without a floor have a place of their own", async () => {
  const { user, went } = await open();
  await user.keyboard("[[");
  expect(went.at(-1)).toBe("floor 2");
  expect((await screen.findByRole("heading", { level: 1 })).textContent).toBe("Floor 2");
  await user.keyboard("]]]");
  expect(went.at(-1)).toBe("floor 1");
  await user.click(screen.getByRole("button", { name: "Not placed" }));
  await waitFor(() => expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Not placed"));
  expect(went.at(-1)).toBe("floor none");
  await user.click(screen.getByRole("button", { name: "All points" }));
  await waitFor(() => expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("240"));
});

test("with several buildings the building is chosen first, and its highest floor shows", async () => {
  const { user, session, went } = await open();
  await session.places.changeModel([{ do: "add_building", id: null, name: "Depot" }]);
  const depot = session.places.view?.site.buildings.at(-1)?.id ?? 0;
  await session.places.changeModel([{ do: "add_floor", id: null, building: depot, name: "Ground floor", level: 0 }]);
  await session.places.changeModel([{ do: "add_floor", id: null, building: depot, name: "Loft", level: 1 }]);
  await user.selectOptions(await screen.findByLabelText("Building"), "Depot");
  const loft = session.places.floors.find((one) => one.floor.name === "Loft")?.floor.id;
  expect(went.at(-1)).toBe(`floor ${loft}`);
  expect((await screen.findByRole("button", { name: "Ground floor" })).textContent).toBe("Ground");
});

test("only lines in view are drawn, and curves are asked for them alone", async () => {
  const { sparksAsked } = await open({ points: 3_000 }, null);
  expect(rows().length).toBeLessThan(60);
  await waitFor(() => expect(sparksAsked()).toHaveLength(1));
  expect([...(sparksAsked()[0] ?? [])].sort()).toEqual(rows().map((row) => row.id.replace("point-", "")).sort());
});

test("raw messages are text and nothing else, also hostile ones", async () => {
  const hostile = "<img src=x onerror=\"document.title='owned'\">";
  const { user, fake, container } = await open({ points: 12 }, null);
  vi.spyOn(fake, "call").mockImplementation((name) =>
    name === "messages"
      ? Promise.resolve([
          { received: 1_763_000_000_041, payload: hostile, hexadecimal: false, bytes: 44, retained: true },
          { received: 1_763_000_000_000, payload: "00 ff", hexadecimal: true, bytes: 2_048, retained: false },
        ] as never)
      : Promise.reject({ code: "internal", message: "No.", hint: "" }),
  );
  await user.keyboard("j{Enter}");
  expect(await screen.findByText(hostile)).toBeTruthy();
  expect(screen.getByText("retained")).toBeTruthy();
  expect(screen.getByText("hexadecimal, 2,048 bytes, the first 2 of 2,048 bytes")).toBeTruthy();
  expect(screen.getByText(/03:13:20\.041/)).toBeTruthy();
  expect(container.querySelector("img, script")).toBeNull();
});

test("an accepted point is edited in place, and a refusal stands beside the form", async () => {
  const { user, fake, points, session } = await open({}, 1);
  await user.keyboard("j{Enter}");
  await faceplate();
  await user.keyboard("e");
  const dialog = await screen.findByRole("dialog", { name: "Edit point" });
  const name = within(dialog).getByLabelText("Name");
  await user.clear(name);
  await user.type(name, "Lobby temperature");
  fake.failure = { code: "taken", message: "Another point bears this name.", hint: "Choose another." } as never;
  await user.click(within(dialog).getByRole("button", { name: /Save/ }));
  expect(await within(dialog).findByText(/Another point bears this name/)).toBeTruthy();
  fake.failure = null;
  await user.click(within(dialog).getByRole("button", { name: /Save/ }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(fake.points.find((one) => one.view.point === points.selected)?.view.name).toBe("Lobby temperature");
  await waitFor(() => expect(session.current.find(points.selected ?? "")?.name).toBe("Lobby temperature"));
});

test("a found point is not edited but leads to where it is accepted", async () => {
  const fake = new Fake({ points: 240, seed: 5 });
  const found = fake.points.find((one) => !one.view.accepted)?.view.point ?? "";
  const { user, went } = await open({}, null, found);
  const plate = await faceplate();
  expect(within(plate).queryByRole("button", { name: /Edit/ })).toBeNull();
  await user.click(within(plate).getByRole("button", { name: "Found points" }));
  expect(went.at(-1)).toBe("setup found");
});

test("an empty floor says what belongs on it and leads there", async () => {
  const { user, went } = await open({ points: 12 }, 6);
  expect(await screen.findByText("No points on Floor 6 yet")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Setup › Found points" }));
  expect(went.at(-1)).toBe("setup found");
});

test("offline, values stay with their ages and the faceplate says what still works", async () => {
  const { user, fake } = await open({ points: 3 }, null);
  fake.connect("waiting", "It does not answer.");
  await waitFor(() => expect(screen.getAllByText("stale, offline")).toHaveLength(3));
  await user.keyboard("j{Enter}");
  expect(within(await faceplate()).getByText("Works now")).toBeTruthy();
});

test("grey bars stand where the list will be, after a moment", async () => {
  await open({ scene: "loading" });
  expect(screen.queryByLabelText("Points are being read")).toBeNull();
  expect(await screen.findByLabelText("Points are being read")).toBeTruthy();
});
