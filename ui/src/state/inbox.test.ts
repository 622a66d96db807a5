import { expect, test } from "vitest";

import { Fake } from "../ipc/fake";
import { Inbox } from "./inbox.svelte";
import { Session } from "./session.svelte";

async function open(points = 60) {
  const fake = new Fake({ points });
  const session = new Session(fake);
  await session.start();
  const inbox = new Inbox(fake);
  await inbox.load();
  return { fake, session, inbox };
}

/** Lets a point that was accepted be found anew, as if it had just been heard. */
function find(fake: Fake, many: number): void {
  for (const point of fake.points.filter((one) => one.view.accepted).slice(0, many)) point.view = { ...point.view, accepted: false };
}

test("points stand under their device, in order, and the filter keeps the heads of what it finds", async () => {
  const { inbox } = await open();
  expect(inbox.lines[0]?.kind).toBe("head");
  const heads = inbox.lines.filter((line) => line.kind === "head");
  expect(heads.reduce((sum, head) => sum + head.codes.length, 0)).toBe(inbox.all.length);
  expect(new Set(heads.map((head) => head.key)).size).toBe(heads.length);
  inbox.query = "humidity";
  expect(inbox.shown.length).toBeGreaterThan(0);
  expect(inbox.shown.every((one) => one.name.includes("humidity"))).toBe(true);
});

test("the list holds still while a row is selected, and what was found meanwhile is let in on demand", async () => {
  const { fake, inbox } = await open();
  const before = inbox.all.length;
  inbox.move(1);
  find(fake, 5);
  await inbox.load();
  expect([inbox.all.length, inbox.fresh]).toEqual([before, 5]);
  const selected = inbox.selected;
  inbox.letIn();
  expect([inbox.all.length, inbox.fresh, inbox.selected]).toEqual([before + 5, 0, selected]);
});

test("without a selection the list follows at once", async () => {
  const { fake, inbox } = await open();
  const before = inbox.all.length;
  find(fake, 2);
  await inbox.load();
  expect([inbox.all.length, inbox.fresh]).toEqual([before + 2, 0]);
});

test("only what was marked is accepted, never what was found a moment ago", async () => {
  const { fake, inbox } = await open();
  inbox.toggle(inbox.shown.map((one) => one.point));
  const many = inbox.marked.length;
  find(fake, 5);
  const taken = await inbox.accept(inbox.marked, null);
  expect(taken?.accepted).toBe(many);
  await inbox.load();
  expect(inbox.all.length).toBe(5);
});

test("edits go with the points, end when they equal the proposal, and a marked point needs a name", async () => {
  const { fake, inbox } = await open();
  const [one] = inbox.shown;
  if (one === undefined) throw new Error("a point");
  inbox.toggle([one.point]);
  inbox.write(one, { name: "  Boardroom  ", unit: " K " });
  inbox.write(one, { name: "" });
  expect(inbox.hindrance).toBe("One of them has no name.");
  inbox.write(one, { name: " Boardroom " });
  inbox.target = { to: "floor", id: 3 };
  await inbox.accept(inbox.marked, null);
  const made = fake.points.find((point) => point.view.point === one.point)?.view;
  expect([made?.name, made?.unit, made?.floor, made?.accepted]).toEqual(["Boardroom", "K", 3, true]);
  const [other] = inbox.shown;
  if (other === undefined) throw new Error("a point");
  inbox.write(other, { name: "x" });
  inbox.write(other, { name: other.proposal.name });
  expect(inbox.isEdited(other.point)).toBe(false);
});

test("taking back restores points, marks and what was written", async () => {
  const { fake, inbox } = await open();
  const before = inbox.all.map((one) => one.point);
  const [one] = inbox.shown;
  if (one === undefined) throw new Error("a point");
  inbox.write(one, { name: "Boardroom" });
  inbox.toggle([one.point]);
  const taken = await inbox.accept(inbox.marked, null);
  if (taken === null) throw new Error("accepted");
  expect(inbox.marked).toHaveLength(0);
  await inbox.takeBack(taken);
  expect(inbox.all.map((found) => found.point)).toEqual(before);
  expect(inbox.marked.map((found) => found.point)).toEqual([one.point]);
  const again = inbox.find(one.point);
  expect(again === undefined ? "" : inbox.edit(again).name).toBe("Boardroom");
  expect(fake.points.find((point) => point.view.point === one.point)?.view.accepted).toBe(false);
});

test("a refusal leaves everything as it was and is told", async () => {
  const { fake, inbox } = await open();
  inbox.toggle(inbox.shown.map((one) => one.point));
  const many = inbox.marked.length;
  fake.failure = { code: "disk_full", message: "The disk is full.", hint: "Make room." };
  expect(await inbox.accept(inbox.marked, null)).toBeNull();
  expect([inbox.marked.length, inbox.refusal?.message]).toEqual([many, "The disk is full."]);
});

test("accepting the selected one selects the next", async () => {
  const { inbox } = await open();
  inbox.move(1);
  const second = inbox.shown[1]?.point;
  const of = inbox.find(inbox.selected);
  if (of === undefined) throw new Error("a point");
  await inbox.accept([of], null);
  expect(inbox.selected).toBe(second);
});
