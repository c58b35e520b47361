/** One textual change to the pinned bundle of the connect widget. */
export interface Patch {
  /** What the change is for; named in the error when it no longer applies. */
  name: string;
  /** The exact text to replace. */
  find: string;
  replace: string;
  /** How often `find` must occur. Any other count fails the build. */
  count: number;
}

/**
 * The changes that let version 2.10.1 run under a strict content security policy without a request
 * to any other host, and that keep one of its buttons from crashing.
 */
export const patches: readonly Patch[] = [
  {
    // Logos of institutions without a logo_url. The widget retries a missing logo without end, so
    // the server answers everything below this path with an image.
    name: 'logos from our own server',
    find: 'https://content.moneydesktop.com/storage',
    replace: '/md/ui/mxcontent',
    count: 4,
  },
  {
    // Icons that the bundle lacks, used on the consent screen.
    name: 'icons from our own server',
    find: 'https://fonts.gstatic.com/s/i/short-term/release/materialsymbolsrounded',
    replace: '/md/ui/mxicons',
    count: 1,
  },
  {
    // gettext compiles the plural rule of a language at run time, which needs 'unsafe-eval'. All
    // languages in the bundle have the same rule: one, and everything else.
    name: 'plural rule without eval',
    find: 'return new Function("n", "var plural, nplurals; " + plural_form + " return { nplurals: nplurals, plural: (plural === true ? 1 : (plural ? plural : 0)) };");',
    replace: 'return function(n) { return { nplurals: 2, plural: n !== 1 ? 1 : 0 }; };',
    count: 1,
  },
  {
    // The error screen reads its configuration from a place that does not exist, and its button
    // "Return to institution selection" throws. Every other screen uses this selector.
    name: 'configuration on the error screen',
    find: 'useSelector((state) => state.connect.initialConfig)',
    replace: 'useSelector(selectInitialConfig)',
    count: 1,
  },
];

/**
 * Returns the source with every patch applied. Throws when a patch does not occur exactly as often
 * as it declares, because the bundle is then not the one that the patches were written for.
 */
export function applyPatches(source: string, list: readonly Patch[] = patches): string {
  return list.reduce((text, patch) => {
    const parts = text.split(patch.find);
    const found = parts.length - 1;
    if (found !== patch.count) {
      throw new Error(
        `connect widget patch "${patch.name}" matched ${found} times, expected ${patch.count}`,
      );
    }
    return parts.join(patch.replace);
  }, source);
}
