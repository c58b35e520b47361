import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { applyPatches } from './patches.ts';

const NAME = '@mxenabled/connect-widget';
const bundle = fileURLToPath(
  new URL('../../vendor-cache/connect-widget/dist/index.es.js', import.meta.url),
);
const stylesheet = fileURLToPath(
  new URL('../../vendor-cache/connect-widget/dist/style.css', import.meta.url),
);

/**
 * Resolves the connect widget to the copy that `scripts/fetch-connect-widget.mjs` verified, and
 * patches it while it is bundled. The build fails when a patch does not apply.
 */
export function connectWidget(): Plugin {
  return {
    name: 'connecthost:connect-widget',
    enforce: 'pre',
    resolveId(id) {
      if (id === NAME) return bundle;
      if (id === `${NAME}/style.css`) return stylesheet;
      return null;
    },
    transform(code, id) {
      return id === bundle ? { code: applyPatches(code), map: null } : null;
    },
  };
}
