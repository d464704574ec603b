import { describe, expect, it } from 'vitest';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import { kindsRead } from '../../../../src/domain/askers/reading/kinds.ts';
import { trustedNotThere } from '../../../../src/domain/askers/judging/trustedNotThere.ts';
import type { AskerProblem } from '../../../../src/domain/askers/model.ts';
import { problemPages } from '../../../../src/domain/askers/judging/problemPages.ts';
import { problems } from '../../../../src/domain/askers/judging/problems.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import {
  app,
  azureHalf,
  elsewhere,
  judged,
  machine,
  otherTenant,
  problemCases,
  trust,
  two,
} from '../../../support/domain/cases/askerFindingCases.ts';
import { account, entra, labelled, object, objectsOf, pod } from '../../../support/domain/clusterObjects.ts';
import { unknown } from '../../../support/domain/unknowns.ts';
import { clusterId, identityId, tenant } from '../../../support/domain/worldFacts.ts';

const web = account('shop/web', { 'client-id': app });
const webPod = pod('shop/web-1', 'web', { labels: labelled, tokens: [entra], env: { AZURE_CLIENT_ID: app } });
const onNode = (more: object = {}) =>
  object('external-secrets.io/v1 SecretStore shop/kv', {
    spec: { provider: { azurekv: { authType: 'ManagedIdentity', ...more } } },
  });
const unread = unknown('Federated credentials: not now');

/** What is said of the only one that asks. */
function only(...given: Parameters<typeof judged>) {
  const all = judged(...given);
  expect(all).toHaveLength(1);
  return { works: all[0]!.works.kind, codes: all[0]!.findings.map(({ code }) => code) };
}

describe('what asks', () => {
  it.each(problemCases.map((each) => [each.code, each.severity, each] as const))(
    'has the finding %s (%s), with its fix (Q-07)',
    (code, severity, { kind, works, items, azure, fix, yaml }) => {
      const asker = judged(items, azure).find(({ what }) => what.kind === kind)!;
      const finding = asker.findings.find((each) => each.code === code)!;
      expect([finding?.severity, asker.works.kind]).toEqual([severity, works]);
      expect(finding.fix !== undefined).toBe(fix === true);
      expect(finding.yaml ?? '').toMatch(yaml ?? /^/);
    },
  );

  it('has a case for each problem and each of its severities (Q-07)', () => {
    const wanted = Object.entries(problems).flatMap(([code, { severity }]) => {
      const { otherwise } = problemPages[code as AskerProblem];
      return [severity, ...(otherwise ? [otherwise.severity] : [])].map((each) => `${code} ${each}`);
    });
    expect(new Set(problemCases.map(({ code, severity }) => `${code} ${severity}`))).toEqual(new Set(wanted));
  });

  it('works where the identity trusts the account and the pod has its token (Q-07)', () => {
    const azure = azureHalf({ workloads: [trust('id-app', 'shop/web')] });
    expect(only([web, webPod], azure)).toEqual({ works: 'yes', codes: [] });
  });

  it("is fixed by connecting the operator's own account, not that of the object (Q-07)", () => {
    const [first] = judged(problemCases[0]!.items).filter(({ what }) => what.kind === 'TriggerAuthentication');
    expect(first!.findings[0]!.fix).toEqual({
      kind: 'createCredential',
      clusterId,
      identityId: identityId('id-app'),
      namespace: 'kube-system',
      serviceAccount: 'keda-operator',
    });
  });

  it.each([
    ['trust could not be read', azureHalf({ unknown: [unread] })],
    ['identities could not be listed', azureHalf({ identities: undefined })],
    ['an expression may fit', azureHalf({ workloads: [trust('id-app', '*/*', { state: 'unknown' })] })],
    [
      'the credential could not be judged',
      azureHalf({ workloads: [trust('id-app', 'shop/web', { state: 'unknown' })] }),
    ],
  ])('is not known to work while %s, and has no finding (Q-07)', (_what, azure) => {
    expect(only([web, webPod], azure)).toEqual({ works: 'unknown', codes: [] });
  });

  it.each(['cronjobs.batch', 'deployments.apps', 'statefulsets.apps'])(
    'is not accused of a missing label while its account may be used by %s, which were not read (Q-07)',
    (kind) => {
      const listed = kindsRead.map(({ resource }) => resource).filter((resource) => resource !== kind);
      const azure = azureHalf({ workloads: [trust('id-app', 'shop/web')] });
      const items = [web, pod('shop/web-1', 'web')];
      expect(only(items, azure, { listed })).toEqual({ works: 'unknown', codes: [] });
      expect(only(items, azure)).toEqual({ works: 'no', codes: ['podLabelMissing'] });
    },
  );

  it('is said to be unseen where pods were not read, not to be used by none (Q-07)', () => {
    const listed = kindsRead.map(({ resource }) => resource).filter((resource) => resource !== 'pods');
    const said = (more: Parameters<typeof judged>[2]) =>
      judged([web], azureHalf({ workloads: [trust('id-app', 'shop/web')] }), more).map(({ unknown: why = [] }) =>
        why.map(({ cause, reason }) => `${cause}: ${textOf(reason)}`),
      );
    expect(said({ listed })).toEqual([['notAsked: Pods were not read, so it is not known which run as shop/web.']]);
    expect(said({})).toEqual([['untellable: No pod that was read runs as shop/web.']]);
  });

  it('is not accused of a masked client ID (Q-07)', () => {
    const masked = account('shop/web', { 'client-id': '11111111-****-****-****-************' });
    const items = [masked, pod('shop/web-1', 'web', { labels: labelled, tokens: [entra] })];
    expect(only(items)).toEqual({ works: 'unknown', codes: [] });
  });

  it('is not accused where its operator may run under another name than usual (Q-07)', () => {
    const trigger = object('keda.sh/v1alpha1 TriggerAuthentication shop/queue', {
      spec: { podIdentity: { provider: 'azure-workload', identityId: app } },
    });
    expect(only([trigger])).toEqual({ works: 'unknown', codes: [] });
    expect(only([trigger], undefined, { listed: ['serviceaccounts'] })).toEqual({ works: 'unknown', codes: [] });
  });

  it.each([
    ['names another identity', two, false],
    ['names the same identity', app, true],
    ['is absent', undefined, true],
  ])('is connected to the identity in its variable if its annotation %s: row %# (Q-07)', (_, annotated, hasPlan) => {
    const items = [account('shop/web', annotated === undefined ? {} : { 'client-id': annotated }), webPod];
    const [asker] = judged(items, azureHalf({ workloads: [trust('id-two', 'shop/web')] }));
    const [finding] = asker!.findings;
    expect([finding!.code, finding!.fix !== undefined]).toEqual(['accountNotTrusted', hasPlan]);
    expect(textOf(finding!.text).includes(two)).toBe(!hasPlan);
  });

  it('is let in by turning workload identity on, where that is off and its pods have no token (Q-07)', () => {
    const off = azureHalf({}, { securityProfile: {} });
    const [asker] = judged([web, pod('shop/web-1', 'web', { labels: labelled })], off);
    const finding = asker!.findings.find(({ code }) => code === 'tokenNotInjected');
    expect(finding!.fix).toEqual({ kind: 'setWorkloadIdentity', clusterId, enabled: true });
  });

  it('does not work where its credential does not (Q-07)', () => {
    const azure = azureHalf({ workloads: [trust('id-app', 'shop/web', { state: 'broken' })] });
    expect(only([web, webPod], azure)).toEqual({ works: 'no', codes: ['accountNotTrusted'] });
  });

  it('is told of an account that files lack only if they hold every namespace (Q-07)', () => {
    const items = [
      object('external-secrets.io/v1 SecretStore shop/kv', {
        spec: { provider: { azurekv: { authType: 'WorkloadIdentity', serviceAccountRef: { name: 'gone' } } } },
      }),
    ];
    expect(only(items).codes).toContain('accountNotThere');
    expect(only(items, undefined, { isWhole: false }).codes).not.toContain('accountNotThere');
    expect(only(items, undefined, { listed: [] }).codes).not.toContain('accountNotThere');
  });

  it.each([
    [tenant, []],
    [otherTenant, ['tenantDiffers']],
    ['contoso.onmicrosoft.com', []],
  ])('compares a directory only if it is named by its ID: %s (Q-07)', (tenantId, codes) => {
    const azure = azureHalf({ workloads: [trust('id-app', 'shop/web')] });
    const env = { AZURE_CLIENT_ID: app, AZURE_TENANT_ID: tenantId };
    expect(only([web, pod('shop/web-1', 'web', { labels: labelled, tokens: [entra], env })], azure).codes).toEqual(
      codes,
    );
  });

  it.each([
    ['could not be read', { machines: [], unknown: [unread] }],
    ['have one of their own, too', { machines: [{ ...machine('a', 'x', 'y'), hasOwn: true }], unknown: [] }],
    ['are not there', { machines: [], unknown: [] }],
  ])('is not known to get a token of the nodes while their machines %s (Q-08)', (_what, nodes) => {
    expect(only([onNode()], azureHalf({ nodes })).works).toBe('unknown');
  });

  it('names no identity of the nodes that no visible identity is, without accusing them (Q-08)', () => {
    expect(only([onNode({ identityId: elsewhere })])).toEqual({
      works: 'unknown',
      codes: ['operatorClientIdUnknown', 'operatorUsesNodeIdentity'],
    });
  });

  it('is told that nodes lack their former kubelet identity, which a storage class still names (R-21)', () => {
    const files = object('storage.k8s.io/v1 StorageClass files', {
      provisioner: 'file.csi.azure.com',
      parameters: { mountWithManagedIdentity: 'true', clientID: app },
    });
    expect(only([files])).toEqual({ works: 'no', codes: ['identityNotOnNodes', 'operatorUsesNodeIdentity'] });
  });

  it('is kept from a closed metadata endpoint, unless it runs in the host network (Q-08)', () => {
    const closed = azureHalf({}, { networkProfile: { podLinkLocalAccess: 'None' } });
    const cm = (spec: object) => [
      pod('cert-manager/c-1', 'cert-manager', {
        labels: { 'app.kubernetes.io/name': 'cert-manager' },
        spec: { ...spec },
      }),
      object('cert-manager.io/v1 ClusterIssuer le', { spec: { acme: { solvers: [{ dns01: { azureDNS: {} } }] } } }),
    ];
    expect(only(cm({}), closed)).toMatchObject({
      works: 'no',
      codes: ['settingStopsSignIn', 'operatorUsesNodeIdentity'],
    });
    expect(only(cm({ hostNetwork: true }), closed).works).toBe('yes');
  });

  it('comes in the order of what is wrong with it (Q-07)', () => {
    const items = [onNode(), web, pod('shop/web-1', 'web'), account('shop/idle', { 'client-id': elsewhere })];
    expect(judged(items).map(({ what }) => what.name)).toEqual(['web-1', 'idle', 'kv']);
  });
});

describe('trust in an account that the cluster lacks', () => {
  const azure = azureHalf({
    workloads: [trust('id-app', 'shop/web'), trust('id-two', '*/*', { bindingId: 'b' as ArmId })],
  });

  it('is said (Q-07)', () => {
    expect(trustedNotThere(objectsOf([]), azure)).toEqual(azure.workloads.slice(0, 1));
    expect(trustedNotThere(objectsOf([web]), azure)).toEqual([]);
  });

  it.each([
    ['trust may be gone', objectsOf([]), { ...azure, unknown: [unread] }],
    ['accounts were not read', objectsOf([], { listed: [] }), azure],
    ['files may lack namespaces', objectsOf([], { isWhole: false }), azure],
  ])('is not said while %s (Q-07)', (_what, objects, half) => {
    expect(trustedNotThere(objects, half)).toEqual([]);
  });
});
