// Mounts the window, nothing else.
import "./locale-guard";
import "./styles/tokens.css";
import "./styles/components.css";

import { mount } from "svelte";

import App from "./app/App.svelte";
import type { Door } from "./ipc/door";
import { useLocale } from "./shared/format";

useLocale(navigator.language);

const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no #app");
mount(App, { target, props: { door: await openDoor() } });

async function openDoor(): Promise<Door> {
  // A plain build knows these as false and leaves the fake out.
  if (import.meta.env.MODE === "fake" || (import.meta.env.DEV && !("__TAURI_INTERNALS__" in window))) {
    const { fakeFromAddress } = await import("./ipc/fake");
    return fakeFromAddress(location.search);
  }
  const { Client } = await import("./ipc/client");
  return new Client();
}
