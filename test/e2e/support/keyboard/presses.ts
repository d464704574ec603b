import type { Page } from 'playwright-core';

/** How long it may take until it is seen what a key does. */
export const patience = 30_000;
/** How long a key that is heard takes at most until something is seen of it. */
const swallowed = 5000;
/** No list, menu or page has more places for the focus. */
export const mostKeys = 150;

/** Reads at each of the next frames and then at every sixth until it is so; fails with what was read last. */
export async function comesTo<T>(
  page: Page,
  read: () => Promise<T>,
  is: (value: T) => boolean,
  what: string,
  within = patience,
): Promise<T> {
  const end = Date.now() + within;
  let value = await read();
  for (let count = 1; !is(value); count++) {
    if (Date.now() > end) throw new Error(`${what}, but there is ${JSON.stringify(value)}.`);
    await drawn(page, count < 5 ? 1 : 6);
    value = await read();
  }
  return value;
}

/** Resolves once so many frames are drawn. */
async function drawn(page: Page, frames: number): Promise<void> {
  await page.evaluate(async (most) => {
    for (let count = 0; count < most; count++) await new Promise((resolve) => requestAnimationFrame(resolve));
  }, frames);
}

/** Presses a key until what is read has changed; returns the new value. */
export async function keyed<T>(page: Page, key: string, before: T, read: () => Promise<T>): Promise<T> {
  await page.keyboard.press(key);
  return comesTo(page, read, (now) => now !== before, `${key} should move the focus`);
}

/** Presses a key until it is so, but not more often than there can be places. */
export async function keyedUntil<T>(
  page: Page,
  key: string,
  read: () => Promise<T>,
  is: (value: T) => boolean | Promise<boolean>,
  what: string,
): Promise<void> {
  let value = await read();
  for (let count = 0; count < mostKeys; count++) {
    if (await is(value)) return;
    value = await keyed(page, key, value, read);
  }
  throw new Error(`${key} does not come to ${what}.`);
}

/** Presses a key that a window under way may swallow: once more where it is seen that nothing has come of it. */
export async function pressedUntil<T>(
  page: Page,
  key: string,
  read: () => Promise<T>,
  is: (value: T) => boolean,
  what: string,
): Promise<T> {
  await page.keyboard.press(key);
  return comesTo(page, read, is, what, swallowed).catch(async () => {
    if (!is(await read())) await page.keyboard.press(key);
    return comesTo(page, read, is, what);
  });
}
