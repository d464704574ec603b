/** The one write of a cluster that turns on what Gateway API needs, and nothing that is on already. */
import type { JsonObject } from '../../arm/json.ts';
import { idKey } from '../../arm/resourceId.ts';
import { addonNamed } from '../../cluster/addons.ts';
import { hasOidcIssuer } from '../../cluster/clusterSettings.ts';
import type { Cluster } from '../../cluster/model.ts';
import { nginxControllerOf, routingOf, routingPaths } from '../../gateway/routing.ts';
import { lackWords } from '../../gateway/routingWords.ts';
import { hasWorkloadIdentity } from '../../workloads/issuer.ts';
import { sentenceList } from '../../words/describe.ts';
import type { ClusterSetting, Step, StepOf } from '../plan.ts';
import { issuerOn } from '../workloads/workloadIdentity.ts';
import { isOwn, type PlanContext, type PlanPart } from '../planPart.ts';
import type { ClusterEdit } from '../stepActions.ts';
import { putClusterStep } from '../steps.ts';
import { say, type Phrase, type Words } from '../../../sentences/words.ts';

/** What turning something on is called; by its path in the cluster's JSON. */
const switchNames: Readonly<Record<string, Phrase>> = {
  [routingPaths.issuer]: lackWords.issuer,
  [routingPaths.workloadIdentity]: lackWords.workloadIdentity,
  [routingPaths.definitions]: lackWords.definitions,
  [routingPaths.istio]: say`application routing's Istio`,
  [routingPaths.operator]: lackWords.operator,
};

const settingOf: Readonly<Record<string, ClusterSetting>> = {
  [routingPaths.issuer]: 'oidcIssuer',
  [routingPaths.definitions]: 'gatewayApi',
  [routingPaths.istio]: 'istioRouting',
  [routingPaths.operator]: 'routingOperator',
};

/** Returns what a cluster has before and after the switches are turned on. */
export function switchSketches({ edit }: GatewaySwitches): Pick<PlanPart, 'before' | 'after'> {
  const paths = Object.keys(edit.values ?? {}).filter((path) => path !== routingPaths.nginx);
  const [workloads, others] = [true, false].map((isOfWorkloads) =>
    paths.filter((path) => (path === routingPaths.workloadIdentity) === isOfWorkloads),
  );
  const side = (valueOf: (setting: ClusterSetting) => Words, value: Words): PlanPart['before'] => ({
    ...(workloads?.length === 0 ? {} : { workloadIdentity: value }),
    ...(others?.length === 0
      ? {}
      : {
          settings: Object.fromEntries(
            (others ?? [])
              .map((path) => settingOf[path] ?? 'vaultProvider')
              .map((setting) => [setting, valueOf(setting)]),
          ),
        }),
  });
  return {
    before: side(() => say`off`, say`off`),
    after: side((setting) => (setting === 'oidcIssuer' ? issuerOn : say`on`), say`on`),
  };
}

/** The switches that a cluster lacks for Gateways, as what a PUT sets. */
export interface GatewaySwitches {
  readonly edit: ClusterEdit;
  /** The names of what it turns on. */
  readonly names: readonly Phrase[];
  readonly turnsIssuerOn: boolean;
  readonly turnsWorkloadIdentityOn: boolean;
  readonly turnsDefinitionsOn: boolean;
}

/** Returns what the cluster lacks; a run that is made again keeps what it set out to send. */
export function gatewaySwitches(cluster: Cluster, hasVaults: boolean, context: PlanContext): GatewaySwitches {
  const edit = ownEdit(cluster, context) ?? { values: lackingValues(cluster, hasVaults) };
  const paths = Object.keys(edit.values ?? {}).filter((path) => path !== routingPaths.nginx);
  return {
    edit,
    names: paths.map((path) => switchNames[path] ?? lackWords.vaultProvider),
    turnsIssuerOn: paths.includes(routingPaths.issuer),
    turnsWorkloadIdentityOn: paths.includes(routingPaths.workloadIdentity),
    turnsDefinitionsOn: paths.includes(routingPaths.definitions),
  };
}

/** Returns the step that sends them; none if there is nothing to turn on. */
export function switchStep(cluster: Cluster, { edit, names }: GatewaySwitches): readonly Step[] {
  if (names.length === 0) return [];
  const keepsNginxOff = edit.values?.[routingPaths.nginx] !== undefined;
  const turnsOn = say`Turns on ${sentenceList(names)}`;
  const others = say`All other settings of ${cluster.name} stay as they are.`;
  const effect = keepsNginxOff
    ? say`${turnsOn}. So that NGINX doesn't start with it, the default ingress controller is set to None; it is ${nginxControllerOf(cluster)} now. ${others}`
    : say`${turnsOn}. ${others}`;
  return [putClusterStep(cluster, edit, { title: say`Turn on what Gateways need`, effect })];
}

function ownEdit(cluster: Cluster, context: PlanContext): ClusterEdit | undefined {
  const own = context.continued?.plan.steps.find(
    (step): step is StepOf<'putCluster'> =>
      step.kind === 'putCluster' && idKey(step.clusterId) === idKey(cluster.id) && isOwn(step.id, context),
  );
  return own?.edit;
}

function lackingValues(cluster: Cluster, hasVaults: boolean): JsonObject {
  const routing = routingOf(cluster);
  const provider = addonNamed(cluster, 'azureKeyvaultSecretsProvider');
  const providerPath =
    provider === undefined ? routingPaths.vaultProvider : `properties.addonProfiles.${provider.name}.enabled`;
  return {
    ...(hasOidcIssuer(cluster) ? {} : { [routingPaths.issuer]: true }),
    ...(hasWorkloadIdentity(cluster) ? {} : { [routingPaths.workloadIdentity]: true }),
    ...(hasVaults && provider?.enabled !== true ? { [providerPath]: true } : {}),
    ...(routing.hasDefinitions ? {} : { [routingPaths.definitions]: 'Standard' }),
    ...(routing.implementation === 'none' ? { [routingPaths.istio]: 'Enabled' } : {}),
    // Where application routing was off, its NGINX stays off.
    ...(routing.hasOperator ? {} : { [routingPaths.operator]: true, [routingPaths.nginx]: 'None' }),
  };
}
