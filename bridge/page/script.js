// The bridge: it runs in a script world of its own in the widget's top page,
// before the page's first script. It hands every message event to the host
// and posts the host's messages to the page. The page cannot see it.
//
// config: handler   name of the host's message handler and of the hook for posts
//         origins   the origins whose pages may speak; elsewhere it does nothing
//         maxChars  longest JSON text that is forwarded
//         maxDepth  deepest nesting that is forwarded
//         reports   how many refused messages one page may report

/** @typedef {{handler: string, origins: string[], maxChars: number, maxDepth: number, reports: number}} Config */
/** @typedef {{postMessage: (text: string) => void}} Channel to the host */
/** @typedef {Window & {webkit?: {messageHandlers?: Record<string, Channel>}, chrome?: {webview?: Channel}}} Page */
/** @typedef {{text: string, refused?: string}} Encoded JSON text, or why there is none */

(function (/** @type {Config} */ config, /** @type {Page} */ window) {
  'use strict';
  try {
    const origin = window.location.origin;
    if (window.top !== window || origin === 'null' || !config.origins.includes(origin)) return;

    const found = findChannel();
    if (!found) return;
    const channel = found;

    /** @type {(text: string) => string} */
    const quote = JSON.stringify;
    const tagOf = Object.prototype.toString;
    /** @type {(data: unknown, target: string) => void} */
    const post = window.postMessage.bind(window);
    /** @type {string[]} */
    const echoes = [];
    let reports = config.reports;

    window.addEventListener('message', (e) => { try { receive(e); } catch (_) { /* never into the page */ } }, true);
    Object.defineProperty(window, config.handler, { value: Object.freeze({ post: postFromHost }) });

    // findChannel returns the host's message handler: WebKit's in this world,
    // or WebView2's. WebView2 has no script worlds.
    function findChannel() {
      const handlers = window.webkit && window.webkit.messageHandlers;
      if (handlers && handlers[config.handler]) return handlers[config.handler];
      return window.chrome && window.chrome.webview;
    }

    // receive forwards one message event. An event that a script made up says
    // whatever origin it likes, so only real ones count.
    /** @param {MessageEvent} e */
    function receive(e) {
      if (!e.isTrusted) return;
      const source = e.source === window ? 'self' : 'other';
      const body = encode(e.data);
      if (source === 'self' && isEcho(body)) return;
      if (body.refused && reports-- <= 0) return;
      const rest = body.refused ? '"refused":' + quote(body.refused) : '"data":' + body.text;
      channel.postMessage('{"origin":' + quote(String(e.origin)) + ',"source":"' + source + '",' + rest + '}');
    }

    // postFromHost posts JSON text to this page. The page's copy of it also
    // reaches receive, so it is remembered there by its content: of equal
    // messages of host and page, as many are forwarded as the page has sent.
    /** @param {string} text @param {string} target */
    function postFromHost(text, target) {
      if (target !== origin) return;
      const data = JSON.parse(text);
      const body = encode(data);
      echoes.push(body.refused || body.text);
      if (echoes.length > 256) echoes.shift();
      post(data, target);
    }

    /** @param {Encoded} body */
    function isEcho(body) {
      const i = echoes.indexOf(body.refused || body.text);
      if (i >= 0) echoes.splice(i, 1);
      return i >= 0;
    }

    // encode writes data as JSON within the limits. JSON.stringify would
    // build the text of a huge or endlessly repeated value before its length
    // could be looked at.
    /** @param {unknown} data @returns {Encoded} */
    function encode(data) {
      /** @type {string[]} */
      const out = [];
      let room = config.maxChars;
      try {
        write(data, 0);
        return { text: out.join('') };
      } catch (why) {
        return { text: '', refused: typeof why === 'string' ? why : 'not_json' };
      }

      /** @param {string} text */
      function put(text) {
        room -= text.length;
        if (room < 0) throw 'too_large';
        out.push(text);
      }

      /** @param {unknown} v @param {number} depth @returns {void} */
      function write(v, depth) {
        switch (typeof v) {
          case 'string':
            if (v.length > room) throw 'too_large';
            return put(quote(v));
          case 'number': return put(Number.isFinite(v) ? String(v) : 'null');
          case 'boolean': return put(String(v));
          case 'undefined': return put('null');
          case 'object': break;
          default: throw 'not_json';
        }
        if (v === null) return put('null');
        if (depth >= config.maxDepth) throw 'too_deep';
        if (Array.isArray(v)) return writeArray(v, depth + 1);
        if (tagOf.call(v) !== '[object Object]') throw 'not_json';
        writeObject(/** @type {Record<string, unknown>} */ (v), depth + 1);
      }

      /** @param {unknown[]} v @param {number} depth */
      function writeArray(v, depth) {
        put('[');
        for (let i = 0; i < v.length; i++) {
          if (i > 0) put(',');
          write(v[i], depth);
        }
        put(']');
      }

      /** @param {Record<string, unknown>} v @param {number} depth */
      function writeObject(v, depth) {
        let first = true;
        put('{');
        for (const key in v) {
          if (!Object.prototype.hasOwnProperty.call(v, key) || v[key] === undefined) continue;
          if (key.length > room) throw 'too_large';
          put((first ? '' : ',') + quote(key) + ':');
          first = false;
          write(v[key], depth);
        }
        put('}');
      }
    }
  } catch (_) {
    // A bridge that cannot start stays silent: the session times out.
  }
})
