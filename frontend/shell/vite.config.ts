import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { contentPolicy } from './plugin/content-policy.ts';
import { ownCode } from './plugin/own-code.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Builds the page of the desktop shell, which the Go program embeds. The result is committed and
 * must be the same on every machine: its names are fixed, and nothing of the machine is in it.
 * scripts/check-page.mjs compares the two.
 */
export default defineConfig(({ command }) => {
  // Whatever the caller's environment says: the development server's stand-in is never built in.
  if (command === 'build') process.env.NODE_ENV = 'production';
  return {
    root: here('.'),
    base: './',
    publicDir: false,
    envDir: false,
    plugins: [contentPolicy(), ownCode()],
    build: {
      outDir: here('../../desktop/shell/dist'),
      emptyOutDir: true,
      target: 'es2022',
      sourcemap: false,
      modulePreload: false,
      reportCompressedSize: false,
      // The icon stays a file: the policy allows no data URLs.
      assetsInlineLimit: 0,
      rolldownOptions: {
        output: {
          codeSplitting: false,
          entryFileNames: 'shell.js',
          assetFileNames: (asset) =>
            asset.names[0]?.endsWith('.css') ? 'shell.css' : '[name][extname]',
        },
      },
    },
  };
});
