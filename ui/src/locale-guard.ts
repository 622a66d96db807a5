// Gives `navigator.language` a tag that `Intl` accepts.
//
// WebKitGTK reports "C" where LANG is C, POSIX or C.UTF-8, and every `new Intl.NumberFormat("C")` throws: the window
// then stays white without a word in any log. This must run before anything asks for the language, so it is the first
// import of main.ts and imports nothing itself.

const FALLBACK = "en-GB";

function accepted(tag: string | undefined): boolean {
  if (!tag) return false;
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

/** Replaces the language of this `Navigator` where `Intl` refuses it. */
export function guardLocale(navigator: Navigator): void {
  const languages = (navigator.languages ?? []).filter(accepted);
  const language = accepted(navigator.language) ? navigator.language : (languages[0] ?? FALLBACK);
  if (language === navigator.language && languages.length === navigator.languages?.length) return;
  const prototype = Object.getPrototypeOf(navigator) as object;
  Object.defineProperty(prototype, "language", { configurable: true, get: () => language });
  Object.defineProperty(prototype, "languages", {
    configurable: true,
    get: () => (languages.length > 0 ? languages : [language]),
  });
}

guardLocale(globalThis.navigator);
