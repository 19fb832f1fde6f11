// What a reader does with a notebook in JupyterLab: opens it, runs it, chooses by keyboard.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const GRAVE = ['serious', 'critical'];

const FIGURE = '.jp-Notebook .jp-OutputArea-output img';
const PANEL = '.jp-Notebook .jp-OutputArea-output > .widget-vbox';
const FAULT = ['error', 'stderr']
  .map((kind) => `.jp-Notebook [data-mime-type="application/vnd.jupyter.${kind}"]`)
  .join();
const REDRAWN = 15_000;
// A list is open before arrows move in it: JupyterLab takes them for its cells.
const NEXT = ['Space', 'ArrowDown', 'Enter'];

async function figuresHaveWords(page) {
  const figures = await page.locator(FIGURE).evaluateAll((images) =>
    images.map((image) => ({ alt: image.alt.trim(), width: image.naturalWidth })),
  );
  assert.ok(figures.length >= 1, 'no figure');
  for (const { alt, width } of figures) {
    assert.ok(alt, 'a figure without alternative text');
    assert.ok(width > 0, `a figure that is not drawn: ${alt.slice(0, 60)}`);
  }
  return figures.length;
}

async function runAll(page) {
  await page.evaluate(async () => {
    const { commands, shell } = globalThis.jupyterapp;
    await shell.currentWidget.sessionContext.ready;
    await commands.execute('notebook:run-all-cells');
  });
  const faults = await page.locator(FAULT).allInnerTexts();
  assert.deepEqual(faults, [], 'a cell failed or warned');
}

// Moves a control, found by its label, with keys; the forest and the words follow.
async function press(page, panel, label, keys, { forest }) {
  const control = panel.getByLabel(label, { exact: true });
  const figure = panel.locator('img');
  const before = { src: await figure.getAttribute('src'), said: await said(panel) };
  await control.focus();
  for (const key of keys) await page.keyboard.press(key, { delay: 20 });
  const began = Date.now();
  while ((await said(panel)) === before.said) {
    assert.ok(Date.now() - began < REDRAWN, `${label}: nothing followed`);
    await page.waitForTimeout(20);
  }
  const took = Date.now() - began;
  if (forest) assert.notEqual(await figure.getAttribute('src'), before.src, `${label}: same forest`);
  return { took, said: await said(panel) };
}

async function graveFaults(page, selector) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    (place) => globalThis.axe.run({ include: [[place]] }, { resultTypes: ['violations'] }),
    selector,
  );
  return violations
    .filter(({ impact }) => GRAVE.includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`);
}

const said = (panel) => panel.locator('[role=alert]').first().innerText();

export const NOTEBOOKS = {
  '10_what_if.ipynb': {
    'unopened kernel: the stored forest and table are there': async (page, picture) => {
      assert.ok((await figuresHaveWords(page)) >= 3);
      assert.equal(await page.locator(PANEL).count(), 0);
      await page.getByText('What each single change gives', { exact: true }).first().waitFor();
      assert.ok((await page.locator('.jp-Notebook table').count()) >= 5);
      await page.locator(FIGURE).first().scrollIntoViewIfNeeded();
      await page.screenshot({ path: picture('stored') });
    },
    'it runs, and shows controls': async (page, picture) => {
      await runAll(page);
      await page.locator(PANEL).nth(1).waitFor();
      assert.equal(await page.locator(PANEL).count(), 2);
      await figuresHaveWords(page);
      await page.locator(PANEL).first().scrollIntoViewIfNeeded();
      await page.screenshot({ path: picture('panel') });
    },
    'keys change the forest and the rating': async (page, picture) => {
      const panel = page.locator(PANEL).first();
      const pooled = await press(page, panel, 'Model', NEXT, { forest: true });
      assert.match(pooled.said, /common effect/);
      const rated = await press(page, panel, 'At low risk of bias', NEXT, { forest: false });
      assert.match(rated.said, /Assumed, not known: 75 %/);
      assert.notEqual(rated.said.split('Certainty')[1], pooled.said.split('Certainty')[1]);
      const fewer = await press(page, panel, 'Aronson 1948', ['Space'], { forest: true });
      assert.match(fewer.said, /^12 of 13 studies/);
      await panel.locator('img').scrollIntoViewIfNeeded();
      await page.screenshot({ path: picture('chosen') });
      console.log(`redrawn after a key within ${Math.max(pooled.took, fewer.took)} ms`);
    },
    'the questions of the review are rated anew and not pooled': async (page, picture) => {
      const panel = page.locator(PANEL).nth(1);
      const rated = await press(page, panel, 'Confidence in review', NEXT, { forest: false });
      assert.match(rated.said, /Trials are not pooled/);
      assert.match(rated.said, /Assumed, not known: confidence in the review high/);
      await panel.scrollIntoViewIfNeeded();
      await page.screenshot({ path: picture('question') });
    },
    'the controls are labelled': async (page) => {
      assert.deepEqual(await graveFaults(page, PANEL), []);
    },
  },
  '02_migraine.ipynb': {
    'it runs, and every figure has words': async (page, picture) => {
      await runAll(page);
      await figuresHaveWords(page);
      await page.locator(FIGURE).first().scrollIntoViewIfNeeded();
      await page.screenshot({ path: picture('figure') });
    },
  },
};
