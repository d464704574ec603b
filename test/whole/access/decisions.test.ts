import { describe, expect, it } from 'vitest';
import { kubernetesAbilityIds, type KubernetesAbility } from '../../../src/domain/whoCanAct/abilities.ts';
import type { WhoCanAct } from '../../../src/domain/whoCanAct/model.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { drawn, fc } from '../../support/property.ts';
import { accessWorld, clusterId, principals, namespaces, randomAccess } from './accessWorld.ts';

const create = (group: string, ...kinds: readonly string[]): readonly object[] =>
  kinds.map((resource) => ({ verb: 'create', group, resource }));

/** The requests to the Kubernetes API that each ability is about; one that is allowed is enough. */
const requests: Readonly<Record<KubernetesAbility, readonly object[]>> = {
  clusterAdmin: create('rbac.authorization.k8s.io', 'clusterrolebindings'),
  admin: create('rbac.authorization.k8s.io', 'rolebindings'),
  write: [
    ...create('', 'pods'),
    ...create('apps', 'deployments', 'statefulsets', 'daemonsets', 'replicasets'),
    ...create('batch', 'jobs', 'cronjobs'),
  ],
  secrets: [{ verb: 'get', resource: 'secrets' }],
  exec: [{ verb: 'create', resource: 'pods', subresource: 'exec' }],
  read: [{ verb: 'list', resource: 'pods' }],
};

type Decision = 'allowed' | 'denied' | 'noOpinion';

/** Asks about the requests in turn until one is allowed. */
async function emulatorsDecision(bench: Bench, asked: readonly object[], whom: object): Promise<Decision> {
  let decision: Decision = 'denied';
  for (const request of asked) {
    const { body } = await bench.arm('POST', '/_emulator/authorize', { cluster: clusterId, ...whom, ...request });
    decision = body['decision'] as Decision;
    if (decision !== 'denied') return decision;
  }
  return decision;
}

/** What our answer says about an ability: a cell for the namespace counts before one for the whole cluster. */
function ourDecision(
  { cells }: WhoCanAct,
  principalId: string,
  ability: KubernetesAbility,
  namespace?: string,
): Decision | 'unknown' {
  const own = cells.filter((cell) => cell.principal.id === principalId && cell.ability === ability);
  const cell =
    own.find((candidate) => candidate.namespace === namespace) ??
    own.find((candidate) => candidate.namespace === undefined);
  if (cell === undefined) return 'denied';
  if (cell.hasNoEffect) return 'noOpinion';
  const { kind } = cell.verdict;
  return kind === 'denied' || kind === 'unknown' ? kind : 'allowed';
}

describe('who can act on a cluster', () => {
  it('agrees with the authorizer of Kubernetes about 10,000 requests in random worlds (H-54)', async () => {
    let asked = 0;
    let open = 0;
    await fc.assert(
      fc.asyncProperty(randomAccess, async (access) => {
        const bench = createBench(accessWorld(access));
        const ours = await bench.service.whoCanAct(clusterId);
        for (const principalId of principals)
          for (const namespace of [undefined, ...namespaces])
            for (const ability of kubernetesAbilityIds) {
              if (ability === 'clusterAdmin' && namespace !== undefined) continue;
              const mine = ourDecision(ours, principalId, ability, namespace);
              const whom = { principalId, ...(namespace === undefined ? {} : { namespace }) };
              const theirs = await emulatorsDecision(bench, requests[ability], whom);
              asked++;
              if (mine === 'unknown') open++;
              else if (theirs === 'noOpinion') expect(['noOpinion', 'denied']).toContain(mine);
              else
                expect(`${ability} ${namespace} ${principalId} ${mine}`).toBe(
                  `${ability} ${namespace} ${principalId} ${theirs}`,
                );
            }
      }),
      { numRuns: drawn(800) },
    );
    expect(asked).toBeGreaterThan(10_000);
    expect(open / asked).toBeLessThan(0.25);
  });
});
