import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import type { FailureCode } from "../ipc/bindings";
import { Fake, type FakeOptions } from "../ipc/fake";
import { FakeDesk } from "../ipc/fake-desk";
import { toasts } from "../shared/toasts.svelte";
import App from "./App.svelte";

beforeEach(() => {
  history.replaceState(null, "", "/");
  localStorage.clear();
  toasts.clear();
  delete document.documentElement.dataset["theme"];
});
afterEach(() => vi.useRealTimers());

/** Opens the window at an address, and waits for what that page shows. */
async function open(options: FakeOptions = {}, hash = "#/floors") {
  history.replaceState(null, "", hash);
  const fake = new Fake({ points: 40, seed: 5, ...options });
  const desk = new FakeDesk();
  const view = render(App, { props: { door: fake, desk } });
  const user = userEvent.setup();
  const isThere = !["empty", "loading", "failing"].includes(options.scene ?? "live");
  if (isThere && hash.startsWith("#/floors")) await screen.findByRole("grid");
  if (isThere && hash === "#/overview") await screen.findByText("Silent points");
  return { fake, desk, user, ...view };
}

const rows = () => screen.getAllByRole("row");
const selected = () => rows().find((row) => row.getAttribute("aria-selected") === "true");

describe("floors in the window", () => {
  test("the selection stops at the ends", async () => {
    const { user } = await open({ points: 3 });
    await user.keyboard("{Home}kkk");
    expect(selected()?.getAttribute("aria-rowindex")).toBe("1");
    await user.keyboard("{End}jj");
    expect(selected()?.getAttribute("aria-rowindex")).toBe("3");
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
  test("without a building the window opens on two doors", async () => {
    const { desk, user } = await open({ scene: "empty" }, "");
    expect(await screen.findByText("No building yet.")).toBeTruthy();
    expect(screen.getByText("No connection yet")).toBeTruthy();
    const reload = vi.spyOn(location, "reload").mockImplementation(() => {});
    await user.click(screen.getByRole("button", { name: /Open the demo/ }));
    await waitFor(() => expect(reload).toHaveBeenCalled());
    expect(desk.calls).toContain("open_desk demo");
  });

  test("a broker's address that does not answer is told plainly, one that does becomes a connection", async () => {
    const { fake, user } = await open({ scene: "empty" }, "");
    await user.type(await screen.findByLabelText("Address"), "broker.quayhouse.local");
    const call = fake.call.bind(fake);
    vi.spyOn(fake, "call").mockImplementationOnce(() => Promise.reject({ code: "broker_unreachable", message: "Nothing answers at broker.quayhouse.local:1883.", hint: "Is it on?" }));
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect((await screen.findByRole("alert")).textContent).toMatch(/Nothing answers at.*Is it on\?/);
    expect(fake.connections).toHaveLength(0);
    vi.mocked(fake.call).mockImplementation(call);
    await user.click(screen.getByRole("button", { name: /Test and connect/ }));
    await waitFor(() => expect(fake.connections[0]).toMatchObject({ name: "broker", url: "mqtt://broker.quayhouse.local" }));
    expect(await screen.findByText("Silent points")).toBeTruthy();
  });

  test("loading shows nothing at once and grey bars after 200 ms", async () => {
    await open({ scene: "loading" }, "#/overview");
    expect(screen.queryByLabelText("The overview is being read")).toBeNull();
    expect(await screen.findByLabelText("The overview is being read")).toBeTruthy();
  });

  test.each<[FailureCode, string]>([
    ["locked", "The data folder is in use"],
    ["read_only", "The data folder cannot be written"],
    ["disk_full", "The disk is full"],
    ["newer", "This data folder was made by a newer Plantroom"],
    ["damaged", "The data folder is damaged"],
    ["configuration", "The setup cannot be used as it is"],
    ["engine_gone", "The engine is gone"],
    ["timed_out", "No answer in time"],
  ])("when nothing can be read for %s, the page says “%s”, what to do, and tries again", async (code, title) => {
    const fake = new Fake({ points: 3 });
    fake.failure = { code, message: "What happened here.", hint: "What to do here." };
    const user = userEvent.setup();
    render(App, { props: { door: fake, desk: new FakeDesk() } });
    const page = await screen.findByRole("alert", { name: title });
    expect(page.textContent).toMatch(/What happened here\..*What it means for the data.*What to do here\./);
    expect((screen.getByRole("button", { name: /Overview/ }) as HTMLButtonElement).disabled).toBe(true);
    fake.failure = null;
    await user.keyboard("r");
    expect(await screen.findByText("Silent points")).toBeTruthy();
  });

  test("a demo that is still being made is said to be", async () => {
    const desk = new FakeDesk();
    desk.view = { ...desk.view, desk: "demo", making: true };
    render(App, { props: { door: new Fake({ scene: "loading" }), desk } });
    await screen.findByText("Making the demo building");
  });

  test("offline is told in the strip, in a banner and on the page", async () => {
    const { fake } = await open({ points: 3 }, "#/overview");
    fake.connect("waiting", "It does not answer since 09:14. Check its power.");
    expect(await screen.findByText(/^Offline since/)).toBeTruthy();
    expect(screen.getAllByText(/It does not answer since 09:14/).length).toBeGreaterThan(0);
    await waitFor(() => expect(screen.getByText(/0 of 3 points alive/)).toBeTruthy());
  });

  test("that nothing can be written is told while it is so", async () => {
    const { fake } = await open({ points: 3 });
    fake.event({ name: "store_trouble", data: { code: "disk_full", message: "The disk has 0 bytes left.", hint: "Make room." } });
    expect((await screen.findByRole("alert")).textContent).toMatch(/Nothing can be written: The disk is full.*0 bytes left.*Make room/);
    fake.event({ name: "store_trouble", data: null });
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });

  test("a lost engine is told until another one answers", async () => {
    const { fake } = await open({ points: 3 });
    let takenOver = (): void => {};
    vi.spyOn(fake, "openStream").mockImplementationOnce(() => new Promise((done) => (takenOver = done)));
    fake.event({ name: "engine_gone", data: { code: "engine_gone", message: "The engine stopped.", hint: "Start it again." } });
    expect(await screen.findByText(/The engine stopped\./)).toBeTruthy();
    expect(screen.getByText("Engine gone")).toBeTruthy();
    takenOver();
    await waitFor(() => expect(screen.queryByText(/The engine stopped\./)).toBeNull());
  });

  test("where no engine can be had, a retry brings it back", async () => {
    const { fake, user } = await open({ points: 3 });
    const gone = { code: "engine_gone", message: "The engine stopped.", hint: "Start it again." } as const;
    vi.spyOn(fake, "openStream").mockRejectedValueOnce(gone);
    fake.event({ name: "engine_gone", data: gone });
    const retry = await screen.findByRole("button", { name: "Retry" });
    // What was read stays on screen meanwhile, as stale.
    expect(screen.getByRole("grid").textContent).toContain("stale");
    await user.click(retry);
    await waitFor(() => expect(screen.queryByText(/The engine stopped\./)).toBeNull());
  });
});

describe("an engine that stays away", () => {
  test("leaves every page usable with what was read, and one banner with one retry", async () => {
    const { fake, user } = await open({ points: 24 }, "#/overview");
    const gone = { code: "engine_gone", message: "The engine stopped.", hint: "Start it again." } as const;
    vi.spyOn(fake, "openStream").mockRejectedValue(gone);
    fake.failure = gone;
    fake.event({ name: "engine_gone", data: gone });
    const isTold = () => {
      expect(screen.getAllByText("The engine is gone")).toHaveLength(1);
      expect(screen.getAllByRole("button", { name: /Retry/ })).toHaveLength(1);
    };
    await screen.findByText("The engine is gone");
    await waitFor(isTold);
    // The counts are the stream's: the engine's own answer is older.
    expect(screen.getByText(/^0 of 24 points alive/)).toBeTruthy();
    await user.keyboard("{Control>}3{/Control}");
    expect((await screen.findByRole("grid")).textContent).toContain("stale");
    isTold();
    await user.keyboard("{Control>}9{/Control}{Alt>}6{/Alt}");
    expect((await screen.findByRole("heading", { level: 1 })).textContent).toBe("Model");
    isTold();
    await user.click(screen.getByRole("button", { name: "Retry" }));
    await waitFor(() => expect((screen.getByRole("button", { name: "Retry" }) as HTMLButtonElement).disabled).toBe(false));
    expect(screen.getByText("The engine is gone")).toBeTruthy();
  });
});

describe("the frame", () => {
  test("? shows all keys and Esc closes them, page keys rest meanwhile", async () => {
    const { user } = await open();
    await user.keyboard("?");
    const keys = await screen.findByRole("dialog", { name: "Keys" });
    for (const key of ["Alt+1…8", "Ctrl+PgDn", "Shift+drag", "Wheel", "Ctrl+E", "Ctrl+S", "R"]) expect(within(keys).getAllByText(key).length).toBeGreaterThan(0);
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

  test("the rail has only pages that work, at their fixed numbers, and their keys open them", async () => {
    const { user } = await open({}, "#/overview");
    const rail = screen.getByRole("navigation", { name: "Pages" });
    expect(within(rail).getAllByRole("button").map((one) => one.textContent?.replace(/\s+/g, ""))).toEqual(["FindCtrl+K", "Overview1", "Floors3", "Trends5", "Setup139"]);
    for (const [digit, hash] of [["3", "#/floors"], ["5", "#/trends/"], ["9", "#/setup/connections"], ["1", "#/overview"]]) {
      await user.keyboard(`{Control>}${digit ?? ""}{/Control}`);
      await waitFor(() => expect(location.hash).toBe(hash));
    }
  });

  test("Ctrl+K finds a point and Enter opens its faceplate on its floor", async () => {
    const { fake, user } = await open({ points: 120 }, "#/overview");
    const wanted = fake.points.find((point) => point.view.accepted && point.view.name === "VAV-3-01 zone air temperature")?.view;
    if (wanted === undefined) throw new Error("a point");
    await user.keyboard("{Control>}k{/Control}");
    await screen.findByRole("dialog", { name: "Find" });
    await user.keyboard("3-01 zoneair");
    const [hit] = await screen.findAllByRole("option");
    expect(hit?.textContent).toMatch(/VAV-3-01 zone air temperature.*Quay House › Floor 3.*°C/);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(location.hash).toBe(`#/floors/3/${wanted.point}`));
    expect(within(await screen.findByLabelText("Faceplate")).getByRole("heading", { level: 2 }).textContent).toBe(wanted.name);
  });

  test("the palette runs actions, and Esc closes it and nothing else", async () => {
    const { user } = await open({}, "#/overview");
    await user.keyboard("{Control>}k{/Control}");
    await screen.findByRole("dialog", { name: "Find" });
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await user.keyboard("{Control>}k{/Control}");
    await screen.findByRole("dialog", { name: "Find" });
    await user.keyboard("dark theme{Enter}");
    expect(document.documentElement.dataset["theme"]).toBe("dark");
  });

  test("the place in the strip opens a floor, and it stays picked while pages change", async () => {
    const { user } = await open({}, "#/overview");
    await user.click(screen.getByRole("button", { name: "Harbour Campus", expanded: false }));
    const menu = await screen.findByRole("menu", { name: "Places" });
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(document.activeElement?.textContent).toContain("Floor 5");
    await user.keyboard("{Enter}");
    expect(menu.isConnected).toBe(false);
    expect(location.hash).toBe("#/floors/5");
    await user.keyboard("{Control>}1{/Control}");
    await user.keyboard("{Control>}3{/Control}");
    expect(location.hash).toBe("#/floors/5");
  });

  test("the points that are not placed have an address, which the overview leads to and which stays picked", async () => {
    const { user } = await open({}, "#/overview");
    await user.click(screen.getByRole("button", { name: "Not placed yet" }));
    expect(location.hash).toBe("#/floors/none");
    expect((await screen.findByRole("heading", { level: 1 })).textContent).toBe("Not placed");
    await user.keyboard("j{Enter}");
    await waitFor(() => expect(location.hash).toMatch(/^#\/floors\/none\/p/));
    await user.keyboard("{Escape}{Control>}1{/Control}{Control>}3{/Control}");
    expect(location.hash).toBe("#/floors/none");
  });

  test("Esc leaves a trend to the floor that is picked", async () => {
    const { user } = await open({ points: 120 }, "#/floors/3");
    await user.keyboard("jt");
    await waitFor(() => expect(location.hash).toMatch(/^#\/trends\/p/));
    expect(screen.getByRole("button", { name: "Floor 3" })).toBeTruthy();
    await user.keyboard("{Escape}");
    expect(location.hash).toBe("#/floors/3");
  });

  test("each connection shows what became of its values", async () => {
    await open({}, "#/overview");
    const panel = screen.getByRole("region", { name: "Connections" });
    await waitFor(() => expect(panel.textContent).toMatch(/Campus.*4,143,\d+\s*values received.*stored.*41\s*refused.*gaps.*Quay House/s));
  });

  test("the demo says so, and leads to an own building", async () => {
    const { desk, user } = await open({ demo: true }, "#/overview");
    expect(screen.getByText("DEMO").parentElement?.textContent).toContain("nothing here is real");
    const reload = vi.spyOn(location, "reload").mockImplementation(() => {});
    await user.click(screen.getByRole("button", { name: "Connect your own" }));
    await waitFor(() => expect(reload).toHaveBeenCalled());
    expect(desk.calls).toContain("open_desk own");
  });

  test("times are the building's, whatever the computer's zone is", async () => {
    const { fake } = await open({}, "#/overview");
    const { site } = fake.places;
    await fake.call("set_site", { name: site.name, timezone: "Asia/Tokyo", country: null, area_m2: null, hours: [] });
    expect(await screen.findByTitle("Asia/Tokyo")).toBeTruthy();
    await fake.call("set_site", { name: site.name, timezone: "Europe/Amsterdam", country: null, area_m2: null, hours: [] });
    expect(await screen.findByTitle("Europe/Amsterdam")).toBeTruthy();
  });

  test("a toast is said, its action runs, and it goes", async () => {
    const { user } = await open({}, "#/overview");
    const undo = vi.fn();
    toasts.say("12 points accepted", { word: "Undo", run: undo });
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(undo).toHaveBeenCalledOnce();
    expect(screen.queryByText("12 points accepted")).toBeNull();
  });
});

describe("closing the window", () => {
  test("asks, and K keeps collecting", async () => {
    const { fake, desk, user } = await open({}, "#/overview");
    fake.event({ name: "closing_asked" });
    const dialog = await screen.findByRole("dialog", { name: "Close the window?" });
    expect(dialog.textContent).toMatch(/there will be no gap.*expect a gap/);
    await user.click(within(dialog).getByLabelText("Do not ask again"));
    await user.keyboard("k");
    await waitFor(() => expect(desk.calls).toContain("close_window keep"));
    expect(desk.view.closing).toBe("keep");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  test("S stops, Esc asks nothing of anybody", async () => {
    const { fake, desk, user } = await open({}, "#/overview");
    fake.event({ name: "closing_asked" });
    await screen.findByRole("dialog", { name: "Close the window?" });
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(desk.calls.some((call) => call.startsWith("close_window"))).toBe(false);
    fake.event({ name: "closing_asked" });
    await screen.findByRole("dialog", { name: "Close the window?" });
    await user.keyboard("s");
    await waitFor(() => expect(desk.calls).toContain("close_window stop"));
    expect(desk.view.closing).toBe("ask");
  });

  test("where there is no tray it says how the window comes back", async () => {
    const { fake, desk } = await open({}, "#/overview");
    desk.view = { ...desk.view, tray: false };
    fake.event({ name: "closing_asked" });
    expect(await screen.findByText(/start Plantroom again to bring the window back/)).toBeTruthy();
  });
});
