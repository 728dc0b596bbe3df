// Counts a CSV of registrations without the product's code, in the format of `monitor table NAME --format csv`:
//   node tests/count-csv.mjs registrations.csv minors-by-year | diff - <(dotnet CaseRegistry.Web.dll monitor table minors-by-year)
// Every row is one person: what the import registers of it is the first signal and the main form. The counting rules are those of
// docs/counting.md; which code belongs to which EU group is read from the code lists.
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
const seed = (name) => read(join(dirname(fileURLToPath(import.meta.url)), '../src/CaseRegistry.Web/Seed', name));
let regions;
const regionOf = (municipality) => {
  regions ??= new Map(seed('municipalities.csv').map((m) => [m.code, m.care_region]));
  return regions.get(municipality) ?? 'unknown';
};
let groups;
const groupOf = (list, code) => {
  groups ??= new Map(seed('code-lists.csv').map((c) => [`${c.list}/${c.code}`, c.eu_group]));
  return groups.get(`${list}/${code}`) || 'unknown';
};

const year = (r) => r.received_on.slice(0, 4);
const known = (value) => value || 'unknown';
const europeans = 'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT PL PT RO SK SI ES SE'.split(' ');
const citizenshipOf = (r) => {
  const codes = r.citizenships.split(';').filter((c) => c !== '');
  return codes.length === 0 ? 'unknown'
    : codes.includes('NL') ? 'nl'
    : codes.some((c) => europeans.includes(c)) ? 'eu'
    : 'non_eu';
};
const monitorGroupOf = (r) => {
  switch (r.exploitation_main) {
    case 'sexual':
      return { domestic: 'domestic_sexual', cross_border: 'cross_border_sexual' }[r.route] ?? 'sexual_unknown_route';
    case 'labour':
    case 'domestic_servitude':
      return 'labour';
    case 'criminal':
    case 'begging':
      return 'criminal';
    case 'unknown':
      return 'unknown';
    default:
      return 'other';
  }
};
const unknownFieldsOf = (r) =>
  Object.entries({
    minor_status: r.minor_status,
    age_band: r.age_band,
    minor_at_start: r.minor_at_start,
    sex: r.sex,
    citizenship_group: citizenshipOf(r),
    form: r.exploitation_main,
    sector: r.sector,
    route: r.route,
    technology: r.technology_involvement,
  })
    .filter(([, value]) => known(value) === 'unknown')
    .map(([field]) => field);
const usesOf = (r, part) => [...new Set((r.technology_uses ?? '').split(';').filter((u) => u !== '').map((u) => known(u.split(':')[part])))];
const usesBy = (name, part) => [
  ['year', name, 'minor_status'],
  (r) => usesOf(r, part).map((code) => [year(r), code, r.minor_status]),
];

// The columns of each table, and the cell of a row, or the cells.

const tables = {
  'minors-by-year': [['year', 'minor_status'], (r) => [year(r), r.minor_status]],
  'form-by-year': [['year', 'form'], (r) => [year(r), r.exploitation_main]],
  'all-forms-by-year': [['year', 'form'], (r) => [year(r), r.exploitation_main]],
  'signals-by-year': [['year', 'reporter_type'], (r) => [year(r), r.reporter_type]],
  'minors-by-region': [
    ['year', 'region', 'minor_status'],
    (r) => [year(r), regionOf(r.municipality_code), r.minor_status],
  ],
  'minors-by-form': [['year', 'form', 'minor_status'], (r) => [year(r), r.exploitation_main, r.minor_status]],
  'minors-by-reporter': [['year', 'reporter_type', 'minor_status'], (r) => [year(r), r.reporter_type, r.minor_status]],
  'sector-by-form': [['year', 'sector', 'form'], (r) => [year(r), r.sector || 'unknown', r.exploitation_main]],
  'technology-by-form': [['technology', 'form'], (r) => [r.technology_involvement, r.exploitation_main]],
  'technology-by-minority': [
    ['year', 'technology', 'minor_status'],
    (r) => [year(r), r.technology_involvement, r.minor_status],
  ],
  'minor-at-start-by-year': [['year', 'minor_at_start'], (r) => [year(r), known(r.minor_at_start)]],
  'monitor-group-by-year': [['year', 'monitor_group'], (r) => [year(r), monitorGroupOf(r)]],
  'technology-phase-by-minority': usesBy('phase', 0),
  'technology-channel-by-minority': usesBy('channel', 1),
  'technology-use-by-minority': usesBy('use', 2),
  'outcome-by-year': [['year', 'outcome'], (r) => [year(r), 'none']],
  'unknown-by-region': [
    ['year', 'region', 'field'],
    (r) => unknownFieldsOf(r).map((field) => [year(r), regionOf(r.municipality_code), field]),
  ],
  eu: [
    ['year', 'reporter_group', 'sex', 'age_group', 'citizenship_group', 'form_group'],
    (r) => [
      year(r),
      groupOf('reporter_type', r.reporter_type),
      groupOf('sex', known(r.sex)),
      { minor: 'child', presumed_minor: 'child', adult: 'adult' }[r.minor_status] ?? 'unknown',
      groupOf('citizenship_group', citizenshipOf(r)),
      groupOf('exploitation_form', r.exploitation_main),
    ],
  ],
  'advice-by-year': [['year', 'reporter_type'], () => []],
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
  const found = codesOf(registration);
  for (const codes of Array.isArray(found[0]) || found.length === 0 ? found : [found]) {
    const cell = codes.join(',');
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
}

// By column, each in the order of its bytes.
const cells = [...counts].map(([cell, count]) => [cell.split(','), count]);
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
cells.sort(([a], [b]) => a.reduce((so, code, i) => so || compare(code, b[i]), 0));
process.stdout.write([[...columns, 'count'], ...cells.map(([codes, count]) => [...codes, count])].map((line) => line.join(',') + '\n').join(''));
