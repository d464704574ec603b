/** The part of the service that judges a cluster or an identity. */
import { callerMay, writerFor } from '../domain/access/callerPermissions.ts';
import { needsNotRead, otherUnknownsOf, unknownFinding } from '../domain/report/unknowns.ts';
import { idKey, resourceType, type ArmId } from '../domain/arm/resourceId.ts';
import type { ReportRow } from '../domain/report/columns.ts';
import { clustersTouchedBy } from '../domain/foreseen/written.ts';
import { reportersOf } from '../domain/findings/reporters.ts';
import { accessInSlot } from './facts/heldInPlace.ts';
import { judgedUses } from '../domain/workloads/judgedUses.ts';
import { decidedAround, namedAround, trustedAccessOf } from './facts/clusterAround.ts';
import { ingressLook } from '../domain/askers/operators/ingresses.ts';
import { boundAccounts } from '../domain/askers/reading/podAskers.ts';
import { defined } from '../shape/defined.ts';
import { accessOfAll } from '../domain/gateway/placeAccess.ts';
import { gatewayPlacesOf, machinesAt, issuersMovableTo, namedWorkloads } from './facts/clusterWorkloads.ts';
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
export function judgingOf(dependencies: ServiceDependencies): ServiceJudging {
  const check: ServiceJudging['check'] = async (id, signal) =>
    dependencies.written.after(async () => {
      await dependencies.decisions.ready();
      const checked = await checkCluster(checkedClusterId(id), dependencies.gathering({ signal }));
      return { ...checked, findings: dependencies.decider.decided(checked.findings, id) };
    });

  const judged: ServiceJudging['judgedRequirements'] = async (id, signal) =>
    dependencies.written.after(async () =>
      surveyRequirements(checkedClusterId(id), dependencies.gathering({ signal })),
    );

  return {
    uses: async (id, signal) => {
      const identityId = checkedId(id, resourceType.identity);
      return dependencies.gather((facts) => judgedUses(identityId, facts), signal);
    },
    reporters: async (id, signal) => {
      const identityId = checkedId(id, resourceType.identity);
      return dependencies.gather((facts) => reportersOf(identityId, facts), signal);
    },
    callerCan: (action, scope) =>
      dependencies.gather((facts) => callerMay(action, scope, facts, writerFor([{ action, scope }], facts))),
    credentialsIn: (subscriptionId, signal) =>
      dependencies.gather((facts) => facts.get({ kind: 'credentials', subscriptionId }), signal),
    unusedRoles: async (id, signal) =>
      dependencies.written.after(async () =>
        surveyUnusedRoles(checkedClusterId(id), dependencies.gathering({ signal })),
      ),
    heldInPlace: async (id, slot, signal) =>
      dependencies.gather((facts) => accessInSlot(checkedClusterId(id), slot, facts), signal),
    requirements: async (id, signal) => (await judged(id, signal)).requirements,
    judgedRequirements: judged,
    async diagnose(id, signal, { isAlone = false } = {}) {
      const checked = await check(id, signal);
      const unknown = [...(isAlone ? needsNotRead(checked.unjudged) : []), ...otherUnknownsOf(checked)];
      return dependencies.decider.decided([...checked.findings, ...unknownFinding(id, unknown)], id);
    },
    check,
    workloads: async (id, signal, { isNow = false } = {}) => {
      const cluster = checkedClusterId(id);
      return dependencies.gather((facts) => namedWorkloads(cluster, facts, isNow), signal);
    },
    nodeMachines: async (id, signal) => {
      const wanted = checkedClusterId(id);
      return dependencies.gather((facts) => machinesAt(wanted, facts), signal);
    },
    around: async (id, signal) => {
      await dependencies.decisions.ready();
      return decidedAround(
        await dependencies.gather((facts) => namedAround(checkedClusterId(id), facts), signal),
        (findings) => dependencies.decider.decided(findings, id),
      );
    },
    whoCanAct: async (id, signal) => {
      const { accessTo } = await import('./facts/clusterAccess.ts');
      return accessTo(checkedClusterId(id), (run) => dependencies.gather(run, signal));
    },
    mayActOn: async (principalId, { subscriptionIds, signal } = {}) => {
      const { clustersOf } = await import('./facts/clusterAccess.ts');
      return clustersOf(principalId, subscriptionIds, (run) => dependencies.gather(run, signal));
    },
    trustedAccess: async (id, signal) =>
      dependencies.gather((facts) => trustedAccessOf(checkedClusterId(id), facts), signal),
    otherIssuers: async (id, signal) =>
      dependencies.gather((facts) => issuersMovableTo(checkedClusterId(id), facts), signal),
    ...gatewaysOf(dependencies),
    touchedBy: (written, signal) => dependencies.gather((facts) => clustersTouchedBy(written, facts), signal),
    reportRow: async (id, signal) => reportRowOf(checkedClusterId(id), dependencies, signal),
    why: async (message, context, signal) => {
      const { whyOfAccount } = await import('./facts/whyOfAccount.ts');
      return dependencies.gather((facts) => whyOfAccount(message, context, facts), signal);
    },
    decided: dependencies.decider.decided,
    expectedWriters: dependencies.decider.expectedWriters,
  };
}

type OfGateways = 'gatewayMapping' | 'placeAccess' | 'noteLook' | 'lookInto';

/** The part about Gateways, and about what looks into clusters showed. */
function gatewaysOf(dependencies: ServiceDependencies): Pick<ServiceJudging, OfGateways> {
  const { looks, now } = dependencies;
  return {
    gatewayMapping: async (id, signal) =>
      dependencies.gather((facts) => gatewayPlacesOf(checkedClusterId(id), facts), signal),
    placeAccess: (asked, signal) => dependencies.gather((facts) => accessOfAll(asked, facts), signal),
    noteLook: (id, objects) => {
      // Saved files do not say when they were made.
      const at = objects.isWhole ? now() : undefined;
      looks.set(idKey(id), { ...ingressLook(objects, at), ...defined({ bound: boundAccounts(objects) }) });
    },
    lookInto: (id) => looks.get(idKey(id)),
  };
}

async function reportRowOf(id: ArmId, dependencies: ServiceDependencies, signal?: AbortSignal): Promise<ReportRow> {
  const { decisions, written, decider, directory } = dependencies;
  await decisions.ready();
  const row = await written.after(async () => surveyCluster(id, dependencies.gathering({ signal })));
  const names = await subscriptionNamesIn(directory, signal);
  return withSubscriptionNames([decider.row(row)], names)[0] ?? row;
}
