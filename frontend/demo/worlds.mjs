// Where a journey takes place: which provider, and what outlives the application.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { startSandbox } from '../e2e/sandbox.mjs';

/** @import { Fino, MX } from '../e2e/sandbox.mjs' */

/** @typedef {{sandbox: string, ui: string, out: string}} Place the sandbox's program, the widget's UI, and the folder for all that is written */
/** @typedef {{args: string[], env?: Record<string, string>, stop: () => void}} World of an application */
/** @typedef {(place: Place) => Promise<World>} MakeWorld */

/** Another provider of the sandbox that is in the application's own process. @param {string} provider @returns {MakeWorld} */
export const of = (provider) => async () => ({ args: ['-provider', provider], stop() {} });

/**
 * A place of their own where the processes of the application meet.
 * @param {Pick<Place, 'out'>} place
 * @returns {Promise<World>}
 */
export async function ownScheme({ out }) {
  const runtime = path.join(out, 'runtime');
  await mkdir(runtime, { mode: 0o700 });
  return { args: ['-return', 'scheme'], env: { XDG_RUNTIME_DIR: runtime }, stop() {} };
}

/** MX, which outlives the application, and a folder for its session. */
export const outliving = outlivingWith('mx', ({ mx }) => ({
  MX_BASE_URL: mx.base_url,
  MX_CLIENT_ID: mx.client_id,
  MX_API_KEY: mx.api_key,
}));

/** The same with fino. */
export const outlivingFino = outlivingWith('fino', ({ fino }) => ({
  FINO_BASE_URL: fino.base_url,
  FINO_CLIENT_ID: fino.client_id,
  FINO_CLIENT_SECRET: fino.client_secret,
}));

/**
 * @param {string} provider
 * @param {(apis: {mx: MX, fino: Fino}) => Record<string, string>} account
 * @returns {MakeWorld}
 */
function outlivingWith(provider, account) {
  return async ({ sandbox: program, ui, out }) => {
    const { args, env } = await ownScheme({ out });
    const sandbox = await startSandbox(ui, `${program} -addr 127.0.0.1:0 -ui ${ui}`);
    return {
      args: [...args, '-live', '-provider', provider, '-vault', path.join(out, 'vault')],
      env: { ...env, ...account(sandbox) },
      stop: sandbox.stop,
    };
  };
}
