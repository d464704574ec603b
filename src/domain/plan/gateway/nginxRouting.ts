/** Plans another default ingress controller of application routing, or none. */
import { aksPage } from '../../arm/docs.ts';
import { Refusal } from '../../arm/refusal.ts';
import { asArmId, idKey, resourceType, sameText } from '../../arm/resourceId.ts';
import { unknownToAll } from '../../arm/unknown.ts';
import type { ChangeOf } from '../../change/change.ts';
import { addonInfo, endingWords } from '../../cluster/addons.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { hasSucceeded } from '../../cluster/provisioningState.ts';
import { classResources, type IngressLook } from '../../cluster/ingressLook.ts';
import { ingressesInWords, lookedAt } from '../../gateway/ingressWords.ts';
import { noControllerWords } from '../../gateway/routingWords.ts';
import { nginxControllerOf, routingOf, routingPaths, servesGateways } from '../../gateway/routing.ts';
import { updateChecks } from '../clusterPutBody.ts';
import { assertNotBusy, assertRunning, clusterAt } from '../lookUps.ts';
import { noRestartKnown } from '../pace.ts';
import { notReadPart, planPart, type DraftCheck, type PlanContext, type PlanPart, unknownCheck } from '../planPart.ts';
import type { Warning } from '../plan.ts';
import { putClusterStep } from '../steps.ts';
import { say, type Words } from '../../../sentences/words.ts';

const migrationPage = aksPage('app-routing-nginx-to-gateway-api-migration');

/** Plans one PUT that sets it; a cluster on which it is set already is left unchanged. */
export function planNginxRouting(change: ChangeOf<'setNginxRouting'>, context: PlanContext): PlanPart {
  const { facts } = context;
  const cluster = clusterAt(asArmId(change.clusterId, resourceType.cluster), facts);
  if (!cluster) return notReadPart;
  const { name } = cluster;
  assertRunning(cluster);
  assertNotBusy(cluster);
  if (!routingOf(cluster).hasOperator) throw new Refusal(noControllerWords(cluster), migrationPage);
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
  const off =
    controller === 'None'
      ? turningOff(cluster, facts)
      : { checks: [], warnings: turningOn(controller, before, facts.now) };
  const moves = off.warnings.some(({ severity }) => severity === 'disruption');
  return planPart({
    ...sketches,
    does: [say`Sets the default ingress controller of application routing on ${name} from ${before} to ${controller}`],
    pace: { lasts: 'fewMinutes', downtime: noRestartKnown, wayBack: { kind: 'changeBack' } },
    steps: [put],
    checks: [...updateChecks(cluster, put, context), ...off.checks],
    warnings: off.warnings,
    ...(moves ? { confirmNames: [name] } : {}),
    ...(controller === 'None'
      ? { next: [{ kind: 'deleteControllers' } as const], confirmNames: isSeenUnused(cluster, facts) ? [] : [name] }
      : {}),
  });
}

/** Who still uses NGINX, only the cluster knows. */
function turningOff(
  cluster: Cluster,
  facts: Facts,
): {
  readonly checks: readonly DraftCheck[];
  readonly warnings: readonly Warning[];
} {
  return {
    checks: [ingressesLeft(cluster, facts)],
    warnings: [
      {
        id: 'controllersStay',
        severity: 'info',
        text: say`From then on AKS creates no default controller on ${cluster.name}, and removes none: NGINX serves until its NginxIngressController object is deleted in the cluster.`,
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

/** How long a look into a cluster stands for what is there. */
const freshFor = 3_600_000;

function ingressesLeft(cluster: Cluster, facts: Facts): DraftCheck {
  const title = say`Whether Ingresses of the default controller are left`;
  const check = { id: 'ingressesLeft', title };
  const look = lookInto(cluster, facts);
  if (look === undefined)
    return unknownCheck(check, [
      unknownToAll(
        'ingresses',
        cluster.id,
        say`Azure does not show it, and ${cluster.name} has not been checked. Use Check in cluster or kubectl get ingress --all-namespaces.`,
      ),
    ]);
  const left = look.ingresses.filter(({ isOfDefault }) => isOfDefault);
  if (left.length > 0)
    return {
      ...check,
      title: say`Ingresses of the default controller are left`,
      verdict: 'fail',
      detail: say`${ingressesInWords(left)}, seen ${lookedAt(look)}. Nothing will serve what is left once the controller is deleted. Move or delete it, then use Check in cluster again.`,
    };
  if (!look.hasIngresses) {
    const reasons = look.unknown.filter(({ subject }) => subject.of?.startsWith('ingresses.'));
    const unread = unknownToAll('ingresses', cluster.id, say`The saved answers of kubectl have no list of Ingresses.`);
    return unknownCheck(check, reasons.length > 0 ? reasons : [unread]);
  }
  if (look.doubtful.length > 0) {
    const why = look.unknown.filter(({ subject }) => classResources.includes(subject.of ?? ''));
    const text = say`Perhaps of the default controller: ${ingressesInWords(look.doubtful)}. Neither Ingress classes nor NGINX controllers could be read.`;
    return unknownCheck(check, [unknownToAll('ingresses', cluster.id, text), ...why]);
  }
  const none = say`None was seen ${lookedAt(look)}`;
  if (isSeenUnused(cluster, facts))
    return {
      ...check,
      title: say`No Ingress of the default controller is left`,
      verdict: 'pass',
      detail: say`${none}.`,
    };
  const since = look.isWhole
    ? say`${none}; some may have been added since. Use Check in cluster again.`
    : say`${none}, which may lack some. Use Check in cluster or kubectl get ingress --all-namespaces.`;
  return unknownCheck(check, [unknownToAll('ingresses', cluster.id, since)]);
}

function lookInto({ id }: Cluster, { looks }: Facts): IngressLook | undefined {
  return looks?.get(idKey(id));
}

/** True if all of a cluster was looked into just now, and no Ingress that may be of the default controller was there. */
function isSeenUnused(cluster: Cluster, facts: Facts): boolean {
  const look = lookInto(cluster, facts);
  if (look?.at === undefined || !look.isWhole || !look.hasIngresses) return false;
  const isSeen = look.doubtful.length > 0 || look.ingresses.some(({ isOfDefault }) => isOfDefault);
  return !isSeen && facts.now.getTime() - look.at.getTime() < freshFor;
}

type NginxController = Exclude<ChangeOf<'setNginxRouting'>['controller'], 'None'>;

/** NGINX gets no more patches, and a controller whose address moves is no longer reached at the earlier one. */
function turningOn(controller: NginxController, before: string, now: Date): readonly Warning[] {
  const ending = addonInfo('webAppRouting')?.ending;
  const { gets, from = [], loses = '' } = addresses[controller];
  const moves = from.some((each) => sameText(each, before));
  return [
    {
      id: 'nginxWithoutPatches',
      severity: 'warning',
      text: say`${ending ? endingWords(ending, now) : ''} Gateway API takes its place.`,
      source: migrationPage,
    },
    {
      id: 'controllerAddress',
      severity: moves ? 'disruption' : 'info',
      text: moves ? say`${gets} ${loses}` : gets,
      source: aksPage('app-routing-nginx-configuration'),
    },
  ];
}

/** The address that a controller gets, and what loses it where it had, or may have had, another one. */
interface ControllerAddress {
  readonly gets: Words;
  readonly from?: readonly NginxController[];
  readonly loses?: Words;
}

const addresses: Readonly<Record<NginxController, ControllerAddress>> = {
  AnnotationControlled: {
    gets: say`The default controller gets a public address, unless annotations of its NginxIngressController object say otherwise.`,
  },
  External: {
    gets: say`The default controller gets a public address; annotations that make it internal are overwritten.`,
    from: ['Internal'],
    loses: say`Clients that use its address in the virtual network no longer reach it: update the DNS records.`,
  },
  Internal: {
    gets: say`The default controller gets an address in the virtual network only; annotations that make it public are overwritten.`,
    from: ['AnnotationControlled', 'External'],
    loses: say`Clients that use its public address no longer reach it: update the DNS records.`,
  },
};
