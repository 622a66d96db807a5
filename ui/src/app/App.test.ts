import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { Fake, type FakeOptions } from "../ipc/fake";
import App from "./App.svelte";

beforeEach(() => {
  history.replaceState(null, "", "/");
  localStorage.clear();
  delete document.documentElement.dataset["theme"];
});
afterEach(() => vi.useRealTimers());

async function open(options: FakeOptions = {}) {
  const fake = new Fake({ points: 40, seed: 5, ...options });
  const view = render(App, { props: { door: fake } });
  const user = userEvent.setup();
  if (!["empty", "loading", "failing"].includes(options.scene ?? "live")) await screen.findByRole("grid");
  return { fake, user, ...view };
}

const rows = () => screen.getAllByRole("row");
const selected = () => rows().find((row) => row.getAttribute("aria-selected") === "true");

describe("the table of points", () => {
  test("J, K and the arrows move, Enter opens the faceplate, Esc closes it", async () => {
    const { user } = await open();
    await user.keyboard("jjk{ArrowDown}");
    expect(selected()?.getAttribute("aria-rowindex")).toBe("2");
    const name = within(selected() as HTMLElement).getAllByRole("gridcell")[2]?.textContent ?? "";
    await user.keyboard("{Enter}");
    const faceplate = await screen.findByLabelText("Faceplate");
    expect(within(faceplate).getByRole("heading", { level: 2 }).textContent).toBe(name);
    await user.keyboard("j");
    expect(within(faceplate).getByRole("heading", { level: 2 }).textContent).not.toBe(name);
    await user.keyboard("{Escape}");
    expect(screen.queryByLabelText("Faceplate")).toBeNull();
  });

  test("the selection stops at the ends", async () => {
    const { user } = await open({ points: 3 });
    await user.keyboard("{Home}kkk");
    expect(selected()?.getAttribute("aria-rowindex")).toBe("1");
    await user.keyboard("{End}jj");
    expect(selected()?.getAttribute("aria-rowindex")).toBe("3");
  });

  test("the search narrows, says so in words, and Esc takes it away", async () => {
    const { user } = await open();
    await user.keyboard("/VAV-1-01 humidity");
    await waitFor(() => expect(rows()).toHaveLength(1));
    expect(screen.getByText(/all points with “VAV-1-01 humidity”, by name\. 1 point found\./)).toBeTruthy();
    await user.keyboard(" nothing");
    expect(await screen.findByText(/No point has/)).toBeTruthy();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.getByText(/No filter\./)).toBeTruthy());
  });

  test("a value of a frame appears, the order stays", async () => {
    const { fake, user } = await open({ points: 12 });
    await user.keyboard("j");
    const before = rows().map((row) => row.id);
    const place = fake.points.findIndex((point) => `point-${point.view.point}` === before[0]);
    const now = Date.now();
    fake.send([{ row: place, value: 123_456, quality: "uncertain", time: now, received: now }]);
    await waitFor(() => expect(rows()[0]?.textContent).toContain("~123,456"));
    expect(rows()[0]?.textContent).toContain("uncertain");
    expect(rows().map((row) => row.id)).toEqual(before);
  });

  test("a bad value and a missing one are a dash with a word", async () => {
    const { fake } = await open({ points: 3 });
    const now = Date.now();
    fake.send([{ row: 0, value: 50, quality: "bad", time: now, received: now }]);
    await waitFor(() => {
      const bad = rows().find((row) => row.id === `point-${fake.points[0]?.view.point}`);
      expect(bad?.textContent).toMatch(/–.*bad/);
      expect(bad?.textContent).not.toContain("50");
    });
  });

  test("only the rows in view are drawn, however many there are", async () => {
    await open({ points: 3_000 });
    expect(rows().length).toBeLessThan(60);
    expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("3000");
  });

  test("T draws the marked points, and back finds the table as it was", async () => {
    const { user } = await open({ points: 200 });
    await user.keyboard("/zone air temperature{Enter}");
    (document.activeElement as HTMLElement).blur();
    await user.keyboard(" j t");
    expect(await screen.findByText(/of 8 marked|2 points of 8/)).toBeTruthy();
    await waitFor(() => expect(screen.getByRole("heading", { level: 1 }).textContent).toMatch(/ and 1 more$/));
    expect(location.hash).toMatch(/^#\/trends\/[^,]+,[^,]+$/);
    await waitFor(() => expect(document.title).toMatch(/zone air temperature – Plantroom$/));
    await user.keyboard("{Escape}");
    expect((await screen.findByPlaceholderText("Filter") as HTMLInputElement).value).toBe("zone air temperature");
    expect(selected()?.getAttribute("aria-rowindex")).toBe("2");
  });

  test("hostile names, topics and values are text and nothing else", async () => {
    const { user, container } = await open({ points: 12, scene: "hostile" });
    expect(container.querySelector("img, script, iframe")).toBeNull();
    expect(screen.getAllByText(/<img src=x onerror/).length).toBeGreaterThan(0);
    for (let turn = 0; turn < 6; turn += 1) {
      await user.keyboard(turn === 0 ? "j{Enter}" : "j");
      expect(container.querySelector("img, script, iframe")).toBeNull();
    }
    expect(document.title).not.toBe("owned");
  });
});

describe("states", () => {
  test("empty says what belongs here and the next step", async () => {
    await open({ scene: "empty" });
    expect(await screen.findByText("No points yet")).toBeTruthy();
    expect(screen.getByText("plantroomctl broker add NAME URL")).toBeTruthy();
    expect(screen.getByText("No broker")).toBeTruthy();
  });

  test("loading shows nothing at once and grey bars after 200 ms", async () => {
    await open({ scene: "loading" });
    expect(screen.queryByLabelText("Points are being read")).toBeNull();
    expect(await screen.findByLabelText("Points are being read")).toBeTruthy();
  });

  test("failing says what happened and what to do, and retries", async () => {
    const { fake, user } = await open({ scene: "failing" });
    expect(await screen.findByText(/data folder is in use/)).toBeTruthy();
    expect(screen.getByText(/Close the other program/)).toBeTruthy();
    fake.failure = null;
    await user.click(screen.getByRole("button", { name: "Retry" }));
    expect(await screen.findByRole("grid")).toBeTruthy();
  });

  test("offline is told in the strip, in a banner and on every value", async () => {
    const { fake } = await open({ points: 3 });
    fake.connect("waiting", "It does not answer since 09:14. Check its power.");
    expect(await screen.findByText(/^Offline since/)).toBeTruthy();
    expect(screen.getAllByText(/It does not answer since 09:14/).length).toBeGreaterThan(0);
    await waitFor(() => expect(screen.getAllByText("stale, offline")).toHaveLength(3));
    expect(screen.getByText(/all stale/)).toBeTruthy();
  });

  test("a lost engine is told until another one answers", async () => {
    const { fake } = await open({ points: 3 });
    let takenOver = (): void => {};
    vi.spyOn(fake, "openStream").mockImplementationOnce(() => new Promise((done) => (takenOver = done)));
    fake.event({ name: "engine_gone", data: { code: "engine_gone", message: "The engine stopped.", hint: "Start it again." } });
    expect(await screen.findByText(/The engine stopped\./)).toBeTruthy();
    expect(screen.getAllByText("Engine gone").length).toBe(2);
    takenOver();
    await waitFor(() => expect(screen.queryByText(/The engine stopped\./)).toBeNull());
  });

  test("where no engine can be had, a retry brings it back", async () => {
    const { fake, user } = await open({ points: 3 });
    const gone = { code: "engine_gone", message: "The engine stopped.", hint: "Start it again." } as const;
    vi.spyOn(fake, "openStream").mockRejectedValueOnce(gone);
    fake.event({ name: "engine_gone", data: gone });
    const [retry] = await screen.findAllByRole("button", { name: "Retry" });
    if (retry === undefined) throw new Error("a button");
    await user.click(retry);
    await waitFor(() => expect(screen.queryByText(/The engine stopped\./)).toBeNull());
  });
});

describe("the frame", () => {
  test("? shows all keys and Esc closes them, page keys rest meanwhile", async () => {
    const { user } = await open();
    await user.keyboard("?");
    expect(await screen.findByRole("dialog", { name: "Keys" })).toBeTruthy();
    await user.keyboard("j");
    expect(selected()).toBeUndefined();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  test("D changes the theme and remembers it", async () => {
    const { user } = await open();
    await user.keyboard("d");
    expect(document.documentElement.dataset["theme"]).toBe("dark");
    expect(localStorage.getItem("plantroom-theme")).toBe("dark");
    await user.keyboard("d");
    expect(document.documentElement.dataset["theme"]).toBeUndefined();
  });

  test("Ctrl+5 opens trends, P adds a point by search, a third unit is refused", async () => {
    const { user } = await open({ points: 24 });
    await user.keyboard("{Control>}5{/Control}");
    expect(await screen.findByText("No points chosen")).toBeTruthy();
    for (const words of ["VAV-1-01 zone air temp", "VAV-1-01 humidity"]) {
      await user.keyboard("p");
      await screen.findByRole("dialog");
      await user.keyboard(`${words}{Enter}`);
      await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    }
    await waitFor(() => expect(screen.getByText("2 points of 8")).toBeTruthy());
    await user.keyboard("p");
    await screen.findByRole("dialog");
    await user.keyboard("CO₂");
    expect((await screen.findAllByText("ppm would need a third axis beside °C and %")).length).toBeGreaterThan(0);
    // The first that can be added is chosen, not the first that is found.
    await user.keyboard("{Backspace}{Backspace}{Backspace}VAV-2-01{Enter}");
    await waitFor(() => expect(screen.getByText("3 points of 8")).toBeTruthy());
  });

  test("the rail has only pages that work, at their fixed numbers", async () => {
    await open();
    const rail = screen.getByRole("navigation", { name: "Pages" });
    expect(within(rail).getAllByRole("button").map((one) => one.textContent?.trim())).toEqual(["Points3", "Trends5"]);
  });
});
