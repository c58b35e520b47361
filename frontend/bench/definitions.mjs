// Times the vendor's own event definitions on one input of the Go benchmark
// and prints one JSON line: nanoseconds per event for each wire form. One
// process reads one event only, which lets the engine optimise for its shape.
// Usage: node definitions.js <inputs> <index of the event>
import { deepStrictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import {
  dispatchConnectLocationChangeEvent,
  dispatchConnectPostMessageEvent,
} from '@mxenabled/widget-post-message-definitions';

const input = JSON.parse(readFileSync(process.argv[2], 'utf8'))[process.argv[3]];
const string = JSON.stringify(input.object);
const callbacks = {};

const forms = {
  URL: () => dispatchConnectLocationChangeEvent(input.url, callbacks),
  text: () => dispatchConnectPostMessageEvent({ data: JSON.parse(input.object) }, callbacks),
  string: () =>
    dispatchConnectPostMessageEvent({ data: JSON.parse(JSON.parse(string)) }, callbacks),
};

const rounds = 5;
const roundNanoseconds = 200_000_000n;

/** Nanoseconds per call in one round. Every result is looked at, so no call can be left out. */
function round(read) {
  const start = process.hrtime.bigint();
  let calls = 0;
  let now = start;
  while (now - start < roundNanoseconds) {
    for (let i = 0; i < 1000; i += 1) {
      if (read().member_guid !== input.member_guid) throw new Error('the payload is wrong');
    }
    calls += 1000;
    now = process.hrtime.bigint();
  }
  return Number(now - start) / calls;
}

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Throws unless a form gives the whole payload that the input describes. */
function verify(read) {
  const { type, metadata } = JSON.parse(input.object);
  deepStrictEqual(read(), { type, ...metadata });
}

const result = { event: input.event };
for (const [form, read] of Object.entries(forms)) {
  verify(read);
  round(read); // warms up
  result[form] = median(Array.from({ length: rounds }, () => round(read)));
}
console.log(JSON.stringify(result));
