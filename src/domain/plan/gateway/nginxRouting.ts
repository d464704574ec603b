/** Plans another default ingress controller of application routing, or none. */
import { aksPage } from '../../arm/docs.ts';
import { Refusal } from '../../arm/refusal.ts';
import { asArmId, resourceType, sameText } from '../../arm/resourceId.ts';
import { unknownToAll } from '../../arm/unknown.ts';
import type { ChangeOf } from '../../change/change.ts';
import type { Cluster } from '../../cluster/model.ts';
import { hasSucceeded } from '../../cluster/provisioningState.ts';
import { nginxControllerOf, routingOf, routingPaths, servesGateways } from '../../gateway/routing.ts';
import { callerAction, linkedNeeds, writeChecks } from '../callerChecks.ts';
import { controlPlaneNeedChecks } from '../clusterPutBody.ts';
import { assertNotBusy, assertRunning, clusterAt, existingScope } from '../lookUps.ts';
import { noRestartKnown } from '../pace.ts';
import { notReadPart, planPart, type DraftCheck, type PlanContext, type PlanPart, unknownCheck } from '../planPart.ts';
import type { Warning } from '../plan.ts';
import { putClusterStep } from '../steps.ts';
import { say } from '../../../sentences/words.ts';

const migrationPage = aksPage('app-routing-nginx-to-gateway-api-migration');

/** Plans one PUT that sets it; a cluster on which it is set already is left unchanged. */
export function planNginxRouting(change: ChangeOf<'setNginxRouting'>, context: PlanContext): PlanPart {
  const { facts } = context;
  const cluster = clusterAt(asArmId(change.clusterId, resourceType.cluster), facts);
  if (!cluster) return notReadPart;
  const { name } = cluster;
  assertRunning(cluster);
  assertNotBusy(cluster);
  if (!routingOf(cluster).hasOperator)
    throw new Refusal(`Application routing is off on ${name}, so it has no ingress controller.`, migrationPage);
  const { controller } = change;
  const before = nginxControllerOf(cluster);
  const put = putClusterStep(
    cluster,
    { values: { [routingPaths.nginx]: controller } },
    {
      title: say`Set the default ingress controller to ${controller}`,
      effect: say`Sets it from ${before} to ${controller}; all other settings of ${name} stay as they are.`,
    },
  );
  const sketches = { before: { nginx: before }, after: { nginx: controller } };
  if (sameText(before, controller) && hasSucceeded(cluster.provisioningState))
    return planPart({
      ...sketches,
      already: say`The default ingress controller of ${name} is already ${controller}.`,
      steps: [put],
    });
  const rights = [
    { action: callerAction.writeCluster, scope: cluster.id, can: `update ${name}` },
    ...linkedNeeds(put.request.body ?? {}).map((need) => ({ ...need, scope: existingScope(need.scope, context) })),
  ];
  const off = controller === 'None' ? turningOff(cluster) : { checks: [], warnings: turningOn(controller) };
  return planPart({
    ...sketches,
    does: [say`Sets the default ingress controller of application routing on ${name} from ${before} to ${controller}`],
    pace: { lasts: 'fewMinutes', downtime: noRestartKnown, wayBack: { kind: 'changeBack' } },
    steps: [put],
    checks: [...writeChecks(rights, facts), ...controlPlaneNeedChecks(cluster, facts), ...off.checks],
    warnings: off.warnings,
    ...(controller === 'None' ? { next: [{ kind: 'deleteControllers' } as const], confirmNames: [name] } : {}),
  });
}

/** Who still uses NGINX, only the cluster knows. */
function turningOff(cluster: Cluster): {
  readonly checks: readonly DraftCheck[];
  readonly warnings: readonly Warning[];
} {
  const reason = say`Azure does not show it. Look in the cluster: kubectl get ingress --all-namespaces`;
  const title = say`No Ingress of class webapprouting.kubernetes.azure.com is left`;
  return {
    checks: [unknownCheck({ id: 'ingressesLeft', title }, [unknownToAll('ingresses', cluster.id, reason)])],
    warnings: [
      {
        id: 'controllersStay',
        severity: 'info',
        text: say`AKS makes no default controller any more, and removes none: NGINX serves until its NginxIngressController object is deleted in the cluster.`,
        source: migrationPage,
      },
      ...(servesGateways(routingOf(cluster))
        ? []
        : [
            {
              id: 'nothingElseServes',
              severity: 'warning',
              text: say`Gateway API is not on, so nothing takes the place of NGINX on ${cluster.name}.`,
              source: migrationPage,
            } as const,
          ]),
    ],
  };
}

/** NGINX gets no more patches; an external controller can be reached from everywhere. */
function turningOn(controller: string): readonly Warning[] {
  return [
    {
      id: 'nginxWithoutPatches',
      severity: 'warning',
      text: say`NGINX in application routing gets security patches only through November 2026. Gateway API takes its place.`,
      source: migrationPage,
    },
    ...(controller === 'External' || controller === 'AnnotationControlled'
      ? [
          {
            id: 'publicAddress',
            severity: 'info',
            text: say`The default controller gets a public address, unless annotations of its NginxIngressController object say otherwise.`,
            source: aksPage('app-routing-nginx-configuration'),
          } as const,
        ]
      : []),
  ];
}
