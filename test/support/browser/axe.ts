import axe from 'axe-core';
import type { FrameLocator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** What axe finds wrong in a page, or in the page of a frame, as `rule: element`. */
export async function axeViolations(inside: Page | FrameLocator): Promise<readonly string[]> {
  const document = inside.locator('html');
  const isThere = await document.evaluate(() => 'axe' in window);
  if (!isThere) await document.evaluate(axe.source);
  const { violations, passed } = await document.evaluate(async () => {
    const { run } = (window as unknown as { axe: Pick<typeof axe, 'run'> }).axe;
    const found = await run({ resultTypes: ['violations'] });
    const of = (id: string, html: string): string => `${id}: ${html.slice(0, 160)}`;
    return {
      violations: found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => of(id, html))),
      passed: found.passes.length,
    };
  });
  expect(passed, 'rules that axe found something to judge by').toBeGreaterThan(5);
  return violations;
}

/** Returns the contrast of two computed colours by WCAG's formula; the first may be translucent. */
export function contrastOf(colour: string, ground: string): number {
  const [r = 0, g = 0, b = 0, alpha = 1] = numbersOf(colour);
  const behind = numbersOf(ground);
  const seen = [r, g, b].map((value, index) => value * alpha + (behind[index] ?? 0) * (1 - alpha));
  const [low, high] = [lightOf(seen), lightOf(behind)].toSorted((one, other) => one - other);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

function numbersOf(colour: string): readonly number[] {
  return (colour.match(/[\d.]+/g) ?? []).map(Number);
}

function lightOf(colour: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
