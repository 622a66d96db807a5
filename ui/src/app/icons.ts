// The drawings beside the words of the rail and of the palette: one path each, 16 by 16, as in the design.

/** Outlines by what they stand for. */
export const ICONS = {
  overview: "M2 3h5v4H2zM9 3h5v7H9zM2 9h5v4H2zM9 12h5v1H9z",
  floors: "M2 2.5h12v11H2zM7 2.5v4M7 9v4.5M7 9h3M12 9h2",
  trends: "M2 2v12h12M4 10.5l3-4 2.5 2.5L13.5 4",
  setup: "M2 4.5h7M12 4.5h2M2 11.5h2M7 11.5h7M9 2.8h3v3.4H9zM4 9.8h3v3.4H4z",
} as const;
