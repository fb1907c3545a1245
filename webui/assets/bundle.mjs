// Makes the files under /assets: node bundle.mjs FOLDER_WITH_NODE_MODULES OUTPUT
//
// Every file carries a hash of its content in its name, so browsers may keep it for ever;
// names.json says which plain name became which.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [modulesFolder, output] = process.argv.slice(2).map((path) => resolve(path));
const require = createRequire(join(modulesFolder, "package.json"));
const esbuild = require("esbuild");
const { PurgeCSS } = require("purgecss");
const nodeModules = join(modulesFolder, "node_modules");
const names = {};

function keep(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const extension = extname(name);
  const hashed = `${basename(name, extension)}-${hash}${extension}`;
  writeFileSync(join(output, hashed), content);
  names[name] = hashed;
  return hashed;
}

async function bundled(entry, extra = {}) {
  const result = await esbuild.build({
    entryPoints: [join(here, entry)],
    bundle: true,
    minify: true,
    write: false,
    target: ["es2022", "chrome111", "firefox115", "safari16.4"],
    legalComments: "none",
    nodePaths: [nodeModules],
    logLevel: "error",
    ...extra,
  });
  return result.outputFiles[0].text;
}

function fonts(css) {
  return css.replace(/url\("?font:([^")]+)"?\)/g, (_, file) => {
    const path = join(nodeModules, "@fontsource-variable/inter/files", file);
    return `url("${keep(file, readFileSync(path))}")`;
  });
}

// The page's rules allow no picture within a style sheet: each becomes a file of its own.
function pictures(css) {
  return css.replace(/url\((["']?)data:image\/svg\+xml,(.*?)\1\)/g, (_, quote, drawing) => {
    return `url("${keep("picture.svg", decodeURIComponent(drawing))}")`;
  });
}

async function purged(css) {
  const templates = join(here, "../templates");
  const [result] = await new PurgeCSS().purge({
    content: [`${templates}/**/*.html`, `${here}/js/*.js`],
    css: [{ raw: css }],
    // Classes whose names are put together in a template, and those that uPlot gives.
    safelist: { standard: ["show", /^tone-/, /^leg-/], greedy: [/data-bs-theme/, /^u(plot|-)/] },
    variables: true,
    keyframes: true,
    fontFace: false,
  });
  return (await esbuild.transform(result.css, { loader: "css", minify: true })).code;
}

function icons() {
  const wanted = readFileSync(join(here, "icons.txt"), "utf8").split("\n").filter(Boolean);
  const symbols = wanted.sort().map((name) => {
    const [style, file] = name.includes("/") ? name.split("/") : ["outline", name];
    const svg = readFileSync(join(nodeModules, `@tabler/icons/icons/${style}/${file}.svg`), "utf8");
    const inner = svg.replace(/<!--[\s\S]*?-->/, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
    const shapes = inner.replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "").replace(/\s+/g, " ");
    return `<symbol id="${file}" viewBox="0 0 24 24">${shapes.trim()}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

mkdirSync(join(output, "testing"), { recursive: true });
const styles = await purged(await bundled("css/app.css", { external: ["font:*"] }));
keep("app.css", pictures(fonts(styles)));
keep("app.js", await bundled("js/app.js", { format: "iife" }));
keep("player.js", await bundled("js/player.js", { format: "iife" })); // only where something is played
keep("chart.js", await bundled("js/chart.js", { format: "iife" })); // only where something is drawn
keep("demo.js", await bundled("js/demo.js", { format: "iife" })); // where there are such telephones
keep("ear.js", await bundled("js/ear.js", { format: "iife" })); // a thread of sound loads it by itself
keep("theme.js", await bundled("js/theme.js", { format: "iife" }));
keep("icons.svg", icons());
keep("mark.svg", readFileSync(join(here, "mark.svg")));
writeFileSync(join(output, "names.json"), `${JSON.stringify(names, null, 1)}\n`);
writeFileSync(join(output, "testing/axe.min.js"), readFileSync(join(nodeModules, "axe-core/axe.min.js")));
for (const file of readdirSync(output).sort()) {
  const size = statSync(join(output, file)).size;
  if (file !== "testing") process.stdout.write(`${String(size).padStart(8)} ${file}\n`);
}
