import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Restores the committed .gitkeep, without which the Go program has nothing to embed. */
export function keepFolder(outDir: string): Plugin {
  return {
    name: 'connecthost:keep-folder',
    apply: 'build',
    closeBundle: () => writeFileSync(join(outDir, '.gitkeep'), ''),
  };
}
