// Opens every page of the site and of the notebooks. Use: node check.mjs SITE_FOLDER PICTURE_FOLDER
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { program, sandbox } from './chromium.mjs';
import { faults, SIZES, watch } from './pages.mjs';
import { firstPaint } from './paint.mjs';
import { DEEDS, withoutScript } from './reader.mjs';

const [siteFolder, pictureFolder] = process.argv.slice(2).map((path) => resolve(path));
const SITE = pathToFileURL(`${siteFolder}/`);
const START_LIMIT = 300_000;
const PAINT_LIMIT = 1000;
const AT_ONCE = 2;
const NOTEBOOKS = '../notebooks';
const FEW_OF = ['review/', 'claim/', 'guide/'];
const wrong = [];

function pages(folder = '') {
  return readdirSync(join(siteFolder, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? pages(path) : path.endsWith('.html') ? [path] : [];
    })
    .sort();
}

// The pages of notebooks lie beside the site, in a frame of their own.
function notebooks() {
  const folder = join(siteFolder, NOTEBOOKS);
  return existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.html')).sort()
      .map((name) => `${NOTEBOOKS}/${name}`)
    : [];
}

// One picture for each kind of page: the first of a folder of many stands for all of it.
function pictured(path, all) {
  const kind = FEW_OF.find((folder) => path.startsWith(folder));
  return !kind || all.find((other) => other.startsWith(kind)) === path;
}

async function look(page, heard, size, path, all) {
  await page.goto(new URL(path, SITE).href, { waitUntil: 'load' });
  const found = await faults(page, size, pictured(path, all), !path.startsWith(NOTEBOOKS));
  for (const fault of [...found, ...heard.splice(0)]) wrong.push(`${path} (${size}): ${fault}`);
  if (pictured(path, all)) {
    const name = `${path.replace('../', '').replace('.html', '').replace('/', '-')}-${size}.png`;
    await page.screenshot({ path: join(pictureFolder, name), fullPage: size === 'desktop' });
  }
}

async function everyPage(browser, all) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
    const waiting = [...all];
    const work = async () => {
      const page = await context.newPage();
      const heard = watch(page);
      for (let path = waiting.shift(); path; path = waiting.shift())
        await look(page, heard, size, path, all);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await context.close();
  }
}

// Alone and after the rest, so that nothing else is timed. A line to read and no fault: how fast
// pages appear is also a matter of what else runs on the machine.
async function everyPaint(browser, all) {
  let slowest = { path: '', time: 0 };
  for (const path of all.filter((one) => pictured(one, all))) {
    const time = await firstPaint(browser, new URL(path, SITE).href, PAINT_LIMIT);
    if (time > slowest.time) slowest = { path, time };
  }
  return slowest;
}

async function everyDeed(browser) {
  for (const [name, deed] of Object.entries(DEEDS)) {
    const context = await browser.newContext({ viewport: SIZES.desktop });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const heard = watch(page);
    await deed(page, SITE).catch((error) => wrong.push(`${name}: ${error.message}`));
    wrong.push(...heard.map((said) => `${name}: ${said}`));
    await context.close();
  }
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await withoutScript(page, SITE).catch((error) => wrong.push(`no script: ${error.message}`));
  await context.close();
}

const all = [...pages(), ...notebooks()];
if (!all.includes('index.html')) {
  console.error(`No index.html in ${siteFolder}. Run make evidence first.`);
  process.exit(2);
}
mkdirSync(pictureFolder, { recursive: true });
const size = statSync(join(siteFolder, 'index.html')).size;
if (size > START_LIMIT) wrong.push(`index.html has ${size} bytes, more than ${START_LIMIT}`);
const began = Date.now();
const browser = await chromium.launch({ executablePath: program(), args: sandbox() });
await everyPage(browser, all);
await everyDeed(browser);
const slowest = await everyPaint(browser, all);
await browser.close();
for (const fault of wrong) console.error(fault);
console.log(`start page ${size} bytes; latest first paint ${slowest.time} ms `
  + `(aim: ${PAINT_LIMIT}), ${slowest.path}`);
const seconds = Math.round((Date.now() - began) / 1000);
console.log(`${all.length} pages in ${Object.keys(SIZES).length} sizes, `
  + `${Object.keys(DEEDS).length + 1} deeds, ${wrong.length} faults, ${seconds} s`);
process.exit(wrong.length ? 1 : 0);
