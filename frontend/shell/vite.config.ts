import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { contentPolicy } from './plugin/content-policy.ts';
import { keepFolder } from './plugin/keep-folder.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const outDir = here('../../desktop/shell/dist');

/** Builds the page of the desktop shell, which the Go program embeds. */
export default defineConfig({
  root: here('.'),
  base: './',
  publicDir: false,
  plugins: [contentPolicy(), keepFolder(outDir)],
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    modulePreload: false,
    reportCompressedSize: false,
    // The icon stays a file: the policy allows no data URLs.
    assetsInlineLimit: 0,
  },
});
