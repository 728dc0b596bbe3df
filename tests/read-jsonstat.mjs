// Reads a JSON-stat file with a reader that is not ours, and prints its cells that are not zero in the format of the CSV files, with what
// a number is where the file says it:
//   node tests/read-jsonstat.mjs minors-by-year.json
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const JSONstat = createRequire(join(here, '../src/CaseRegistry.Web/package.json'))('jsonstat-toolkit');
const content = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const dataset = JSONstat(content);
const hasStatus = 'status' in content;
if (dataset.class !== 'dataset' || dataset.length === 0) {
  console.error('This is no JSON-stat dataset.');
  process.exit(1);
}

const codes = dataset.id.map((name) => dataset.Dimension(name).id);
const lines = [];
const walk = (chosen) => {
  if (chosen.length < dataset.id.length) {
    codes[chosen.length].forEach((code) => walk([...chosen, code]));
    return;
  }
  const { value, status } = dataset.Data(Object.fromEntries(dataset.id.map((name, i) => [name, chosen[i]])));
  if (value === null && !status) throw new Error(`${chosen} has no number`);
  if (value !== 0 || status) lines.push(hasStatus ? [...chosen, value ?? '', status ?? 'published'] : [...chosen, value]);
};
walk([]);
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
lines.sort((a, b) => dataset.id.reduce((so, _, i) => so || compare(a[i], b[i]), 0));
process.stdout.write([[...dataset.id, 'count', ...(hasStatus ? ['status'] : [])], ...lines].map((line) => line.join(',') + '\n').join(''));
