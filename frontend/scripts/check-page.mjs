// Fails when the committed page of the shell is not what its sources give. The Go module ships that
// page, so that an app needs neither Node nor this folder.
//
// It builds into a folder of its own and compares with what git has, not with the working tree: a
// build just before would have mended that.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const configFile = fileURLToPath(new URL('../shell/vite.config.ts', import.meta.url));
const PAGE = 'desktop/shell/dist';

/** @typedef {Map<string, Buffer>} Files by name */

/** @param {string[]} args */
const git = (...args) => execFileSync('git', args, { cwd: repository });

/** The files that are committed, or that will be with the next commit. @returns {Files} */
function committed() {
  const names = git('ls-files', '-z', '--', PAGE).toString().split('\0').filter(Boolean);
  return new Map(
    names.map((name) => [name.slice(PAGE.length + 1), git('cat-file', 'blob', `:${name}`)]),
  );
}

/** What the sources give. @returns {Promise<Files>} */
async function rebuilt() {
  const outDir = mkdtempSync(join(tmpdir(), 'connecthost-page-'));
  try {
    await build({ configFile, logLevel: 'error', build: { outDir, emptyOutDir: true } });
    return new Map(readdirSync(outDir).map((name) => [name, readFileSync(join(outDir, name))]));
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

/** The names of the files that only one side has, or that differ. @param {Files} have @param {Files} want */
function differing(have, want) {
  const names = new Set([...have.keys(), ...want.keys()]);
  return [...names].filter((name) => {
    const [one, other] = [have.get(name), want.get(name)];
    return !one || !other || !one.equals(other);
  });
}

const wrong = differing(committed(), await rebuilt());
if (wrong.length > 0) {
  console.error(
    `The committed page of the shell is not what its sources give: ${wrong.join(', ')} in ${PAGE}.\n` +
      `Run: make frontend && git add --all ${PAGE}`,
  );
  process.exitCode = 1;
}
