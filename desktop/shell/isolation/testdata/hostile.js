// Tries every known way from a page to native code, in the frame in which it
// runs, and reports what it found.
(function () {
  'use strict';
  const call = 'C' + JSON.stringify({ name: 'isolation.Probe.Touch', args: ['hostile'], callbackID: 'probe-1' });
  const { frame, report } = document.currentScript.dataset;
  const found = [];

  function attempt(name, action) {
    try {
      if (action()) found.push(name);
    } catch (err) {
      const closed = err instanceof TypeError || err instanceof ReferenceError || err.name === 'SecurityError';
      if (!closed) found.push(`${name}: ${err}`);
    }
  }

  /** Posts to every handler that the frame can name or list. */
  function handlers(root, label) {
    const names = new Set(['external', 'connecthost', 'wails', 'contextMenu', 'ipc', 'callback']);
    for (const name in root) names.add(name);
    for (const name of Object.getOwnPropertyNames(root)) names.add(name);
    for (const name of names) {
      attempt(`${label}.${name}`, () => {
        const handler = root[name];
        if (!handler || typeof handler.postMessage !== 'function') return false;
        handler.postMessage(call);
        if (frame !== 'door') handler.postMessage('Q'); // quits a Wails application
        return true;
      });
    }
  }

  function search(w, label) {
    attempt(`${label}webkit.messageHandlers`, () => {
      handlers(w.webkit.messageHandlers, `${label}webkit.messageHandlers`);
      return false;
    });
    attempt(`${label}WailsInvoke`, () => (w.WailsInvoke(call), true));
    attempt(`${label}go`, () => (w.go.isolation.Probe.Touch('hostile'), true));
    attempt(`${label}runtime`, () => (w.runtime.Quit(), true));
    attempt(`${label}wails`, () => Boolean(w.wails));
    attempt(`${label}external`, () => (w.external.invoke(call), true));
    attempt(`${label}chrome.webview`, () => (w.chrome.webview.postMessage(call), true));
    attempt(`${label}connecthost`, () => Boolean(w.connecthost || w.__connecthost));
  }

  search(window, '');
  if (window.parent !== window) {
    attempt('parent', () => (search(window.parent, 'parent.'), false));
    attempt('top', () => (search(window.top, 'top.'), false));
  }
  // A post of the page must not be taken for an event of the widget.
  if (window.parent !== window) {
    window.top.postMessage({ mx: true, type: 'mx/connect/memberConnected', metadata: { member_guid: 'MBR-hostile' } }, '*');
  }
  fetch(`${report}/report`, {
    method: 'POST',
    mode: 'no-cors',
    body: JSON.stringify({ frame, found }),
  });
})();
