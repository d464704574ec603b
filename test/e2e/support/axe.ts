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
