// Mounts the window, nothing else.
import "./locale-guard";
import "./styles/tokens.css";
import "./styles/components.css";

import { mount } from "svelte";

import App from "./app/App.svelte";
import type { Desktop } from "./ipc/desk";
import type { Door } from "./ipc/door";
import { useLocale } from "./shared/format";

useLocale(navigator.language);

const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no #app");
mount(App, { target, props: await openWays() });

async function openWays(): Promise<{ door: Door; desk: Desktop }> {
  // A plain build knows these as false and leaves the fakes out.
  if (import.meta.env.MODE === "fake" || (import.meta.env.DEV && !("__TAURI_INTERNALS__" in window))) {
    const [{ fakeFromAddress }, { deskFromAddress }] = await Promise.all([import("./ipc/fake"), import("./ipc/fake-desk")]);
    return { door: fakeFromAddress(location.search), desk: deskFromAddress(location.search) };
  }
  const { Client, Shell } = await import("./ipc/client");
  return { door: new Client(), desk: new Shell() };
}
