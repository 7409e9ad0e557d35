/**
 * Tell whose code each script of dist/ has, and under which licence. esbuild keeps only comments that are marked as legal,
 * with every file that has them; the licences of packages that mark none (seedrandom, long, node-fetch...) it leaves out.
 *
 *     NAME.LEGAL.txt        the packages in a script, and the legal comments in it, each once
 *     packages.LEGAL.txt    the text of each package's licence, as the package has it
 *     packages.json         the packages in each script, by their keys in package-lock.json
 */

import { readFile, readdir, writeFile } from "node:fs/promises";

const PACKAGE = /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/;
const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i;

/** Find in what esbuild tells of its outputs which packages left code there. */
function listPackages(results) {
  const outputs = results.flatMap(({ metafile }) => Object.entries(metafile.outputs));
  const found = outputs.map(([output, { inputs }]) => {
    const used = Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0);
    const packages = used.flatMap((path) => path.match(PACKAGE)?.[0] ?? []);
    return [output.replace("dist/", ""), [...new Set(packages)].sort()];
  });
  return Object.fromEntries(found.filter(([, packages]) => packages.length).sort());
}

/** Read a package's licence: its file, or else the comment that its programs begin with. */
async function readLicence(folder, main) {
  const entries = await readdir(folder);
  const file = entries.find((entry) => LICENCE_FILE.test(entry));
  if (file) return readFile(`${folder}/${file}`, "utf8");
  const programs = [main, ...entries.filter((entry) => entry.endsWith(".js"))];
  const texts = await Promise.all(programs.map((program) => readFile(`${folder}/${program}`, "utf8")));
  const comments = texts.flatMap((text) => text.match(/^\/\*[^]*?\*\//) ?? []);
  return comments.find((comment) => /copyright/i.test(comment)) ?? "The package holds no text of its licence.";
}

async function describe(folder) {
  const { name, version, license, main = "index.js" } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  return { title: `${name} ${version} (${license})`, text: await readLicence(folder, main) };
}

/** The comments in what esbuild wrote: indented, each below the files that have it. */
function listComments(legal) {
  const blocks = legal.split(/^\S.*$/m).map((block) => block.trim());
  return [...new Set(blocks.filter(Boolean))];
}

/** Write the files above, after all is built. */
export async function writeLicences(results) {
  const scripts = listPackages(results);
  const folders = [...new Set(Object.values(scripts).flat())].sort();
  const known = Object.fromEntries(await Promise.all(folders.map(async (folder) => [folder, await describe(folder)])));
  for (const [script, packages] of Object.entries(scripts)) {
    const path = `dist/${script}.LEGAL.txt`;
    const titles = packages.map((folder) => known[folder].title);
    const comments = listComments(await readFile(path, "utf8"));
    const head = `${script} has code of\n${titles.join("\n")}\n\nTheir licences stand in packages.LEGAL.txt. Their own notices:`;
    await writeFile(path, `${[head, ...comments].join("\n\n")}\n`);
  }
  const texts = Object.values(known).map(({ title, text }) => `${title}\n${"=".repeat(title.length)}\n\n${text.trim()}\n`);
  await writeFile("dist/packages.LEGAL.txt", texts.join("\n\n"));
  await writeFile("dist/packages.json", `${JSON.stringify(scripts, null, 2)}\n`);
}
