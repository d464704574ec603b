import { describe, expect, it } from 'vitest';
import { changesOf } from '../../../src/webview/forms/formView.ts';
import { fieldsOf } from '../../../src/webview/forms/parts/parts.ts';
import { cluster, clusterId, field, form, idOf, optionsOf, withLists } from './formBench.ts';

describe('preparing Gateway API after a look into the cluster', () => {
  it('proposes the accounts and the vault of Ingresses that a look into the cluster showed (G-02)', () => {
    const vault = clusterId.replace(/providers.*/, 'providers/Microsoft.KeyVault/vaults/kv-shop');
    const seen = withLists({
      gatewayPlaces: [
        { id: vault as never, kind: 'vault', sources: [{ kind: 'ingress', names: ['shop/web', 'shop/api'] }] },
      ],
      gatewayAccounts: [
        { namespace: 'shop', serviceAccount: 'app-routing' },
        { namespace: 'pay', serviceAccount: 'certs' },
      ],
    });
    const drawn = form('prepareGateway', { identity: idOf('id-other') }, cluster({}), seen);
    expect(optionsOf(drawn, 'vaults')[0]).toMatchObject({
      label: 'kv-shop',
      description: 'The certificate of shop/web, shop/api is stored there.',
    });
    expect(field(drawn, 'accounts').hint).toContain('Proposed for the Ingresses');
    expect(changesOf(drawn)).toMatchObject([
      {
        vaults: [vault],
        accounts: [
          { namespace: 'shop', serviceAccount: 'app-routing' },
          { namespace: 'pay', serviceAccount: 'certs' },
        ],
      },
    ]);
    expect(field(form('prepareGateway', {}, cluster({}), withLists({})), 'accounts').hint).not.toContain('Proposed');
  });
});

describe('another default ingress controller', () => {
  const withRouting = (webAppRouting: object): ReturnType<typeof cluster> =>
    cluster({ properties: { ingressProfile: { webAppRouting } } });

  it('is chosen where application routing is on, with the current one named (G-09)', () => {
    const drawn = form('setNginxRouting', {}, withRouting({ enabled: true }));
    expect(drawn.error).toBeUndefined();
    expect(optionsOf(drawn, 'controller').find(({ disabled }) => disabled)?.value).toBe('AnnotationControlled');
    expect(changesOf(drawn)).toEqual([{ kind: 'setNginxRouting', clusterId, controller: 'None' }]);
  });

  it.each([
    ['never had it', cluster({})],
    ['has it off', withRouting({ enabled: false })],
  ])('names no current one and plans nothing on a cluster that %s (G-09)', (_what, without) => {
    const drawn = form('setNginxRouting', {}, without);
    expect(drawn.error).toBe(
      'Application routing is off on shop-weu, so there is no default ingress controller to change.',
    );
    expect([fieldsOf(drawn.sections), changesOf(drawn)]).toEqual([[], undefined]);
  });
});
