// What a reader does: looks something up, follows a number, uses only the keyboard, prints.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

function trialName(site) {
  const text = readFileSync(new URL('search.html', site), 'utf8');
  return /<a href="trials\.html#at-[^"]+">([^<]+)<\/a>/.exec(text)[1];
}

async function focused(page) {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    globalThis.reached ??= new Map();
    if (!globalThis.reached.has(at)) globalThis.reached.set(at, globalThis.reached.size);
    return globalThis.reached.get(at);
  });
}

export const DEEDS = {
  'the search finds a trial by its name': async (page, site) => {
    const name = trialName(site);
    await page.goto(new URL('index.html', site).href);
    await page.fill('header input[name=q]', name);
    await page.keyboard.press('Enter');
    await page.waitForURL(/search\.html/);
    const found = page.locator('[data-search] li:visible a', { hasText: name });
    assert.ok((await found.count()) >= 1);
    assert.ok((await page.locator('[data-search] li:visible').count()) < 20);
    await found.first().click();
    await page.waitForURL(/trials\.html#at-/);
    assert.ok(await page.locator(':target').isVisible());
  },
  'a filter keeps the rows that contain the words': async (page, site) => {
    await page.goto(new URL('trials.html', site).href);
    const rows = page.locator('.ev-grid').first().locator('tbody tr:not(.ev-group):visible');
    const all = await rows.count();
    const name = trialName(site);
    await page.getByLabel('Rows that contain').first().fill(name.split(' ')[0]);
    const kept = await rows.count();
    assert.ok(kept >= 1 && (kept < all || all === 1), `${kept} of ${all}`);
  },
  'a number opens its trail by keyboard, and closes it': async (page, site) => {
    await page.goto(new URL('index.html', site).href);
    const figure = page.locator('td details.trail > summary').first();
    await figure.focus();
    await page.keyboard.press('Enter');
    const trail = figure.locator('xpath=..').locator('div');
    assert.ok(await trail.isVisible());
    const row = trail.locator('a[href^="#row-"]').first();
    const id = await row.innerText();
    await page.keyboard.press('Escape');
    assert.ok(!(await trail.isVisible()));
    await page.keyboard.press('Enter');
    await row.click();
    const place = page.locator(':target');
    assert.ok(await place.isVisible());
    assert.ok((await place.innerText()).includes(id));
  },
  'the Tab key reaches everything that can be used': async (page, site) => {
    await page.goto(new URL('index.html', site).href);
    const wanted = await page.evaluate(
      () =>
        [...document.querySelectorAll('a[href],summary,input,select,button,[tabindex="0"]')].filter(
          (item) => item.checkVisibility() && !item.closest('details:not([open]) > :not(summary)'),
        ).length,
    );
    let reached = -1;
    for (let i = 0; i < wanted + 5; i += 1) {
      await page.keyboard.press('Tab');
      const at = await focused(page);
      if (at === null) break;
      reached = Math.max(reached, at);
    }
    assert.ok(reached + 1 >= wanted, `${reached + 1} of ${wanted}`);
  },
  'the skip link leads to the content and the focus is seen': async (page, site) => {
    await page.goto(new URL('index.html', site).href);
    await page.keyboard.press('Tab');
    const skip = page.locator('a.skip');
    assert.ok(await skip.evaluate((item) => item === document.activeElement));
    assert.ok((await skip.boundingBox()).x >= 0);
    assert.notEqual(await skip.evaluate((item) => getComputedStyle(item).outlineStyle), 'none');
    await page.keyboard.press('Enter');
    assert.equal(new URL(page.url()).hash, '#main');
  },
  'paper shows the table without navigation': async (page, site) => {
    await page.goto(new URL('index.html', site).href);
    await page.emulateMedia({ media: 'print' });
    assert.ok(!(await page.locator('header').isVisible()));
    assert.ok(await page.locator('.ev-grid').first().isVisible());
    const scroll = page.locator('.ev-scroll').first();
    assert.equal(await scroll.evaluate((item) => getComputedStyle(item).overflowX), 'visible');
    await page.emulateMedia({ media: null });
  },
};

export async function withoutScript(page, site) {
  await page.goto(new URL('trials.html', site).href);
  assert.ok((await page.locator('.ev-grid tbody tr:visible').count()) >= 1);
  await page.goto(new URL('search.html', site).href);
  assert.ok((await page.locator('[data-search] li:visible').count()) >= 1);
  await page.goto(new URL('index.html', site).href);
  await page.locator('td details.trail > summary').first().click();
  assert.ok(await page.locator('td details.trail > div').first().isVisible());
}
