// Fetches the one file set that the widget page needs from `@mxenabled/connect-widget`.
//
// The package declares no licence and lists 274 packages as dependencies, although its bundle
// needs only React. It is therefore not in package.json: this script downloads the tarball of one
// pinned version with `npm pack`, checks it against the integrity below and unpacks three files
// into vendor-cache/, which git ignores. A wrong or changed tarball fails the build.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const PACKAGE = '@mxenabled/connect-widget';
const VERSION = '2.10.1';
const INTEGRITY =
  'sha512-0A6XLU6IRAaJJgbCXYWDnoEkZ+PcbA7jprG6sXrIncF2fzp4ANBhmbt8H62Q48VfZ+amo4uFPWo1BcFATLhumA==';
const FILES = ['package.json', 'dist/index.es.js', 'dist/style.css'];

const cache = join(dirname(fileURLToPath(import.meta.url)), '..', 'vendor-cache');
const target = join(cache, 'connect-widget');
const tarball = join(cache, `connect-widget-${VERSION}.tgz`);

const digest = (/** @type {Buffer} */ bytes) =>
  `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

/** Throws unless the bytes have the pinned sha512. @param {Buffer} bytes */
function verify(bytes) {
  const actual = digest(bytes);
  if (actual !== INTEGRITY) {
    throw new Error(`${PACKAGE}@${VERSION}: integrity is ${actual}, expected ${INTEGRITY}`);
  }
}

/** Downloads the tarball through npm's configured registry and returns its verified bytes. */
function download() {
  const scratch = mkdtempSync(join(cache, 'pack-'));
  try {
    const args = ['pack', `${PACKAGE}@${VERSION}`, '--json', '--pack-destination', scratch];
    const output = execFileSync('npm', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      shell: process.platform === 'win32',
    });
    const packed = /** @type {{filename: string}[] | Record<string, {filename: string}>} */ (
      JSON.parse(output)
    );
    const [tar] = Object.values(packed);
    if (!tar) throw new Error(`${PACKAGE}: npm packed nothing`);
    const file = join(scratch, tar.filename.replace('@', '').replace('/', '-'));
    const bytes = readFileSync(file);
    verify(bytes);
    renameSync(file, tarball);
    return bytes;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Returns the verified tarball: the cached one when it is intact, else a fresh download. */
function obtain() {
  mkdirSync(cache, { recursive: true });
  if (existsSync(tarball)) {
    const bytes = readFileSync(tarball);
    if (digest(bytes) === INTEGRITY) return bytes;
  }
  return download();
}

/**
 * Yields [name, bytes] for each regular file of an uncompressed tar archive.
 * @param {Buffer} tar
 * @returns {Generator<[string, Buffer]>}
 */
function* entries(tar) {
  const text = (/** @type {number} */ from, /** @type {number} */ length) =>
    tar.toString('utf8', from, from + length).replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const size = parseInt(text(at + 124, 12), 8);
    const type = text(at + 156, 1);
    if (type === '' || type === '0') yield [text(at, 100), tar.subarray(at + 512, at + 512 + size)];
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

/** Writes the wanted files of the tarball below vendor-cache/connect-widget. @param {Buffer} bytes */
function unpack(bytes) {
  const wanted = new Map(FILES.map((file) => [`package/${file}`, join(target, file)]));
  for (const [name, content] of entries(gunzipSync(bytes))) {
    const path = wanted.get(name);
    if (!path) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    wanted.delete(name);
  }
  if (wanted.size > 0)
    throw new Error(`${PACKAGE}: missing in tarball: ${[...wanted.keys()].join()}`);
}

unpack(obtain());
console.log(`${PACKAGE}@${VERSION} verified in vendor-cache/`);
