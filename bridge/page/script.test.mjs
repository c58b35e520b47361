// Runs the rendered bridge against a small stand-in for a window. SCRIPT and
// POSTS come from page_test.go.
import { test } from 'node:test'
import assert from 'node:assert/strict'

const ORIGIN = 'https://widget.example'
const SCRIPT = process.env.SCRIPT ?? ''
/** @type {{Data: string, Script: string}[]} */
const POSTS = JSON.parse(process.env.POSTS ?? '[]')
const FIRST = POSTS[0]
assert.ok(FIRST, 'SCRIPT and POSTS come from page_test.go')

/** @typedef {{data?: unknown, source?: unknown, origin?: string, isTrusted?: boolean}} Said */
/** @typedef {(e: Said) => void} Listener */
/** @typedef {{origin: string, source: string, data?: unknown, refused?: string}} Message that reaches the host */
/** @typedef {ReturnType<typeof fakeWindow>} Fake */

// assign copies properties without calling their getters.
/** @param {object} to @param {object} from */
const assign = (to, from) => Object.defineProperties(to, Object.getOwnPropertyDescriptors(from))

// fakeWindow delivers what is posted to it as trusted events, like a browser.
function fakeWindow(overrides = {}) {
  /** @type {{type: string, fn: Listener, capture: boolean}[]} */
  const listeners = []
  /** @type {string[]} */
  const sent = []
  const win = {
    /** @type {unknown} */
    top: undefined,
    location: { origin: ORIGIN },
    webkit: { messageHandlers: { connecthost: { postMessage: (/** @type {string} */ s) => sent.push(s) } } },
    addEventListener: (/** @type {string} */ type, /** @type {Listener} */ fn, capture = false) =>
      listeners.push({ type, fn, capture }),
    postMessage: (/** @type {unknown} */ data, /** @type {string} */ target) => {
      if (target === ORIGIN) deliver({ data: structuredClone(data), source: win, origin: ORIGIN })
    },
  }
  win.top = win
  assign(win, overrides)
  /** @param {Said} e */
  function deliver(e) {
    for (const l of listeners) l.fn(assign({ isTrusted: true }, e))
  }
  return { win, listeners, sent, deliver, messages: () => sent.map((s) => /** @type {Message} */ (JSON.parse(s))) }
}

// Evaluated with window as the only name, as the engine does.
/** @param {string} script @param {object} win */
function run(script, win) {
  const evaluate = /** @type {(window: object) => void} */ (new Function('window', script))
  evaluate(win)
}

/** @param {object} [overrides] */
function bridge(overrides) {
  const f = fakeWindow(overrides)
  run(SCRIPT, f.win)
  return f
}

/** @typedef {{post: (text: string, target: string) => void}} Hook */
/** The hook for posts that the script defines. @param {Fake} f */
const hook = (f) => /** @type {Fake['win'] & {connecthost: Hook}} */ (f.win).connecthost

/** @param {Fake} f @param {unknown} data */
const fromPage = (f, data) => f.deliver({ data, source: f.win, origin: ORIGIN })

test('listens in the capture phase', () => {
  const { listeners } = bridge()
  assert.deepEqual(listeners.map((l) => [l.type, l.capture]), [['message', true]])
})

for (const [name, data] of Object.entries({
  object: { type: 'mx/load', metadata: { a: [1, 2.5, -0.25, 'x'], b: null } },
  text: '{"type":"mx/load"}',
  number: 7,
  'true': true,
  'null': null,
  'odd keys': { '': 1, ' "\\': 2, 'ü': 3 },
  'own __proto__': JSON.parse('{"__proto__":{"x":1}}'),
  'long text': 'x'.repeat(100000),
})) {
  test(`forwards ${name} unchanged`, () => {
    const f = bridge()
    fromPage(f, data)
    assert.deepEqual(f.messages(), [{ origin: ORIGIN, source: 'self', data }])
  })
}

test('writes what JSON lacks the way JSON.stringify does', () => {
  const f = bridge()
  const data = { u: undefined, n: NaN, i: Infinity, a: [undefined], s: '\ud800' }
  fromPage(f, data)
  assert.equal(JSON.stringify(f.messages()[0]?.data), JSON.stringify(JSON.parse(JSON.stringify(data))))
})

test('marks other windows, whatever origin they have', () => {
  const f = bridge()
  f.deliver({ data: 1, source: {}, origin: ORIGIN })
  f.deliver({ data: 2, source: null, origin: 'null' })
  assert.deepEqual(f.messages().map((m) => [m.source, m.origin]), [['other', ORIGIN], ['other', 'null']])
})

test('ignores events that a script made up', () => {
  const f = bridge()
  f.deliver({ data: 1, source: f.win, origin: 'https://bank.example', isTrusted: false })
  assert.deepEqual(f.sent, [])
})

/** @type {{self?: object}} */
const cyclic = {}
cyclic.self = cyclic
/** @type {unknown} */
let deep = 1
for (let i = 0; i < 50000; i++) deep = [deep]
/** @type {unknown[]} */
let wide = ['x'.repeat(1000)]
for (let i = 0; i < 40; i++) wide = [wide, wide]

/** @type {[string, unknown, string][]} */
const refusals = [
  ['long text', 'x'.repeat(1 << 21), 'too_large'],
  ['long key', { ['x'.repeat(1 << 21)]: 1 }, 'too_large'],
  ['text that grows when quoted', '\u0000'.repeat(1 << 19), 'too_large'],
  ['endless sharing', wide, 'too_large'],
  ['sparse array', new Array(4e9), 'too_large'],
  ['many keys', Object.fromEntries(Array.from({ length: 3e5 }, (_, i) => ['k' + i, i])), 'too_large'],
  ['deep nesting', deep, 'too_deep'],
  ['a cycle', cyclic, 'too_deep'],
  ['big integer', 1n, 'not_json'],
  ['map', new Map([[1, 2]]), 'not_json'],
  ['date', new Date(0), 'not_json'],
  ['bytes', new Uint8Array(1e8), 'not_json'],
  ['error', new Error('x'), 'not_json'],
  ['function', () => 1, 'not_json'],
  ['symbol', Symbol('x'), 'not_json'],
  ['throwing getter', { get x() { throw new Error('boom') } }, 'not_json'],
  ['revoked proxy', (() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })(), 'not_json'],
]

for (const [name, data, refused] of refusals) {
  test(`reports ${name} as ${refused}, without its data`, () => {
    const f = bridge()
    fromPage(f, data)
    assert.deepEqual(f.messages(), [{ origin: ORIGIN, source: 'self', refused }])
  })
}

test('reports a bounded number of refused messages and goes on', () => {
  const f = bridge()
  for (let i = 0; i < 1000; i++) fromPage(f, 1n)
  fromPage(f, 'still here')
  assert.equal(f.sent.length, 33)
  assert.equal(f.messages().at(-1)?.data, 'still here')
})

test('never throws into the page', () => {
  const f = bridge({ webkit: { messageHandlers: { connecthost: { postMessage() { throw new Error('gone') } } } } })
  assert.doesNotThrow(() => fromPage(f, 1))
  assert.doesNotThrow(() => f.deliver({ get data() { throw new Error('boom') }, source: f.win, origin: ORIGIN }))
})

for (const [name, overrides] of Object.entries({
  'another origin': { location: { origin: 'https://evil.example' } },
  'an origin with a suffix': { location: { origin: ORIGIN + '.evil.example' } },
  'another port': { location: { origin: ORIGIN + ':8443' } },
  'an opaque origin': { location: { origin: 'null' } },
  'a sub-frame': { top: {} },
  'no message handler': { webkit: undefined },
  'a location that throws': { get location() { throw new Error('no') } },
})) {
  test(`does nothing on a page with ${name}`, () => {
    const f = bridge(overrides)
    assert.equal(f.listeners.length, 0)
    assert.equal('connecthost' in f.win, false)
  })
}

test('uses the WebView2 channel where there is no other', () => {
  /** @type {string[]} */
  const sent = []
  const f = bridge({
    webkit: undefined,
    chrome: { webview: { postMessage: (/** @type {string} */ s) => sent.push(s) } },
  })
  fromPage(f, 1)
  assert.equal(sent.length, 1)
})

for (const { Data, Script } of POSTS) {
  test(`posts ${Data} to the page and keeps its copy from the host`, () => {
    const f = bridge()
    /** @type {unknown[]} */
    const got = []
    f.win.addEventListener('message', (e) => void got.push(e.data))
    run(Script, f.win)
    assert.equal(JSON.stringify(got), `[${JSON.stringify(JSON.parse(Data))}]`)
    assert.deepEqual(f.sent, [])
    assert.equal('polluted' in {}, false)
  })
}

test('forwards a page message that equals a post, once for each', () => {
  const f = bridge()
  const { Data, Script } = FIRST
  run(Script, f.win)
  fromPage(f, JSON.parse(Data))
  fromPage(f, JSON.parse(Data))
  assert.equal(f.sent.length, 2)
})

test('a post does not swallow the same text from a sub-frame', () => {
  /** @type {unknown[]} */
  const held = []
  const f = bridge({ postMessage: (/** @type {unknown} */ data) => held.push(data) })
  hook(f).post('"x"', ORIGIN)
  f.deliver({ data: 'x', source: {}, origin: ORIGIN })
  assert.equal(f.sent.length, 1)
})

test('posts nothing to another origin than the page has', () => {
  const f = bridge()
  hook(f).post('1', 'https://evil.example')
  hook(f).post('1', '*')
  assert.deepEqual(f.sent, [])
})

test('a post on a page without the bridge does nothing', () => {
  const f = fakeWindow()
  assert.doesNotThrow(() => run(FIRST.Script, f.win))
})

test('a post that is not JSON does nothing', () => {
  const f = bridge()
  assert.doesNotThrow(() => run('try{window["connecthost"].post("{", "' + ORIGIN + '")}catch(_){}', f.win))
  assert.deepEqual(f.sent, [])
})
