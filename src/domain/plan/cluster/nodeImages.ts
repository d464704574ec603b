/** Plans of node image upgrades, one pool after the other. */
import { callerAction, callerChecks } from '../callerChecks.ts';
import type { ChangeOf } from '../../change/change.ts';
import { sentenceList } from '../../words/describe.ts';
import type { Facts } from '../../cluster/facts.ts';
import { assertNotBusy, assertRunning, clusterAt } from '../lookUps.ts';
import type { AgentPool, Cluster } from '../../cluster/model.ts';
import { isAvailabilitySet } from '../../cluster/nodePools.ts';
import { moveAvailabilitySets } from '../../words/availabilitySets.ts';
import { aksPage } from '../../arm/docs.ts';
import { isDone, planPart, type PlanContext, type PlanPart, notReadPart, unknownCheck } from '../planPart.ts';
import type { Warning } from '../plan.ts';
import { Refusal } from '../../arm/refusal.ts';
import { asArmId, resourceType, sameText } from '../../arm/resourceId.ts';
import { upgradeNodeImageStep, upgradeStepId } from '../steps.ts';
import { unknownToAll, withTitle, type Unknown } from '../../arm/unknown.ts';
import { nodeImageWords } from '../../words/nodeImage.ts';
import { joinWords, say, type Words } from '../../../sentences/words.ts';

const source = aksPage('node-image-upgrade');

/** What is known about upgrading one pool; `obstacle` says why it can't be upgraded. */
interface Prospect {
  readonly pool: AgentPool;
  readonly to?: string;
  readonly obstacle?: Words;
  readonly doubt?: Unknown;
}

/** Plans node image upgrades: without names, of every pool that can be upgraded; throws a `Refusal` for a named pool that can't be. */
export function planNodeImages(change: ChangeOf<'upgradeNodeImages'>, context: PlanContext): PlanPart {
  const { facts } = context;
  const clusterId = asArmId(change.clusterId, resourceType.cluster);
  const cluster = clusterAt(clusterId, facts);
  if (!cluster) return notReadPart;
  assertRunning(cluster);
  const pools = change.pools && [...new Set(change.pools.map((name) => poolNamed(name, cluster)))];
  const prospects = (pools ?? cluster.agentPools)
    .filter(({ id }) => !isDone(upgradeStepId(id), context))
    .map((pool) => prospectOf(pool, facts));
  const stuck = prospects.filter(({ obstacle }) => obstacle !== undefined);
  if (pools && stuck.length > 0) throw new Refusal(joinWords(stuck.map(({ obstacle }) => obstacle)), source);
  assertNotBusy(cluster);
  const going = prospects.filter(({ obstacle }) => obstacle === undefined);
  const names = going.map(({ pool }) => pool.name);
  const rights = going.map(({ pool }) => ({
    action: callerAction.upgradeNodeImage,
    scope: pool.id,
    can: say`upgrade the node image of pool ${pool.name}`,
  }));
  const images = (pick: (prospect: Prospect) => string | undefined) =>
    Object.fromEntries(going.map((prospect) => [prospect.pool.name, pick(prospect) ?? say`unknown`]));
  return planPart({
    ...(names.length === 0
      ? {
          already: say`No node pool of ${cluster.name} can have a newer image now. AKS publishes them weekly for Linux and monthly for Windows.`,
        }
      : {
          does: [
            names.length === 1
              ? say`Upgrades the node image of pool ${sentenceList(names)} in ${cluster.name}`
              : say`Upgrades the node images of pools ${sentenceList(names)} in ${cluster.name}, one pool after another`,
          ],
          pace: {
            lasts: 'perNode',
            downtime: { kind: 'upgradedByNode', pools: names },
            wayBack: { kind: 'notToOlderImage' },
          } as const,
        }),
    steps: going.map(({ pool, to }) => upgradeNodeImageStep(cluster, pool, to)),
    checks: [
      ...callerChecks(rights, facts),
      ...going.flatMap(({ pool, doubt }) =>
        doubt
          ? [
              unknownCheck(
                {
                  id: 'newestImage',
                  about: [pool.name],
                  title: say`Couldn't verify whether there is a newer image for ${pool.name}`,
                },
                [doubt],
              ),
            ]
          : [],
      ),
    ],
    warnings: [...(names.length > 0 ? [disruptionWarning(names)] : []), ...stuck.map(leftOut)],
    before: { nodeImages: images(({ pool }) => pool.nodeImageVersion) },
    after: { nodeImages: images(({ to }) => to) },
    next: names.length > 0 ? [{ kind: 'newestImage' }] : [],
    restarts: names,
    ...(names.length > 0 ? { confirmNames: [cluster.name] } : {}),
  });
}

function poolNamed(name: string, cluster: Cluster): AgentPool {
  const pool = cluster.agentPools.find((agentPool) => sameText(agentPool.name, name));
  if (pool) return pool;
  const names = cluster.agentPools.map((agentPool) => agentPool.name).join(', ');
  throw new Refusal(say`${cluster.name} has no node pool "${name}"; it has ${names}.`, source);
}

function prospectOf(pool: AgentPool, facts: Facts): Prospect {
  if (isAvailabilitySet(pool)) {
    const obstacle = say`The node pool ${pool.name} is of type ${pool.type}, which takes no newer node image: ${moveAvailabilitySets}.`;
    return { pool, obstacle };
  }
  const answer = facts.get({ kind: 'upgradeProfile', poolId: pool.id });
  const to = answer?.kind === 'found' ? answer.value.latestNodeImageVersion : undefined;
  if (to && pool.nodeImageVersion && sameText(to, pool.nodeImageVersion)) {
    const obstacle = say`The node pool ${pool.name} already runs the newest node image (${nodeImageWords(to)}); wait for the next one.`;
    return { pool, to, obstacle };
  }
  if (to) return { pool, to };
  const imageUnknown =
    answer?.kind === 'unreadable' ? answer : unknownToAll('upgradeProfile', pool.id, say`Azure names no newest image.`);
  return { pool, doubt: withTitle(say`Whether there is a newer image isn't known`, imageUnknown) };
}

function disruptionWarning(names: readonly string[]): Warning {
  return {
    id: 'poolsReimaged',
    severity: 'disruption',
    text:
      names.length > 1
        ? say`The nodes of the pools ${sentenceList(names)} are cordoned, drained and reimaged, one pool after another: their pods are evicted and start elsewhere, with downtime for workloads that have a single replica. Pod disruption budgets and a maintenance window reduce the impact.`
        : say`The nodes of pool ${sentenceList(names)} are cordoned, drained and reimaged: their pods are evicted and start elsewhere, with downtime for workloads that have a single replica. Pod disruption budgets and a maintenance window reduce the impact.`,
    source,
  };
}

function leftOut({ pool, obstacle }: Prospect): Warning {
  return {
    id: 'poolLeftOut',
    values: [pool.name],
    severity: 'warning',
    text: say`${obstacle ?? ''} It is left out.`,
    source,
  };
}
