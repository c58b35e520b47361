import { defineConfig } from 'vite';

// The vendor's package is written for bundlers: Node cannot load it as it is.
export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  ssr: { noExternal: true },
  build: { ssr: 'definitions.mjs', outDir: '../../build/bench', emptyOutDir: true },
});
