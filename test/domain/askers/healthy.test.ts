import { describe, expect, it } from 'vitest';
import { azureHalf, judged } from '../../support/domain/cases/askerFindingCases.ts';
import { healthyCases } from '../../support/domain/cases/healthyCases.ts';
import { setups, type Mistake, type Origin, type Setup } from '../../support/domain/cases/healthySetups.ts';
import { drawn, fc, seed } from '../../support/property.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

/** What is said against those that ask, advice aside. */
function accusations(...given: Parameters<typeof judged>): readonly string[] {
  return judged(...given).flatMap(({ works, findings }) => [
    ...(works.kind === 'no' ? [textOf(works.reason)] : []),
    ...findings.filter(({ severity }) => severity !== 'info').map(({ code, text }) => `${code}: ${textOf(text)}`),
  ]);
}

describe('a healthy cluster', () => {
  it.each(healthyCases.map((each) => [each.what, each] as const))(
    'is not accused of %s (Q-07, Q-10)',
    (_what, { items, azure }) => {
      expect(accusations(items, azure)).toEqual([]);
    },
  );
});

/** A random cluster: some products, each installed once, from origins that it can have. */
const clusters = fc
  .uniqueArray(fc.constantFrom(...setups), { minLength: 1, maxLength: 6, selector: ({ what }) => what })
  .chain((chosen) => fc.tuple(...chosen.map((setup) => originOf(setup).map((origin) => ({ setup, origin })))));

function originOf({ ids }: Setup): fc.Arbitrary<Origin> {
  return fc.record({
    id: fc.constantFrom(...ids),
    directory: fc.constantFrom('nowhere', 'annotation', 'object'),
    isUpper: fc.boolean(),
  });
}

/** The cluster with what is left of former pods; `mistake` is in the product that is named. */
function installed(
  parts: readonly { readonly setup: Setup; readonly origin: Origin }[],
  mistake?: { readonly at: Setup; readonly is: Mistake },
) {
  const all = parts.map(({ setup, origin }) => setup.install(origin, mistake?.at === setup ? mistake.is : undefined));
  const items = all.flatMap(({ items: own }) => own);
  return {
    items: [...items.flatMap(formerOf), ...items],
    azure: azureHalf({ workloads: all.flatMap(({ workloads }) => workloads) }),
  };
}

/** An evicted pod that the webhook did not change, and a finished one of another account. */
function formerOf(item: Record<string, unknown>): readonly Record<string, unknown>[] {
  if (item['kind'] !== 'Pod') return [];
  const { metadata, spec } = item as { metadata: { name: string }; spec: object };
  return [
    {
      ...item,
      metadata: { ...metadata, name: `${metadata.name}-evicted` },
      spec: { ...spec, volumes: [] },
      status: { phase: 'Failed' },
    },
    {
      ...item,
      metadata: { ...metadata, name: `${metadata.name}-done` },
      spec: { ...spec, serviceAccountName: 'former' },
      status: { phase: 'Succeeded' },
    },
  ];
}

describe('a random cluster', () => {
  it(`is not accused of anything while all is done right (Q-07, Q-10)`, () => {
    fc.assert(
      fc.property(clusters, (parts) => {
        const { items, azure } = installed(parts);
        expect(accusations(items, azure)).toEqual([]);
      }),
      { seed, numRuns: drawn(500) },
    );
  });

  it.each(setups.map((setup) => [setup.what, setup] as const))(
    'has exactly the finding of a single mistake in %s (Q-07)',
    (_what, setup) => {
      fc.assert(
        fc.property(clusters, originOf(setup), (parts, origin) => {
          const others = parts.filter((part) => part.setup !== setup);
          for (const [is, code] of Object.entries(setup.mistakes(origin))) {
            const { items, azure } = installed([...others, { setup, origin }], { at: setup, is: is as Mistake });
            const found = judged(items, azure).flatMap(({ findings }) =>
              findings.filter((finding) => finding.severity !== 'info' && finding.code !== 'operatorUsesNodeIdentity'),
            );
            expect([is, new Set(found.map((finding) => finding.code))]).toEqual([is, new Set([code])]);
          }
        }),
        { seed, numRuns: drawn(80) },
      );
    },
  );
});
