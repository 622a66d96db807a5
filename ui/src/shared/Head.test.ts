import { render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";

import Head from "./Head.svelte";

test("a site, a building and a floor of one name are told apart by their places", () => {
  const went: string[] = [];
  const crumbs = ["site", "building"].map((where) => ({ word: "Quay House", go: () => went.push(where) }));
  render(Head, { props: { crumbs, title: "Quay House" } });
  for (const crumb of screen.getAllByRole("button", { name: "Quay House" })) crumb.click();
  expect(went).toEqual(["site", "building"]);
});
