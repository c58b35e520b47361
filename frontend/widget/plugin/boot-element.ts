import type { Plugin } from 'vite';

/** The text that the server replaces with the data of a widget session. */
export const BOOT = '<script type="application/json" id="boot">null</script>';

/** Fails the build when the page does not hold the boot element exactly once, letter for letter. */
export function bootElement(): Plugin {
  return {
    name: 'connecthost:boot-element',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        if (html.split(BOOT).length !== 2) throw new Error(`index.html must hold ${BOOT} once`);
      },
    },
  };
}
