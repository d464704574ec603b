import { apiVersions } from '../../../src/domain/arm/apiVersions.ts';
import { describe, expect, it } from 'vitest';
import { createArm } from '../../../src/azure/arm/arm.ts';
import { newerClusterList } from '../../../src/azure/read/newerClusters.ts';
import { armOptions, httpDouble, type Scripted } from '../../support/httpDouble.ts';

const subscriptionId = '11111111-1111-4111-8111-111111111111';
const stable = '2099-05-01';
const preview = '2099-03-02-preview';
const olderPreview = '2099-02-02-preview';
const namesVersion: Scripted = { status: 400, body: { error: { code: 'NoRegisteredProviderFound', message: 'No.' } } };

/** Lists in newer versions where Azure offers these, and answers each so; what has no answer here is empty. */
function listed(offered: readonly string[], answers: Readonly<Record<string, Scripted>>) {
  const double = httpDouble(({ url }) => {
    const version = new URL(url).searchParams.get('api-version') ?? '';
    if (url.includes('/managedClusters')) return answers[version] ?? { body: { value: [] } };
    const type = { resourceType: 'managedClusters', apiVersions: [apiVersions.aks, ...offered] };
    return { body: { id: '/p', resourceTypes: [type] } };
  });
  const asked = (): readonly string[] =>
    double.sent.map(({ url }) => url).flatMap((url) => (/managedClusters\?api-version=(.*)$/.exec(url) ?? []).slice(1));
  const noted: string[] = [];
  const note = ({ message }: Error): void => void noted.push(message);
  const list = newerClusterList.inSubscription(createArm(armOptions(double)), subscriptionId, undefined, note);
  return { list, asked, noted };
}

describe('settings in newer API versions', () => {
  it('are not all seen if all previews are refused, which is noted with what a stable one shows', async () => {
    for (const offered of [
      [stable, preview, olderPreview],
      ['2099-01-01', preview, olderPreview],
    ]) {
      const { list, asked, noted } = listed(offered, {
        [preview]: namesVersion,
        [olderPreview]: namesVersion,
        [offered[0]!]: {
          body: { value: [{ id: '/a/managedClusters/c', properties: { provisioningState: 'Succeeded' } }] },
        },
      });
      expect(await list).toHaveLength(1);
      expect(noted).toEqual([`Not everything newer than ${apiVersions.aks} can be seen: No.`]);
      expect(asked()).toEqual(expect.arrayContaining([preview, olderPreview]));
    }
  });

  it('are seen where one stable version and one preview answer', async () => {
    const { list, asked, noted } = listed([stable, preview, olderPreview], { [preview]: namesVersion });
    expect([await list, noted]).toEqual([[], []]);
    expect(asked()).toEqual([stable, preview, olderPreview]);
  });

  it.each<readonly [string, Scripted]>([
    ['a 404 of a proxy', { status: 404, body: '<html>Not here</html>', headers: { 'content-type': 'text/html' } }],
    ['a 400 of a gateway', { status: 400, body: 'Bad request', headers: { 'content-type': 'text/plain' } }],
    ['a subscription that is not found', { status: 404, body: { error: { code: 'SubscriptionNotFound' } } }],
  ])('are not seen after %s, and nothing older is asked', async (_, answer) => {
    for (const offered of [
      [stable, preview, olderPreview],
      [preview, olderPreview],
    ]) {
      const { list, asked } = listed(offered, { [preview]: answer });
      await expect(list).rejects.toBeInstanceOf(Error);
      expect(asked()).not.toContain(olderPreview);
    }
  });
});
