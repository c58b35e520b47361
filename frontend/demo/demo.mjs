// Drives the desktop example like a user, over WebKitWebDriver, and prints
// what the native side received. Run it under a display (make demo does).
import { mkdir, rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import path from 'node:path';
import { Application } from './application.mjs';
import { journeys } from './journeys.mjs';

const { values: options } = parseArgs({
  options: {
    binary: { type: 'string', default: 'build/connecthost-desktop-e2e' },
    sandbox: { type: 'string', default: 'build/connecthost-sandbox' },
    ui: { type: 'string', default: 'connect' },
    form: { type: 'string', default: 'url' },
    journey: { type: 'string', default: 'credentials' },
    out: { type: 'string', default: 'build/demo' },
    timeout: { type: 'string', default: '60000' },
  },
});

async function main() {
  const journey = journeys[options.journey];
  if (!journey) {
    console.error(
      `demo: unknown journey ${options.journey}; there are: ${Object.keys(journeys).join(', ')}`,
    );
    return 2;
  }
  const timeout = Number(options.timeout);
  const out = path.resolve(options.out);
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });

  /** @type {import('./worlds.mjs').World | undefined} */
  let world;
  /** @type {Application | undefined} */
  let app;
  /** @type {unknown} */
  let failure;
  try {
    world = await journey.world?.({ sandbox: options.sandbox, ui: options.ui, out });
    app = await Application.start({ ...options, out, timeout, ...world });
    await journey.run(app);
    await app.outcome();
  } catch (err) {
    failure = err;
    await app?.screenshot('failure').catch(() => {});
  } finally {
    await app?.stop();
    world?.stop();
  }
  console.error(`demo: the pictures and the events are in ${path.relative('', out)}`);
  if (failure || !app) {
    console.error(`demo: ${failure instanceof Error ? failure.message : String(failure)}`);
    console.error(app?.log() ?? '');
    return 1;
  }
  const wrong = judge(journey, app);
  if (wrong) console.error(`demo: ${wrong}`);
  return wrong ? 1 : 0;
}

/**
 * What is not as the journey wants it.
 * @param {import('./journeys.mjs').Journey} journey
 * @param {Application} app
 */
function judge(journey, { outcomes, events }) {
  const [end, ...more] = outcomes;
  if (!end || more.length > 0) return `there are ${outcomes.length} outcomes`;
  const { outcome, reason } = end;
  if (outcome !== journey.outcome) return `the outcome is ${outcome}, not ${journey.outcome}`;
  if (journey.reason && reason?.code !== journey.reason) {
    return `the reason is ${reason?.code}, not ${journey.reason}`;
  }
  const missing = firstMissing(journey.events, events);
  return missing && `${missing} did not arrive, or not in order`;
}

/** The first of the expected names that does not follow in the given order. @param {string[]} expected @param {string[]} arrived */
function firstMissing(expected, arrived) {
  let next = 0;
  for (const name of arrived) {
    if (name === expected[next]) next += 1;
  }
  return expected[next];
}

// The programs that were started are process groups of their own: they end when this one exits.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
process.exit(await main());
