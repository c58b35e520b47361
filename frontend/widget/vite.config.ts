import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { bootElement } from './plugin/boot-element.ts';
import { connectWidget } from './plugin/connect-widget.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Builds the widget page that the sandbox serves below /md/ui/ with `-ui connect`. */
export default defineConfig({
  root: here('.'),
  base: '/md/ui/',
  publicDir: false,
  plugins: [connectWidget(), bootElement()],
  build: {
    outDir: here('../../build/widget'),
    emptyOutDir: true,
    target: 'es2020',
    sourcemap: false,
    modulePreload: false,
    // The bundled code of others, React above all, asks for its notice in every copy.
    license: { fileName: 'licenses.md' },
    // The widget is one program of 1.8 MB by nature: there is nothing to split.
    chunkSizeWarningLimit: 2500,
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
