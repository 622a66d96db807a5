// The look of the window as the frame offers it for choosing.

/** Light or dark. */
export interface Look {
  readonly name: "light" | "dark";
  toggle(): void;
}
