// What every page must be: quiet, self-contained, accessible, and inside a phone's width.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const GRAVE = ['serious', 'critical'];

export const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 740 } };

export function watch(page) {
  const heard = [];
  page.on('console', (said) => {
    if (said.type() === 'error') heard.push(`console: ${said.text()}`);
  });
  page.on('pageerror', (error) => heard.push(`error: ${error.message}`));
  page.on('requestfailed', (asked) => heard.push(`failed: ${asked.url()}`));
  page.on('request', (asked) => {
    if (!/^(file|data):/.test(asked.url())) heard.push(`outside: ${asked.url()}`);
  });
  return heard;
}

// The rules of axe that width can change are asked once for each kind of page.
export async function faults(page, size, first, framed) {
  const found = await page.evaluate((inFrame) => {
    const said = [];
    const count = (selector) => document.querySelectorAll(selector).length;
    if (!document.documentElement.lang) said.push('no language');
    if (!document.title) said.push('no title');
    if (count('h1') !== 1) said.push(`${count('h1')} main headings`);
    const frame = ['header', 'footer', 'nav', 'a.skip'];
    for (const mark of inFrame ? ['main', ...frame] : ['main'])
      if (!count(mark)) said.push(`no ${mark}`);
    for (const table of document.querySelectorAll('table.ev-grid'))
      if (!table.caption) said.push('a table without a caption');
    for (const head of document.querySelectorAll(inFrame ? 'th' : '.ev-grid th'))
      if (!head.scope) said.push('a header cell without a scope');
    const over = document.documentElement.scrollWidth - innerWidth;
    if (over > 0) said.push(`${over} px wider than the window`);
    return said;
  }, framed);
  return size === 'phone' && !first ? found : [...found, ...(await axe(page, size))];
}

async function axe(page, size) {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async (colours) => {
    // without preload: the style sheet lies beside the page, where a script may not fetch it
    const rules = {
      resultTypes: ['violations'],
      preload: false,
      rules: { 'color-contrast': { enabled: colours } },
    };
    return (await globalThis.axe.run(document, rules)).violations.map(
      ({ id, impact, nodes }) => ({ id, impact, count: nodes.length, at: nodes[0].html }),
    );
  }, size !== 'phone'); // colours are the same at every width
  return violations
    .filter(({ impact }) => GRAVE.includes(impact))
    .map(({ id, impact, count, at }) => `axe ${impact} ${id}, ${count} places: ${at.slice(0, 160)}`);
}
