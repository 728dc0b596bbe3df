// Counts a CSV of registrations without the product's code, in the format of `monitor table NAME --format csv`:
//   node tests/count-csv.mjs registrations.csv minors-by-year | diff - <(dotnet CaseRegistry.Web.dll monitor table minors-by-year)
// Every row is one person: what the import registers of it is the first signal and the main form.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The records of a CSV text (RFC 4180): quoted fields hold commas, line ends and doubled quotes. */
function records(text) {
  const rows = [];
  let row = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') field += c;
      else if (text[i + 1] === '"') field += text[++i];
      else quoted = false;
    } else if (c === '"') {
      quoted = true;
    } else if (c === ',') {
      row.push(field);
      field = '';
    } else if (c === '\n' || c === '\r') {
      if (c === '\r' && text[i + 1] === '\n') i++;
      row.push(field);
      rows.push(row);
      row = [];
      field = '';
    } else {
      field += c;
    }
  }
  if (field !== '' || row.length > 0) rows.push([...row, field]);
  const [header, ...rest] = rows.filter((r) => r.length > 1 || r[0] !== '');
  return rest.map((r) => Object.fromEntries(header.map((name, i) => [name, (r[i] ?? '').trim()])));
}

const read = (file) => records(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
const seed = join(dirname(fileURLToPath(import.meta.url)), '../src/CaseRegistry.Web/Seed/municipalities.csv');
let regions;
const regionOf = (municipality) => {
  regions ??= new Map(read(seed).map((m) => [m.code, m.care_region]));
  return regions.get(municipality) ?? 'unknown';
};

const tables = {
  'minors-by-year': [['year', 'minor_status'], (r) => [r.received_on.slice(0, 4), r.minor_status]],
  'form-by-year': [['year', 'form'], (r) => [r.received_on.slice(0, 4), r.exploitation_main]],
  'all-forms-by-year': [['year', 'form'], (r) => [r.received_on.slice(0, 4), r.exploitation_main]],
  'signals-by-year': [['year', 'reporter_type'], (r) => [r.received_on.slice(0, 4), r.reporter_type]],
  'minors-by-region': [
    ['year', 'region', 'minor_status'],
    (r) => [r.received_on.slice(0, 4), regionOf(r.municipality_code), r.minor_status],
  ],
  'minors-by-form': [['year', 'form', 'minor_status'], (r) => [r.received_on.slice(0, 4), r.exploitation_main, r.minor_status]],
  'minors-by-reporter': [['year', 'reporter_type', 'minor_status'], (r) => [r.received_on.slice(0, 4), r.reporter_type, r.minor_status]],
  'sector-by-form': [['year', 'sector', 'form'], (r) => [r.received_on.slice(0, 4), r.sector || 'unknown', r.exploitation_main]],
  'technology-by-form': [['technology', 'form'], (r) => [r.technology_involvement, r.exploitation_main]],
  'technology-by-minority': [
    ['year', 'technology', 'minor_status'],
    (r) => [r.received_on.slice(0, 4), r.technology_involvement, r.minor_status],
  ],
  'reporter-by-region': [['region', 'reporter_type'], (r) => [regionOf(r.municipality_code), r.reporter_type]],
};

const [file, name] = process.argv.slice(2);
if (!file || !tables[name]) {
  console.error(`Use: node count-csv.mjs FILE ${Object.keys(tables).join('|')}`);
  process.exit(2);
}

const [columns, codesOf] = tables[name];
const counts = new Map();
for (const registration of read(file)) {
  const cell = codesOf(registration).join(',');
  counts.set(cell, (counts.get(cell) ?? 0) + 1);
}

// By column, each in the order of its bytes.
const cells = [...counts].map(([cell, count]) => [cell.split(','), count]);
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
cells.sort(([a], [b]) => a.reduce((so, code, i) => so || compare(code, b[i]), 0));
process.stdout.write([[...columns, 'count'], ...cells.map(([codes, count]) => [...codes, count])].map((line) => line.join(',') + '\n').join(''));
