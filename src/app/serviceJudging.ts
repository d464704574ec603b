/** The part of the service that judges a cluster or an identity. */
import { callerMay } from '../domain/access/callerPermissions.ts';
import { writerFor } from '../domain/access/writingAccount.ts';
import { needsNotRead, otherUnknownsOf, unknownFinding } from '../domain/report/unknowns.ts';
import { resourceType } from '../domain/arm/resourceId.ts';
import { clustersTouchedBy } from '../domain/foreseen/written.ts';
import { reportersOf } from '../domain/findings/reporters.ts';
import { accessInSlot } from './facts/heldInPlace.ts';
import { judgedUses } from '../domain/workloads/judgedUses.ts';
import { decidedAround, namedAround, trustedAccessOf } from './facts/clusterAround.ts';
import { machinesAt, issuersMovableTo, namedWorkloads } from './facts/clusterWorkloads.ts';
import {
  checkCluster,
  surveyCluster,
  surveyRequirements,
  subscriptionNamesIn,
  surveyUnusedRoles,
  withSubscriptionNames,
} from './fleet/oneCluster.ts';
import type { ServiceJudging } from './identityService.ts';
import { checkedClusterId, checkedId, type ServiceDependencies } from './serviceDependencies.ts';

/** Makes the part of the service that applies the rules to one thing. */
export function judgingOf(world: ServiceDependencies): ServiceJudging {
  const check: ServiceJudging['check'] = async (id, signal) =>
    world.written.after(async () => {
      await world.decisions.ready();
      const checked = await checkCluster(checkedClusterId(id), world.gathering({ signal }));
      return { ...checked, findings: world.decider.decided(checked.findings, id) };
    });

  const judged: ServiceJudging['judgedRequirements'] = async (id, signal) =>
    world.written.after(async () => surveyRequirements(checkedClusterId(id), world.gathering({ signal })));

  return {
    uses: async (id, signal) => {
      const identityId = checkedId(id, resourceType.identity);
      return world.gather((facts) => judgedUses(identityId, facts), signal);
    },
    reporters: async (id, signal) => {
      const identityId = checkedId(id, resourceType.identity);
      return world.gather((facts) => reportersOf(identityId, facts), signal);
    },
    callerCan: (action, scope) =>
      world.gather((facts) => callerMay(action, scope, facts, writerFor([{ action, scope }], facts))),
    credentialsIn: (subscriptionId, signal) =>
      world.gather((facts) => facts.get({ kind: 'credentials', subscriptionId }), signal),
    unusedRoles: async (id, signal) =>
      world.written.after(async () => surveyUnusedRoles(checkedClusterId(id), world.gathering({ signal }))),
    heldInPlace: async (id, slot, signal) => {
      const cluster = checkedClusterId(id);
      return world.gather((facts) => accessInSlot(cluster, slot, facts), signal);
    },
    requirements: async (id, signal) => (await judged(id, signal)).requirements,
    judgedRequirements: judged,
    async diagnose(id, signal, { isAlone = false } = {}) {
      const checked = await check(id, signal);
      const unknown = [...(isAlone ? needsNotRead(checked.unjudged) : []), ...otherUnknownsOf(checked)];
      return world.decider.decided([...checked.findings, ...unknownFinding(id, unknown)], id);
    },
    check,
    workloads: async (id, signal, { isNow = false } = {}) => {
      const cluster = checkedClusterId(id);
      return world.gather((facts) => namedWorkloads(cluster, facts, isNow), signal);
    },
    nodeMachines: async (id, signal) => {
      const wanted = checkedClusterId(id);
      return world.gather((facts) => machinesAt(wanted, facts), signal);
    },
    around: async (id, signal) => {
      await world.decisions.ready();
      return decidedAround(
        await world.gather((facts) => namedAround(checkedClusterId(id), facts), signal),
        (findings) => world.decider.decided(findings, id),
      );
    },
    whoCanAct: async (id, signal) => {
      const { accessTo } = await import('./facts/clusterAccess.ts');
      return accessTo(checkedClusterId(id), (run) => world.gather(run, signal));
    },
    trustedAccess: async (id, signal) => world.gather((facts) => trustedAccessOf(checkedClusterId(id), facts), signal),
    otherIssuers: async (id, signal) => {
      const cluster = checkedClusterId(id);
      return world.gather((facts) => issuersMovableTo(cluster, facts), signal);
    },
    touchedBy: (written, signal) => world.gather((facts) => clustersTouchedBy(written, facts), signal),
    async reportRow(id, signal) {
      await world.decisions.ready();
      const row = await world.written.after(async () =>
        surveyCluster(checkedClusterId(id), world.gathering({ signal })),
      );
      const names = await subscriptionNamesIn(world.directory, signal);
      return withSubscriptionNames([world.decider.row(row)], names)[0] ?? row;
    },
    why: async (message, context, signal) => {
      const { whyOfAccount } = await import('./facts/whyOfAccount.ts');
      return world.gather((facts) => whyOfAccount(message, context, facts), signal);
    },
    decided: world.decider.decided,
  };
}
