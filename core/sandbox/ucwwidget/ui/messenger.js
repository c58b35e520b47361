// Posts what the widget says, in UCW's form.

/**
 * Returns the function that posts one event, to the page around this one and
 * to the one that opened it. A page without either is its own parent. The
 * browser drops the message when the receiver's origin is another one.
 * @param {string} targetOrigin
 * @param {Window} [win]
 * @returns {(type: string, metadata?: object) => void}
 */
export function createMessenger(targetOrigin, win = window) {
  return (type, metadata) => {
    const message = { type, metadata };
    win.parent.postMessage(message, targetOrigin);
    /** @type {Window|null} */ const opener = win.opener;
    opener?.postMessage(message, targetOrigin);
  };
}
