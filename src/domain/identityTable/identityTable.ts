/** The documentation's table of identities for one cluster: which there should be and which there are. */
import { isOn, textAt } from '../arm/json.ts';
import { idKey, lastSegment, sameText, type ArmId } from '../arm/resourceId.ts';
import { addonInfo, addonNamed, addonsInUse, legacyMonitoring, noIdentity } from '../cluster/addons.ts';
import type { Cluster } from '../cluster/model.ts';
import { otherIdentitiesOf } from '../cluster/identitiesOf.ts';
import { routingFacts, type RoutingFact } from '../gateway/routingWords.ts';
import type { IdentityUse } from '../uses/namedUses.ts';
import {
  addonActual,
  controlPlaneActual,
  kubeletActual,
  noIdentityNeeded,
  identityOfFeatureOff,
  workloadActual,
  type ActualIdentity,
} from './presentIdentity.ts';
import { aksPage, overviewPage } from '../arm/docs.ts';
import { capitalised, say, verbatim, type Words, keyOfWords } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/** One row of the table of a cluster's identities. */
export interface SummaryRow {
  /** Its key, such as `kubelet`, or the key of its add-on. */
  readonly id: string;
  /** The part of the cluster that findings name, an add-on by its key; left out for rows without findings. */
  readonly part?: string | undefined;
  readonly identity: Words;
  readonly use: Words;
  /** A resource that it works on. */
  readonly about?: { readonly label: Words; readonly id: string };
  readonly defaultPermissions: Words;
  readonly bringYourOwn: 'yes' | 'no' | 'required' | '';
  readonly actual: ActualIdentity;
  /** The state of its parts. */
  readonly parts?: readonly RoutingFact[];
  /** Why the row's add-on is retired. */
  readonly retired?: Words;
  readonly source: string;
}

/** Returns the documented rows in their order, then those of all other add-ons that the cluster has, and other identities. */
export function identitySummary(cluster: Cluster): readonly SummaryRow[] {
  const documented = documentedRows(cluster);
  const others = addonsInUse(cluster).filter(({ name }) => !documented.some(({ id }) => sameText(id, name)));
  return [
    ...documented,
    ...others.map(({ name }) => addonRow(cluster, addonInfo(name)?.key ?? name)),
    ...otherIdentitiesOf(cluster).map(otherRow),
  ];
}

/** Returns the rows in the documentation's order; the two retired add-ons appear only if the cluster has them. */
function documentedRows(cluster: Cluster): readonly SummaryRow[] {
  const policy = (effect: string, name: Words) =>
    textAt(cluster.raw, 'properties.networkProfile.networkPolicy')?.toLowerCase() === effect
      ? noIdentityNeeded(say`${name} is on; no identity required.`)
      : identityOfFeatureOff(name);
  return [
    {
      id: 'controlPlane',
      part: 'controlPlane',
      identity: say`Control plane`,
      use: say`Cluster resources: load balancers, public IPs managed by AKS, cluster autoscaler, disk, file and blob drivers.`,
      defaultPermissions: say`Contributor on the node resource group.`,
      bringYourOwn: 'yes',
      actual: controlPlaneActual(cluster),
      source: overviewPage,
    },
    {
      id: 'kubelet',
      part: 'kubelet',
      identity: say`Kubelet`,
      use: say`Authenticates to Azure Container Registry.`,
      defaultPermissions: say`None by default. Needs a pull role on each registry.`,
      bringYourOwn: 'yes',
      actual: kubeletActual(cluster),
      source: overviewPage,
    },
    networkRow(
      'networkPolicyManager',
      say`Azure network policy manager`,
      say`Network policy.`,
      policy('azure', say`Azure network policy`),
    ),
    networkRow('networkMonitoring', say`Azure CNI network monitoring`, say`Monitors the network plugin.`, {
      kind: 'notVisible',
      text: say`Not visible in the cluster's JSON; no identity required.`,
    }),
    addonRow(cluster, 'azurepolicy', {
      id: 'gatekeeper',
      part: undefined,
      identity: say`Azure Policy (gatekeeper)`,
      use: say`Policy admission.`,
      defaultPermissions: noIdentity,
      actual: addonNamed(cluster, 'azurepolicy')?.enabled
        ? noIdentityNeeded(say`Azure Policy is on; gatekeeper needs no identity.`)
        : identityOfFeatureOff(say`Azure Policy`),
    }),
    addonRow(cluster, 'azurepolicy'),
    networkRow('calico', say`Calico`, say`Network policy.`, policy('calico', say`Calico`)),
    ...presentOnly(addonRow(cluster, 'kubeDashboard'), cluster, 'kubeDashboard'),
    addonRow(cluster, 'webAppRouting', { parts: routingFacts(cluster) }),
    ...presentOnly(addonRow(cluster, 'httpApplicationRouting'), cluster, 'httpApplicationRouting'),
    addonRow(cluster, 'ingressApplicationGateway', gatewayText(cluster)),
    addonRow(cluster, 'omsagent', monitoringText(cluster)),
    addonRow(cluster, 'aciConnectorLinux'),
    {
      id: 'costAnalysis',
      identity: say`Cost analysis`,
      use: say`Collects cost data.`,
      defaultPermissions: say`Read on the node resource group.`,
      bringYourOwn: 'no',
      actual: isOn(cluster.raw, 'properties.metricsProfile.costAnalysis.enabled')
        ? { kind: 'notVisible', text: say`cost-analysis-identity: not visible in the cluster's JSON.` }
        : identityOfFeatureOff(say`Cost analysis`),
      source: aksPage('cost-analysis'),
    },
    {
      id: 'workloadIdentity',
      identity: say`Workload identity`,
      use: say`Lets applications in pods reach cloud resources. These identities are not the cluster's own. A pod identity that was installed with Helm does not appear in the cluster's JSON.`,
      defaultPermissions: say`None; as granted to each identity.`,
      bringYourOwn: 'required',
      actual: workloadActual(cluster),
      source: aksPage('workload-identity-overview'),
    },
  ];
}

/** An identity that the cluster's settings name for another purpose. */
function otherRow({ identityId, as }: IdentityUse): SummaryRow {
  const name = lastSegment(identityId);
  return {
    id: `other ${idKey(identityId)} ${keyOfWords(as)}`,
    identity: capitalised(as),
    use: say`Named in the cluster's settings.`,
    defaultPermissions: say`Unknown.`,
    bringYourOwn: '',
    actual: { kind: 'identity', text: verbatim(name), name, identityId: identityId as ArmId },
    source: overviewPage,
  };
}

function networkRow(id: string, identity: Words, use: Words, actual: ActualIdentity): SummaryRow {
  return { id, identity, use, defaultPermissions: noIdentity, bringYourOwn: 'no', actual, source: overviewPage };
}

function gatewayText(cluster: Cluster): Partial<SummaryRow> {
  const config = addonNamed(cluster, 'ingressApplicationGateway')?.config;
  const gateway = textAt(config, 'applicationGatewayId') ?? textAt(config, 'effectiveApplicationGatewayId');
  return gateway
    ? {
        use: say`Manages the network resources of ${lastSegment(gateway)}.`,
        about: { label: say`Gateway`, id: gateway },
      }
    : {};
}

function monitoringText(cluster: Cluster): Partial<SummaryRow> {
  if (!addonNamed(cluster, 'omsagent')?.enabled) return {};
  return legacyMonitoring(cluster)
    ? {
        defaultPermissions: say`Monitoring Metrics Publisher on the cluster (legacy authentication).`,
      }
    : { defaultPermissions: say`None: it authenticates with the identity of the cluster.` };
}

function addonRow(cluster: Cluster, key: string, differing: Partial<SummaryRow> = {}): SummaryRow {
  const info = addonInfo(key);
  return {
    id: key,
    part: key,
    identity: verbatim(info?.displayName ?? key),
    use: info?.use ?? say`Unknown.`,
    defaultPermissions: info?.defaultPermissions ?? say`Unknown.`,
    bringYourOwn: info?.bringYourOwn ?? '',
    actual: addonActual(cluster, key),
    ...defined({ retired: info?.retired }),
    source: info?.source ?? overviewPage,
    ...differing,
  };
}

function presentOnly(row: SummaryRow, cluster: Cluster, key: string): readonly SummaryRow[] {
  return addonNamed(cluster, key) ? [row] : [];
}
