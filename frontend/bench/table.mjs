// Prints the figures of both sides as one table. It fails when one is missing.
// Usage: node table.mjs <output of go test -bench> <output of definitions.js>
import { readFileSync } from 'node:fs';

const [ours, vendor] = process.argv
  .slice(2)
  .map((file) => readFileSync(file, 'utf8').trim().split('\n'));

const forms = [
  { title: 'URL', vendor: 'URL', benchmark: 'BenchmarkFromURL' },
  { title: 'JSON text', vendor: 'text', benchmark: 'BenchmarkFromMessageObject' },
  { title: 'JSON text in a string', vendor: 'string', benchmark: 'BenchmarkFromMessageText' },
];

/** The median of the figures that the runs of one Go benchmark have in one unit. */
function median(benchmark, unit) {
  const values = ours
    .map((line) => line.split(/\s+/))
    .filter(([name]) => name.replace(/-\d+$/, '') === benchmark)
    .map((words) => Number(words[words.indexOf(unit) - 1]))
    .sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)];
}

function row(form, result) {
  const benchmark = `${form.benchmark}/${result.event}`;
  const [ns, allocations] = ['ns/op', 'allocs/op'].map((unit) => median(benchmark, unit));
  const theirs = result[form.vendor];
  if (![ns, allocations, theirs].every(Number.isFinite)) throw new Error(`no ${benchmark}`);
  const figures = [ns.toFixed(0), allocations, theirs.toFixed(0), (theirs / ns).toFixed(2)];
  return `| ${[result.event, form.title, ...figures].join(' | ')} |`;
}

console.log('| event | form | Go ns/op | Go allocs/op | Node ns/op | Node / Go |');
console.log('| --- | --- | ---: | ---: | ---: | ---: |');
for (const result of vendor.map((line) => JSON.parse(line))) {
  for (const form of forms) console.log(row(form, result));
}
