import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, test, vi } from "vitest";

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
  const fake = new Fake({ points: 60, ...options });
  const session = new Session(fake);
  if (options.scene === "loading") void session.start();
  else await session.start();
  const desk = new FakeDesk();
  const went = vi.fn();
  const view = render(SetupHarness, { props: { session, desk, start, went } });
  return { fake, session, desk, went, user: userEvent.setup(), ...view };
}

const heading = () => screen.getByRole("heading", { level: 1 }).textContent;

describe("the parts", () => {
  test("Alt with a number and Ctrl with PageDown go from part to part", async () => {
    const { user } = await open("connections");
    await user.keyboard("{Alt>}7{/Alt}");
    await waitFor(() => expect(heading()).toBe("Health"));
    await user.keyboard("{Control>}{PageDown}{/Control}");
    await waitFor(() => expect(heading()).toBe("This computer"));
    await user.keyboard("{Control>}{PageDown}{/Control}");
    await waitFor(() => expect(heading()).toBe("Connections"));
    await user.click(screen.getByRole("tab", { name: /Model/ }));
    await waitFor(() => expect(heading()).toBe("Model"));
  });

  test("hostile names, topics and values are text and nothing else, in every part", async () => {
    const { container, user } = await open("found", { scene: "hostile", points: 12 });
    await screen.findByRole("grid", { name: "Found points" });
    await user.keyboard("jjj");
    expect(screen.getAllByText(/\{\{constructor|DROP TABLE|img src=x|txet desrever/).length).toBeGreaterThan(0);
    for (const part of ["1", "2", "3", "4", "5", "6", "7", "8"]) {
      await user.keyboard(`{Alt>}${part}{/Alt}`);
      expect(container.querySelector("img, script, iframe")).toBeNull();
    }
    expect(document.title).not.toBe("owned");
  });
});

describe("health", () => {
  test("what was heard again of the quarantine is told with its sum", async () => {
    await open("health");
    expect(await screen.findByText(/3 messages of the quarantine/)).toBeTruthy();
    expect(screen.getByText(/heard again: 3 messages: 9 values read, 4 new, 2 stored already, 1 replaced, 2 refused again/)).toBeTruthy();
    expect(screen.getByText("balance 0: every value heard again is accounted for")).toBeTruthy();
  });
});

describe("connections", () => {
  test("one that does not answer is diagnosed in the form, one that does is added", async () => {
    const { user, session } = await open("connections");
    await screen.findByRole("grid", { name: "Connections" });
    await user.keyboard("a");
    const form = await screen.findByRole("dialog", { name: "Connect a broker" });
    await user.type(within(form).getByLabelText("Name"), "Laboratory");
    const address = within(form).getByLabelText("Address");
    await user.type(address, "ssl://nowhere.local");
    expect(within(form).getByText(/is written mqtts:/)).toBeTruthy();
    await user.clear(address);
    await user.type(address, "mqtt://nowhere.local{Enter}");
    expect(await within(form).findByText(/does not answer/)).toBeTruthy();
    await user.clear(address);
    await user.type(address, "mqtt://10.20.9.5");
    await user.click(within(form).getByRole("button", { name: /^Test/ }));
    expect(await within(form).findByText("MQTT 5, answered after 3 ms")).toBeTruthy();
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(session.health.connections.map((one) => one.name)).toContain("Laboratory");
    expect(within(screen.getByLabelText("Connection")).getByRole("heading", { level: 2 }).textContent).toBe("Laboratory");
    expect(toasts.newest?.words).toMatch(/Laboratory is being connected/);
  });

  test("a stranger's certificate is shown with its steps and trusted on purpose", async () => {
    const { user, session } = await open("connections");
    await screen.findByRole("grid", { name: "Connections" });
    await user.keyboard("a");
    const form = await screen.findByRole("dialog", { name: "Connect a broker" });
    await user.type(within(form).getByLabelText("Name"), "Laboratory");
    await user.type(within(form).getByLabelText("Address"), "mqtt://10.20.9.5");
    await user.selectOptions(within(form).getByLabelText("Protocol"), "mqtts");
    await user.click(within(form).getByRole("button", { name: /^Test/ }));
    expect(await within(form).findByText(/which this connection does not trust/)).toBeTruthy();
    expect(within(form).getAllByText("not reached")).toHaveLength(3);
    await user.click(within(form).getByRole("button", { name: "Trust just this certificate" }));
    expect(await within(form).findByText("MQTT 5, answered after 3 ms")).toBeTruthy();
    expect(within(form).queryByRole("button", { name: "Trust just this certificate" })).toBeNull();
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(session.health.connections.find((one) => one.name === "Laboratory")).toMatchObject({ url: "mqtts://10.20.9.5", security: { pinned: expect.stringMatching(/^[0-9A-F:]{95}$/) as string } });
  });

  test("its conventions are chosen by name, and stand beside it afterwards", async () => {
    const { user, session } = await open("connections");
    await screen.findByRole("grid", { name: "Connections" });
    await user.keyboard("e");
    const form = await screen.findByRole("dialog");
    await user.selectOptions(within(form).getByLabelText("Conventions", { selector: "select" }), "only");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(within(form).getByText("Choose at least one.")).toBeTruthy();
    await user.click(within(form).getByRole("button", { name: "Homie", pressed: false }));
    await user.click(within(form).getByRole("button", { name: "Home Assistant" }));
    expect(within(form).getByRole("button", { name: "Homie", pressed: true })).toBeTruthy();
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(session.health.connections.map((one) => one.conventions)).toContainEqual({ only: ["homie", "ha-discovery"] });
    expect(within(screen.getByLabelText("Connection")).getByText("only Homie, Home Assistant")).toBeTruthy();
  });

  test("one that needs its password asks for it, and shows no password", async () => {
    const { user, session } = await open("connections", { scene: "locked" });
    await screen.findByRole("grid", { name: "Connections" });
    await user.keyboard("jp");
    const form = await screen.findByRole("dialog", { name: "Enter the password of Quay House" });
    expect(await within(form).findByText(/which is sealed\. Enter its passphrase/)).toBeTruthy();
    const password = within(form).getByLabelText("Password");
    expect(password.getAttribute("type")).toBe("password");
    await user.type(password, "swordfish{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(session.health.connections.every((one) => one.state === "live")).toBe(true);
  });

  test("removing asks once and says that the history stays", async () => {
    const { user, session } = await open("connections");
    await screen.findByRole("grid", { name: "Connections" });
    await user.keyboard("j{Delete}");
    const asked = await screen.findByRole("dialog", { name: "Remove Quay House?" });
    expect(within(asked).getByText(/history stay/)).toBeTruthy();
    await user.click(within(asked).getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(session.health.connections.map((one) => one.name)).toEqual(["Campus"]));
  });

  test("offline, the explanation stands whole and the ages stay", async () => {
    await open("connections", { scene: "offline" });
    expect((await screen.findAllByText(/Next try in 24 s\./)).length).toBeGreaterThan(0);
    expect(screen.getAllByText("5 h 18").length).toBeGreaterThan(0);
  });

  test("the demo says whose broker it is and leads to one's own building", async () => {
    const reload = vi.spyOn(location, "reload").mockImplementation(() => {});
    const { user, desk } = await open("connections", { demo: true });
    expect(await screen.findByText(/the demo's own broker/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: /Add a connection/ })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Connect your own building" }));
    await waitFor(() => expect(reload).toHaveBeenCalled());
    expect(desk.calls).toContain("open_desk own");
  });
});

describe("found points", () => {
  test("many are accepted onto a floor, one under another name, and taken back", async () => {
    const { fake, user } = await open("found");
    await screen.findByRole("grid", { name: "Found points" });
    await user.keyboard("{Control>}a{/Control}");
    const many = fake.points.filter((one) => !one.view.accepted).length;
    expect(await screen.findByText(`${many} of ${many} selected`)).toBeTruthy();
    await user.keyboard("j{Enter}");
    const name = within(await screen.findByLabelText("Found point")).getByLabelText("Name");
    await user.clear(name);
    await user.type(name, "Boardroom humidity");
    await user.selectOptions(screen.getByLabelText("Onto floor"), "floor 3");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(fake.points.every((one) => one.view.accepted)).toBe(true));
    expect(fake.points.filter((one) => one.view.name === "Boardroom humidity" && one.view.floor === 3)).toHaveLength(1);
    expect(toasts.newest?.words).toBe(`${many} points accepted onto Floor 3.`);
    expect(await screen.findByText("No found points")).toBeTruthy();
    toasts.newest?.action?.run();
    expect(await screen.findByText(`${many} of ${many} selected`)).toBeTruthy();
  });

  test("a new floor is named in the bar, and without a name nothing can be accepted", async () => {
    const { fake, user, session } = await open("found");
    await screen.findByRole("grid", { name: "Found points" });
    await user.keyboard("j ");
    await user.selectOptions(screen.getByLabelText("Onto floor"), "new");
    expect(screen.getByText("Name the new floor first.")).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>("button", { name: /^Accept 1/ }).disabled).toBe(true);
    await user.type(screen.getByLabelText("Name of the new floor"), "Roof");
    await user.click(screen.getByRole("button", { name: /^Accept 1/ }));
    await waitFor(() => expect(fake.places.site.buildings[0]?.floors.map((one) => one.name)).toContain("Roof"));
    await waitFor(() => expect(session.places.floors.find(({ floor }) => floor.name === "Roof")?.floor.points).toBe(1));
  });

  test("Y accepts the selected one and goes on to the next", async () => {
    const { fake, user } = await open("found");
    await screen.findByRole("grid", { name: "Found points" });
    const before = fake.points.filter((one) => !one.view.accepted).length;
    await user.keyboard("jy");
    await waitFor(() => expect(fake.points.filter((one) => !one.view.accepted)).toHaveLength(before - 1));
    await waitFor(() => expect(screen.getAllByRole("row").some((row) => row.getAttribute("aria-selected") === "true")).toBe(true));
  });

  test("only the lines in view are drawn, however many there are", async () => {
    await open("found", { points: 15_000 });
    const grid = await screen.findByRole("grid", { name: "Found points" });
    expect(Number(grid.getAttribute("aria-rowcount"))).toBeGreaterThan(5_000);
    expect(screen.getAllByRole("row").length).toBeLessThan(60);
  });

  test("empty says what belongs here and leads to the connections", async () => {
    const { user } = await open("found", { scene: "empty" });
    expect(await screen.findByText("No found points")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Connect a broker" }));
    await waitFor(() => expect(heading()).toBe("Connections"));
  });
});

describe("the model", () => {
  test("a building is added, renamed and removed; one that holds floors says why not", async () => {
    const { user, session } = await open("model");
    await screen.findByRole("tree");
    await user.keyboard("n");
    const field = await screen.findByLabelText("Name");
    await waitFor(() => expect(document.activeElement).toBe(field));
    await user.keyboard("Quay House{Control>}s{/Control}");
    // Why it is refused stands at the field, which has the focus again.
    const why = await screen.findByText(/There is a building "Quay House" in the same place already\./);
    expect(field.getAttribute("aria-describedby")).toBe(why.id);
    expect(screen.queryByRole("alert")).toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(field));
    await user.clear(field);
    await user.keyboard("Energy Centre{Control>}s{/Control}");
    const names = () => session.places.view?.site.buildings.map((one) => one.name);
    await waitFor(() => expect(names()).toContain("Energy Centre"));
    await user.type(await screen.findByLabelText("Name"), " 2{Control>}s{/Control}");
    await waitFor(() => expect(names()).toContain("Energy Centre 2"));
    await user.click(screen.getByRole("button", { name: /^Remove/ }));
    await waitFor(() => expect(names()).toEqual(["Quay House"]));
    await user.click(screen.getByRole("treeitem", { name: /Quay House/ }));
    await user.click(screen.getByRole("button", { name: /^Remove/ }));
    expect(await screen.findByText(/"Quay House" still holds 6 floors\. Nothing was changed\./)).toBeTruthy();
  });

  test("what the engine refuses stands at the field that it is about, and goes with the next letter", async () => {
    const { user, fake } = await open("model");
    await screen.findByRole("tree");
    await user.click(screen.getByRole("button", { name: /^Add equipment/ }));
    await user.type(await screen.findByLabelText("Name"), "Fan");
    const kind = screen.getByLabelText(/^Kind/);
    await user.click(kind);
    await user.paste("x".repeat(300));
    await user.keyboard("{Control>}s{/Control}");
    const why = await screen.findByText(/Kind: it is too long/);
    expect([kind.getAttribute("aria-describedby"), kind.getAttribute("aria-invalid")]).toEqual([why.id, "true"]);
    await waitFor(() => expect(document.activeElement).toBe(kind));
    await user.clear(kind);
    await user.type(kind, "fan");
    expect(screen.queryByText(/it is too long/)).toBeNull();

    // What no field of the form is about stands beneath it.
    fake.failure = { code: "disk_full", message: "The disk is full.", hint: "" };
    await user.keyboard("{Control>}s{/Control}");
    expect((await screen.findByRole("alert")).textContent).toMatch(/The disk is full/);
  });

  test("a changed zone says what it means, unsaved things are counted, meters are picked", async () => {
    const { user, session } = await open("model");
    await screen.findByRole("tree");
    const zone = screen.getByLabelText("Time zone");
    await user.clear(zone);
    await user.type(zone, "Europe/London");
    expect(screen.getByText("Days are cut anew at the next start.")).toBeTruthy();
    expect(screen.getByText("1 thing not saved")).toBeTruthy();
    const [meter] = screen.getAllByRole("checkbox", { name: /energy register/ });
    if (meter === undefined) throw new Error("a register");
    await user.click(meter);
    await user.click(screen.getByRole("button", { name: /^Save/ }));
    await waitFor(() => expect(session.places.view?.site).toMatchObject({ timezone: "Europe/London" }));
    await waitFor(() => expect(session.places.view?.site.meters).toHaveLength(1));
    await waitFor(() => expect(screen.queryByText("1 thing not saved")).toBeNull());
  });
});

describe("the model by hand and by keys", () => {
  const line = (name: string | RegExp) => screen.getByRole("treeitem", { name });

  test("a thing is renamed in its line, cut and put elsewhere, and each is taken back", async () => {
    const { user, session } = await open("model");
    await screen.findByRole("tree");
    await user.click(line(/Floor 6/));
    await user.keyboard("{F2}");
    const field = await screen.findByLabelText("New name");
    await user.clear(field);
    await user.type(field, "<b>Top</b>{Enter}");
    const floors = () => session.places.view?.site.buildings[0]?.floors;
    await waitFor(() => expect(floors()?.[0]?.name).toBe("<b>Top</b>"));
    expect(line(/<b>Top<\/b>/)).toBeTruthy();
    await user.keyboard("{ArrowRight}jj{Control>}x{/Control}");
    expect(screen.getByText("1 thing cut")).toBeTruthy();
    await user.click(line(/Floor 5/));
    await user.keyboard("{Control>}v{/Control}");
    await waitFor(() => expect(floors()?.[1]?.spaces.map((one) => one.name)).toContain("6.01 Office NW"));
    await user.keyboard("{Control>}zz{/Control}");
    await waitFor(() => expect(floors()?.[0]?.name).toBe("Floor 6"));
    expect(floors()?.[0]?.spaces).toHaveLength(9);
  });

  test("points are marked and changed as one; the move is picked by a few letters", async () => {
    const { user, session } = await open("model");
    await screen.findByRole("tree");
    await user.click(line(/Floor 5/));
    await user.keyboard("{ArrowRight}j{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}");
    await user.keyboard(" j j ");
    expect(screen.getByText(/3 points marked/)).toBeTruthy();
    await user.keyboard("e");
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByLabelText("Unit"), "K");
    await user.click(within(dialog).getByRole("button", { name: /^Edit \d/ }));
    await waitFor(() => expect(session.current.rows.filter((row) => row.unit === "K").length).toBeGreaterThan(1));
    await user.keyboard("m");
    await user.type(await screen.findByPlaceholderText("Find by name, place or type"), "floor 2 boardroom{Enter}");
    await waitFor(() => expect(session.current.rows.filter((row) => row.unit === "K").every((row) => row.space === 203)).toBe(true));
    await user.keyboard("{Delete}");
    expect(await screen.findByText(/become found points again/)).toBeTruthy();
    await user.keyboard("{Escape}{Escape}");
    await waitFor(() => expect(screen.queryByText(/points marked/)).toBeNull());
  });

  test("a second Enter changes the marked things no second time, and waits for the answer to the first", async () => {
    const { fake, user } = await open("model", { delay: 20 });
    await screen.findByRole("tree");
    await user.click(line(/Floor 5/));
    await user.keyboard("{ArrowRight}j{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}");
    await user.keyboard(" j e");
    const dialog = await screen.findByRole("dialog");
    const unit = within(dialog).getByLabelText("Unit");
    await user.type(unit, "K");
    fake.failure = { code: "disk_full", message: "The disk is full.", hint: "" };
    const sent = (): number => fake.calls.filter((one) => one === "change_model").length;
    await fireEvent.keyDown(unit, { key: "Enter" });
    await fireEvent.keyDown(unit, { key: "Enter" });
    await fireEvent.keyDown(unit, { key: "Enter", repeat: true });
    expect(await within(dialog).findByText("The disk is full.")).toBeTruthy();
    expect([sent(), screen.queryByRole("dialog") === dialog]).toEqual([1, true]);
    // A field that is blamed is not any more as soon as it is written in.
    const role = within(dialog).getByLabelText("Role");
    await user.type(role, "fan");
    fake.failure = { code: "bad_request", message: "Nobody knows this role.", hint: "", field: "role" };
    await fireEvent.keyDown(unit, { key: "Enter" });
    expect((await within(dialog).findByText("Nobody knows this role.")).id).toBe(role.getAttribute("aria-describedby"));
    await user.clear(role);
    expect(role.getAttribute("aria-invalid")).not.toBe("true");
    expect(screen.queryByText("Nobody knows this role.")).toBeNull();
    fake.failure = null;
    await fireEvent.keyDown(unit, { key: "Enter" });
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(sent()).toBe(3);
  });

  test("a line is dragged into another one; where it cannot go it says so", async () => {
    const { session } = await open("model");
    await screen.findByRole("tree");
    const tree = screen.getByRole("tree");
    vi.spyOn(tree, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 0, 400, 600));
    const user = userEvent.setup();
    await user.click(line(/Floor 6/));
    await user.keyboard("{ArrowRight}");
    const row = (name: RegExp) => screen.getAllByRole("treeitem").findIndex((one) => name.test(one.textContent)) * 28 + 14;
    const from = row(/6\.02 Team room/);
    const to = row(/Floor 5/);
    await fireEvent.pointerDown(line(/6\.02 Team room/), { button: 0, clientX: 100, clientY: from });
    await fireEvent.pointerMove(window, { clientX: 110, clientY: row(/6\.04/) });
    expect(screen.getByText("6.02 Team room: not there")).toBeTruthy();
    await fireEvent.pointerMove(window, { clientX: 110, clientY: to });
    expect(screen.getByText("6.02 Team room → Floor 5")).toBeTruthy();
    await fireEvent.pointerUp(window, { clientX: 110, clientY: to });
    await waitFor(() => expect(session.places.view?.site.buildings[0]?.floors[1]?.spaces.map((one) => one.name)).toContain("6.02 Team room"));
  });
});

describe("health", () => {
  test("the sums come out, and counters are asked for by the clock only while this part is shown", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const { fake, user } = await open("health");
    expect(await screen.findByText("balance 0: every value is accounted for")).toBeTruthy();
    expect(screen.getByText("not known")).toBeTruthy();
    const asked = () => fake.calls.filter((one) => one === "health").length;
    const before = asked();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked()).toBe(before + 1);
    await user.keyboard("{Alt>}8{/Alt}");
    expect(await screen.findByRole("heading", { name: "This computer" })).toBeTruthy();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(asked()).toBe(before + 1);
  });

  test("failed counters say so and are asked for again", async () => {
    const { fake, user } = await open("health");
    await screen.findByText("balance 0: every value is accounted for");
    fake.failure = { code: "timed_out", message: "The engine took too long.", hint: "" };
    await user.keyboard("r");
    expect(await screen.findByText(/The engine took too long\./)).toBeTruthy();
    fake.failure = null;
    await user.click(screen.getByRole("button", { name: /^Retry/ }));
    await waitFor(() => expect(screen.queryByText(/The engine took too long\./)).toBeNull());
  });
});

describe("this computer", () => {
  test("the closing choice is kept, a refused one is told and nothing changes", async () => {
    const { user, desk } = await open("computer");
    const keep = await screen.findByRole("button", { name: "Keep collecting" });
    await user.click(keep);
    await waitFor(() => expect(keep.getAttribute("aria-pressed")).toBe("true"));
    expect(desk.calls).toContain("set_closing keep");
    await user.click(screen.getByRole("checkbox", { name: /Start Plantroom with the session/ }));
    await waitFor(() => expect(desk.view.autostart).toBe(true));
    desk.failure = { code: "read_only", message: "The settings could not be written.", hint: "" };
    await user.click(screen.getByRole("button", { name: "Stop" }));
    expect(await screen.findByText("The settings could not be written.")).toBeTruthy();
    expect(keep.getAttribute("aria-pressed")).toBe("true");
  });

  test("the other building is one press away", async () => {
    const reload = vi.spyOn(location, "reload").mockImplementation(() => {});
    const { user, desk } = await open("computer");
    await user.click(await screen.findByRole("button", { name: "Go to the demo building" }));
    await waitFor(() => expect(reload).toHaveBeenCalled());
    expect(desk.calls).toContain("open_desk demo");
  });
});

test("loading shows nothing at once and grey bars after 200 ms", async () => {
  await open("found", { scene: "loading" });
  expect(screen.queryByLabelText("Found points are being read")).toBeNull();
  expect(await screen.findByLabelText("Found points are being read")).toBeTruthy();
});

describe("topics", () => {
  test("the tree opens by keyboard and shows the newest message whole, its numbers as sent", async () => {
    const { user } = await open("topics");
    await screen.findByText("zigbee2mqtt");
    await user.keyboard("{End}{ArrowRight}");
    const leaf = await screen.findByText("1F-vav-1-01");
    await user.click(leaf);
    const panel = await screen.findByRole("complementary", { name: "Topic" });
    await waitFor(() => expect(within(panel).getByLabelText("Payload").textContent).toMatch(/^\{\n {2}"/));
    expect(within(panel).getByText(/read as Zigbee2MQTT/)).toBeTruthy();
    await user.click(within(panel).getByRole("button", { name: "As sent" }));
    expect(within(panel).getByLabelText("Payload").textContent).toContain('"installed_version":16777241');
    await user.click(within(panel).getByRole("button", { name: /^Pause/ }));
    expect(within(panel).getByRole("button", { name: /^Go on/ })).toBeTruthy();
  });

  test("an empty building says what belongs there, a failure says what to do", async () => {
    const { user, fake } = await open("topics", { scene: "empty" });
    expect(await screen.findByText("No topic was heard yet")).toBeTruthy();
    fake.failure = { code: "timed_out", message: "Too slow.", hint: "" };
    await user.keyboard("{Alt>}4{/Alt}");
    expect(await screen.findByText("Too slow.")).toBeTruthy();
  });
});

describe("quarantine", () => {
  test("a refusal says what it means and what to do, and goes when it is dismissed", async () => {
    const { user, fake } = await open("quarantine");
    await screen.findByRole("grid", { name: "Quarantine" });
    await user.keyboard("j");
    const panel = await screen.findByRole("complementary", { name: "Refusal" });
    expect(within(panel).getByText("What to do")).toBeTruthy();
    const before = fake.refusals.length;
    await user.keyboard("{Delete}");
    await waitFor(() => expect(fake.refusals.length).toBe(before - 1));
    expect(toasts.newest?.words).toMatch(/comes back with the next refusal/);
  });

  test("a message that can be read now is told, one that cannot says why", async () => {
    const { user } = await open("quarantine");
    await screen.findByRole("grid", { name: "Quarantine" });
    await user.click(screen.getAllByText("discovery's template cannot be computed")[0] as HTMLElement);
    await user.keyboard("r");
    await waitFor(() => expect(toasts.newest?.words).toMatch(/1 value is read now/));
    await user.click(screen.getAllByText("broken JSON").at(-1) as HTMLElement);
    await user.keyboard("r");
    expect(await screen.findByText("It is refused still.")).toBeTruthy();
  });

  test("nothing in quarantine is said as good news", async () => {
    await open("quarantine", { scene: "empty" });
    expect(await screen.findByText("Nothing is in quarantine")).toBeTruthy();
  });
});
