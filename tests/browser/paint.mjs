// When a page first shows something: the best of a few tries, as other work on the machine only adds.
const TRIES = 3;

async function once(browser, address) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(address, { waitUntil: 'load' });
  const time = await page.evaluate(
    () =>
      new Promise((done) => {
        new PerformanceObserver((list) => {
          for (const { name, startTime } of list.getEntries())
            if (name === 'first-contentful-paint') done(startTime);
        }).observe({ type: 'paint', buffered: true });
      }),
  );
  await context.close();
  return Math.round(time);
}

export async function firstPaint(browser, address, enough) {
  let best = Infinity;
  for (let i = 0; i < TRIES && best > enough; i += 1)
    best = Math.min(best, await once(browser, address));
  return best;
}
