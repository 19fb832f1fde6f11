// Opens every page of the site. Use: node check.mjs SITE_FOLDER PICTURE_FOLDER
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { program, sandbox } from './chromium.mjs';
import { faults, SIZES, watch } from './pages.mjs';
import { DEEDS, withoutScript } from './reader.mjs';

const [siteFolder, pictureFolder] = process.argv.slice(2).map((path) => resolve(path));
const SITE = pathToFileURL(`${siteFolder}/`);
const START_LIMIT = 300_000;
const AT_ONCE = 2;
const wrong = [];

function pages(folder = '') {
  return readdirSync(join(siteFolder, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? pages(path) : path.endsWith('.html') ? [path] : [];
    })
    .sort();
}

// One picture for each kind of page: the first of a folder stands for all of it.
function pictured(path, all) {
  return !path.startsWith('review/') && !path.startsWith('claim/')
    ? true
    : all.find((other) => other.split('/')[0] === path.split('/')[0]) === path;
}

async function look(context, size, path, all) {
  const page = await context.newPage();
  const heard = watch(page);
  await page.goto(new URL(path, SITE).href, { waitUntil: 'load' });
  const found = await faults(page, size, pictured(path, all));
  for (const fault of [...found, ...heard]) wrong.push(`${path} (${size}): ${fault}`);
  if (pictured(path, all)) {
    const name = `${path.replace('.html', '').replace('/', '-')}-${size}.png`;
    await page.screenshot({ path: join(pictureFolder, name), fullPage: size === 'desktop' });
  }
  await page.close();
}

async function everyPage(browser, all) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
    const waiting = [...all];
    const work = async () => {
      for (let path = waiting.shift(); path; path = waiting.shift())
        await look(context, size, path, all);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await context.close();
  }
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

const all = pages();
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
await browser.close();
for (const fault of wrong) console.error(fault);
const seconds = Math.round((Date.now() - began) / 1000);
console.log(`${all.length} pages in ${Object.keys(SIZES).length} sizes, `
  + `${Object.keys(DEEDS).length + 1} deeds, ${wrong.length} faults, ${seconds} s`);
process.exit(wrong.length ? 1 : 0);
