import type { HttpClient } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { isReady, openReport } from './reportBench.ts';

interface Question {
  readonly query: string;
  readonly options: { readonly $top: number };
}

/** Resource Graph with pages of a hundred rows, which does not pack: so there are many queries. */
function manyPages(emulator: HttpClient): HttpClient {
  return {
    sendRequest(request) {
      if (!/resourcegraph\/resources/i.test(request.url)) return emulator.sendRequest(request);
      const { query, options, ...rest } = JSON.parse(request.body as string) as Question;
      const body = {
        ...rest,
        query: query.includes('make_list') ? `${query} | nonsense` : query,
        options: { ...options, $top: Math.min(100, options.$top) },
      };
      return emulator.sendRequest({ ...request, body: JSON.stringify(body), headers: request.headers });
    },
  };
}

const long = (): Bench => createBench(fleetWorld(1020, 3), { throttle: true, between: manyPages });

describe('a report over more than a thousand clusters', () => {
  it('shows the queries left at least, and the wait for their quota, until all clusters were checked', async () => {
    const bench = long();
    const report = openReport(bench);
    bench.onWait = async () => void (await report.until(({ toCome }) => toCome?.includes('its quota') === true));
    const end = await report.until(isReady);
    const said = report.states.flatMap(({ toCome }) => toCome ?? []);
    expect(bench.waits.length).toBeGreaterThan(0);
    expect(said).toContainEqual(
      expect.stringMatching(
        /^At least \d+ more queries to Azure Resource Graph\. They continue when its quota resets, in [1-5] seconds?\.$/,
      ),
    );
    expect(end.toCome).toBeUndefined();
    expect(end.clusters).toBe(1020);
  });

  it('can be stopped while its quota makes it wait', async () => {
    const bench = long();
    const report = openReport(bench);
    bench.onWait = () => report.send({ kind: 'cancel' });
    const end = await report.until(({ phase }) => phase !== 'reading');
    expect(end.phase).toBe('stopped');
    expect(end.toCome).toBeUndefined();
    expect(end.notes).toEqual([expect.stringMatching(/were not checked: reading stopped early/)]);
  });
});

describe('a short report', () => {
  it('says nothing of queries', async () => {
    const report = openReport(createBench(fleetWorld(20)));
    await report.until(isReady);
    expect(report.states.filter(({ toCome }) => toCome !== undefined)).toEqual([]);
  });
});
