import type { Plugin } from 'vite';

/**
 * Fails the build when code of others gets into the page. The page is committed and shipped with the
 * Go module, so such code would have to bring its licence along; and a helper that the bundler adds
 * could change with the bundler's version.
 */
export function ownCode(): Plugin {
  return {
    name: 'connecthost:own-code',
    apply: 'build',
    generateBundle(_, bundle) {
      for (const output of Object.values(bundle)) {
        const modules = output.type === 'chunk' ? output.moduleIds : [];
        const foreign = modules.find((id) => id.startsWith('\0') || id.includes('node_modules'));
        if (foreign) {
          throw new Error(
            `The page would contain ${foreign}: ship its licence beside it, or write it without.`,
          );
        }
      }
    },
  };
}
