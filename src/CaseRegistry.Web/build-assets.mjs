// Restores the npm packages and makes wwwroot/lib (git-ignored) of them. Started by Assets.targets; `node build-assets.mjs` does the same.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const modules = "node_modules";
const lib = "wwwroot/lib";
const theme = "@nl-design-system-unstable/voorbeeld-design-tokens";
const font = "@fontsource/source-sans-3";
const lock = "obj/assets.lock";
const lockIsStaleAfter = 5 * 60_000;

/** Something the builder can mend; its message is what the build says. */
class BuildError extends Error {}

const read = (file) => readFileSync(file, "utf8");
const manifest = (name) => JSON.parse(read(`${modules}/${name}/package.json`));

function ifThere(action) {
  try {
    return action();
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function takeLock() {
  mkdirSync(dirname(lock), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const since = ifThere(() => statSync(lock).mtimeMs);
    if (since !== undefined && Date.now() - since > lockIsStaleAfter) rmSync(lock, { recursive: true, force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

function npm(...args) {
  const windows = process.platform === "win32"; // npm is a .cmd file there
  return spawnSync("npm", args, { encoding: "utf8", shell: windows });
}

function restore() {
  const stamp = `${modules}/.case-registry`;
  const wanted = createHash("sha256").update(read("package.json")).update(read("package-lock.json")).digest("hex");
  if (ifThere(() => read(stamp)) === wanted) return;
  if (npm("--version").status !== 0) {
    throw new BuildError(
      "npm was not found: building the web project needs Node.js 20 or newer with npm (Debian: apt-get install nodejs npm); running the published app does not.",
    );
  }
  const run = npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
  if (run.status !== 0) {
    const why = run.stderr.split("\n").filter((line) => /^npm err/i.test(line));
    throw new BuildError(`npm ci failed: ${why.join(" ") || run.stderr.trim() || run.error}`.replaceAll("\n", " "));
  }
  writeFileSync(stamp, wanted);
}

/** Whoever reads the file while we write gets the old one or the new one, never a half. */
function write(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  if (ifThere(() => readFileSync(file))?.equals(Buffer.from(content))) {
    utimesSync(file, new Date(), new Date()); // tells MSBuild that it is up to date
    return;
  }
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

function banner(...packages) {
  const lines = packages.map((p) => `${p.name} ${p.version} (${p.license})`);
  return `/*! Made by build-assets.mjs of:\n${lines.map((line) => ` *  ${line}\n`).join("")} */\n`;
}

/** Only the design tokens that a style sheet asks for, straight or through another token: a quarter of the file. */
function withoutUnused(tokens, ...sheets) {
  const names = (css) => css.match(/--[\w-]+/g) ?? [];
  const declarations = new Map([...tokens.matchAll(/^\s*(--[\w-]+):([^;]*);/gm)].map((m) => [m[1], m[2].trim()]));
  const used = new Set();
  const queue = sheets.flatMap(names);
  while (queue.length > 0) {
    const name = queue.pop();
    if (used.has(name) || !declarations.has(name)) continue;
    used.add(name);
    queue.push(...names(declarations.get(name)));
  }
  const kept = [...declarations].filter(([name]) => used.has(name)).map(([name, value]) => `  ${name}: ${value};\n`);
  if (kept.length === 0) throw new BuildError(`${theme} has no design tokens that the style sheets use.`);
  return `.voorbeeld-theme {\n${kept.join("")}}\n`;
}

function build() {
  const components = readdirSync(`${modules}/@utrecht`)
    .filter((name) => name.endsWith("-css"))
    .sort()
    .map((name) => `@utrecht/${name}`);
  const skipLink = "@nl-design-system-candidate/skip-link-css";
  const css = [...components.map((name) => `${name}/dist/index.min.css`), `${skipLink}/dist/skip-link.css`]
    .map((file) => read(`${modules}/${file}`).replace(/\/\*# sourceMappingURL=.*?\*\//g, "").trim())
    .join("\n");
  for (const subset of ["latin", "latin-ext"]) {
    for (const weight of [400, 700]) {
      const file = `source-sans-3-${subset}-${weight}`;
      write(`${lib}/font/${file}.woff2`, readFileSync(`${modules}/${font}/files/${file}-normal.woff2`));
    }
  }
  write(`${lib}/font/LICENSE.txt`, read(`${modules}/${font}/LICENSE`));
  const tokens = withoutUnused(read(`${modules}/${theme}/dist/theme.css`), css, read("wwwroot/css/site.css"));
  write(`${lib}/theme.css`, banner(manifest(theme)) + tokens);
  write(`${lib}/components.css`, `${banner(...components.map(manifest), manifest(skipLink))}${css}\n`);
}

try {
  takeLock();
  try {
    restore();
    build();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
} catch (error) {
  console.log(error instanceof BuildError ? error.message : error.stack.replace(/\s+/g, " "));
  process.exitCode = 1;
}
