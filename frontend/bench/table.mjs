// Prints the figures of both sides as one table. It fails when one is missing.
// Usage: node table.mjs <output of go test -bench> <output of definitions.js>
import { readFileSync } from 'node:fs';

const [ours = [], vendor = []] = process.argv
  .slice(2)
  .map((file) => readFileSync(file, 'utf8').trim().split('\n'));

const forms = /** @type {const} */ ([
  { title: 'URL', vendor: 'URL', benchmark: 'BenchmarkFromURL' },
  { title: 'JSON text', vendor: 'text', benchmark: 'BenchmarkFromMessageObject' },
  { title: 'JSON text in a string', vendor: 'string', benchmark: 'BenchmarkFromMessageText' },
]);

/** @typedef {{event: string} & Record<Form['vendor'], number>} Result */
/** @typedef {(typeof forms)[number]} Form */

const results = vendor.map((line) => /** @type {Result} */ (JSON.parse(line)));

/** @param {number[]} values */
function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** The figures that the runs of one Go benchmark have in one unit. @param {string} benchmark @param {string} unit */
function figures(benchmark, unit) {
  return ours
    .map((line) => line.split(/\s+/))
    .filter(([name = '']) => name.replace(/-\d+$/, '') === benchmark)
    .map((words) => Number(words[words.indexOf(unit) - 1]));
}

/** @param {Form} form @param {string} event */
function row(form, event) {
  const benchmark = `${form.benchmark}/${event}`;
  const [ns = NaN, allocations = NaN] = ['ns/op', 'allocs/op'].map((unit) =>
    median(figures(benchmark, unit)),
  );
  const theirs = median(results.filter((r) => r.event === event).map((r) => r[form.vendor]));
  if (![ns, allocations, theirs].every(Number.isFinite)) throw new Error(`no ${benchmark}`);
  const cells = [ns.toFixed(0), allocations, theirs.toFixed(0), (theirs / ns).toFixed(2)];
  return `| ${[event, form.title, ...cells].join(' | ')} |`;
}

console.log('| event | form | Go ns/op | Go allocs/op | Node ns/op | Node / Go |');
console.log('| --- | --- | ---: | ---: | ---: | ---: |');
for (const event of new Set(results.map((r) => r.event))) {
  for (const form of forms) console.log(row(form, event));
}
