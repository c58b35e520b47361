// Times the vendor's own event definitions on the inputs of the Go benchmark
// and prints one JSON line: nanoseconds per event for each wire form.
import { readFileSync } from 'node:fs';
import {
  dispatchConnectLocationChangeEvent,
  dispatchConnectPostMessageEvent,
} from '@mxenabled/widget-post-message-definitions';

const inputs = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const string = JSON.stringify(inputs.object);
const callbacks = {};

const forms = {
  URL: () => dispatchConnectLocationChangeEvent(inputs.url, callbacks),
  text: () => dispatchConnectPostMessageEvent({ data: JSON.parse(inputs.object) }, callbacks),
  string: () =>
    dispatchConnectPostMessageEvent({ data: JSON.parse(JSON.parse(string)) }, callbacks),
};

const rounds = 9;
const roundNanoseconds = 200_000_000n;

/** Nanoseconds per call in one round. Every result is looked at, so no call can be left out. */
function round(read) {
  const start = process.hrtime.bigint();
  let calls = 0;
  let now = start;
  while (now - start < roundNanoseconds) {
    for (let i = 0; i < 1000; i += 1) {
      if (read().member_guid !== inputs.member_guid) throw new Error('the payload is wrong');
    }
    calls += 1000;
    now = process.hrtime.bigint();
  }
  return Number(now - start) / calls;
}

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

const result = {};
for (const [form, read] of Object.entries(forms)) {
  round(read); // warms up
  result[form] = median(Array.from({ length: rounds }, () => round(read)));
}
console.log(JSON.stringify(result));
