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

/** @typedef {{event: string, url: string, object: string, member_guid: string}} Input */

const [, , file = '', index = ''] = process.argv;
const inputs = /** @type {Input[]} */ (JSON.parse(readFileSync(file, 'utf8')));
const found = inputs[Number(index)];
if (!found) throw new Error(`${file} has no event ${index}`);
const input = found;
const string = JSON.stringify(input.object);
const callbacks = {};

/** The vendor's code reads no more of a message event. @param {any} data @returns {any} */
const message = (data) => ({ data });

/** @typedef {() => unknown} Read one event */

/** @type {Record<string, Read>} */
const forms = {
  URL: () => dispatchConnectLocationChangeEvent(input.url, callbacks),
  text: () => dispatchConnectPostMessageEvent(message(JSON.parse(input.object)), callbacks),
  string: () => dispatchConnectPostMessageEvent(message(JSON.parse(JSON.parse(string))), callbacks),
};

const rounds = 5;
const roundNanoseconds = 200_000_000n;

/** Nanoseconds per call in one round. Every result is looked at, so no call can be left out. @param {Read} read */
function round(read) {
  const start = process.hrtime.bigint();
  let calls = 0;
  let now = start;
  while (now - start < roundNanoseconds) {
    for (let i = 0; i < 1000; i += 1) {
      if (/** @type {Input} */ (read()).member_guid !== input.member_guid)
        throw new Error('the payload is wrong');
    }
    calls += 1000;
    now = process.hrtime.bigint();
  }
  return Number(now - start) / calls;
}

/** @param {number[]} values */
function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Throws unless a form gives the whole payload that the input describes. @param {Read} read */
function verify(read) {
  const { type, metadata } = /** @type {{type: string, metadata: object}} */ (
    JSON.parse(input.object)
  );
  deepStrictEqual(read(), { type, ...metadata });
}

/** @type {Record<string, string | number | undefined>} */
const result = { event: input.event };
for (const [form, read] of Object.entries(forms)) {
  verify(read);
  round(read); // warms up
  result[form] = median(Array.from({ length: rounds }, () => round(read)));
}
console.log(JSON.stringify(result));
