// Light or dark: as the computer wants it until a person chooses, then as chosen.

const KEY = "plantroom-theme";

export type ThemeName = "light" | "dark";

/** The theme of the window. */
export class Theme {
  name = $state<ThemeName>("light");
  #chosen = false;
  #dark = window.matchMedia("(prefers-color-scheme: dark)");

  constructor() {
    const kept = read();
    this.#chosen = kept !== null;
    this.name = kept ?? (this.#dark.matches ? "dark" : "light");
    this.#apply();
    this.#dark.addEventListener("change", (event) => {
      if (this.#chosen) return;
      this.name = event.matches ? "dark" : "light";
      this.#apply();
    });
  }

  toggle(): void {
    this.name = this.name === "dark" ? "light" : "dark";
    this.#chosen = true;
    this.#apply();
    try {
      localStorage.setItem(KEY, this.name);
    } catch {
      // Without storage the choice lasts as long as the window.
    }
  }

  #apply(): void {
    if (this.name === "dark") document.documentElement.dataset["theme"] = "dark";
    else delete document.documentElement.dataset["theme"];
  }
}

function read(): ThemeName | null {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : null;
  } catch {
    return null;
  }
}
