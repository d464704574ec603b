/** What is checked, and said, before a cluster is prepared for Gateway API. */
import { aksPage } from '../../arm/docs.ts';
import { valueAt } from '../../arm/json.ts';
import { unknownToAll } from '../../arm/unknown.ts';
import { idKey, lastSegment, sameGuid, type ArmId } from '../../arm/resourceId.ts';
import { resourceAt, type Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { ingressLines, lookedAt } from '../../gateway/ingressWords.ts';
import { policyCommand, policyOf } from '../../gateway/placeAccess.ts';
import { placeKindOf } from '../../gateway/placeKinds.ts';
import { gatewayClasses, routingOf } from '../../gateway/routing.ts';
import { tenantOf } from '../lookUps.ts';
import { type DraftCheck, unknownCheck } from '../planPart.ts';
import type { Warning } from '../plan.ts';
import { joinWords, say, keyOfWords } from '../../../sentences/words.ts';
import type { GatewaySwitches } from './gatewaySwitches.ts';

/** The page with the walk that these plans follow. */
export const gatewayPage = aksPage('app-routing-gateway-api-dns-tls');

/** Returns true for a vault that is known to use access policies, where roles have no effect. */
export function usesPolicies(id: string, facts: Facts): boolean {
  if (placeKindOf(id) !== 'vault') return false;
  const answer = facts.get({ kind: 'resource', id: id as ArmId });
  return answer?.kind === 'found' && valueAt(answer.value, 'properties.enableRbacAuthorization') !== true;
}

/** Returns the checks of the cluster itself. */
export function clusterChecks(cluster: Cluster, switches: GatewaySwitches): readonly DraftCheck[] {
  const { implementation } = routingOf(cluster);
  const isManaged = cluster.controlPlane.kind !== 'servicePrincipal';
  return [
    ...(isManaged
      ? []
      : [
          {
            id: 'managedIdentity',
            title: say`${cluster.name} has no managed identity`,
            verdict: 'fail',
            detail: say`It uses a service principal, with which application routing does not work. Migrate it to a managed identity first.`,
          } as const,
        ]),
    ...(implementation === 'istioAddon'
      ? [
          {
            id: 'istioAddon',
            title: say`The Istio add-on serves Gateways`,
            verdict: 'pass',
            detail: say`Application routing's own Istio can't be on beside it. Gateways name the class ${gatewayClasses.istioAddon}; certificates and DNS records work the same.`,
          } as const,
        ]
      : []),
    ...(switches.turnsDefinitionsOn ? [ownDefinitions(cluster)] : []),
  ];
}

/** Definitions of the experimental channel, or of another version, may be inside; Azure does not show them. */
function ownDefinitions(cluster: Cluster): DraftCheck {
  const title = say`Whether other Gateway API CRDs are installed`;
  const reason = say`Azure does not show it. Look in the cluster: kubectl get crd gateways.gateway.networking.k8s.io`;
  return unknownCheck({ id: 'ownDefinitions', title }, [unknownToAll('definitions', cluster.id, reason)]);
}

/** Returns the checks of a zone or vault: its directory, and whether roles count there. */
export function placeChecks(
  id: string,
  identity: { readonly id: string; readonly principalId?: string; readonly name: string },
  facts: Facts,
): readonly DraftCheck[] {
  const name = lastSegment(id);
  const [own, other] = [tenantOf(identity.id, facts), tenantOf(id, facts)];
  const isForeign = own !== undefined && other !== undefined && !sameGuid(own, other);
  return [
    ...(isForeign
      ? [
          {
            id: 'sameDirectory',
            about: [id],
            title: say`${name} and ${identity.name} are in different directories`,
            verdict: 'fail',
            detail: say`It is in the directory ${other}, where an identity of ${own} gets no roles.`,
          } as const,
        ]
      : []),
    ...(usesPolicies(id, facts) ? [policyCheck(id, identity, facts)] : []),
  ];
}

function policyCheck(
  id: string,
  { principalId, name }: { readonly principalId?: string; readonly name: string },
  facts: Facts,
): DraftCheck {
  const vault = lastSegment(id);
  const json = resourceAt(id, facts);
  const has = principalId === undefined || json === undefined ? undefined : policyOf(json, principalId);
  const check = { id: 'accessPolicy', about: [id], title: say`Whether ${name} may read the secrets of ${vault}` };
  if (has?.verdict === 'yes')
    return {
      ...check,
      title: say`${name} may read the secrets of ${vault}`,
      verdict: 'pass',
      detail: say`The vault uses access policies, and one lets it read secrets.`,
    };
  if (has !== undefined && has.verdict !== 'noPolicy') return unknownCheck(check, [has.verdict]);
  const command = has?.command ?? policyCommand(vault, principalId ?? keyOfWords(say`the object ID of ${name}`));
  const reason = say`The vault uses access policies, so a role has no effect there. Set one, which replaces what it has for secrets: ${command}`;
  return unknownCheck(check, [unknownToAll('accessPolicies', id, reason)]);
}

/** Returns what the user should know before confirming. */
export function gatewayWarnings(
  cluster: Cluster,
  { turnsIssuerOn }: GatewaySwitches,
  { looks }: Pick<Facts, 'looks'>,
): readonly Warning[] {
  const look = looks?.get(idKey(cluster.id));
  const lines = look === undefined || look.ingresses.length === 0 ? [] : ingressLines(look);
  return [
    ...(routingOf(cluster).hasNginx
      ? [
          {
            id: 'nginxGoesOn',
            severity: 'info',
            text: say`NGINX keeps serving: this plan moves no traffic.`,
            source: aksPage('app-routing-nginx-to-gateway-api-migration'),
          } as const,
        ]
      : []),
    ...(look === undefined || lines.length === 0
      ? []
      : [
          {
            id: 'ingressesSeen',
            severity: 'info',
            text: say`Seen ${lookedAt(look)}: ${joinWords(lines, ' ')}`,
            source: aksPage('app-routing-nginx-to-gateway-api-migration'),
          } as const,
        ]),
    {
      id: 'ownAddress',
      severity: 'info',
      text: say`Each Gateway gets a load balancer address of its own, other than that of NGINX.`,
      source: gatewayPage,
    },
    ...(turnsIssuerOn
      ? [
          {
            id: 'issuerStays',
            severity: 'warning',
            text: say`The OIDC issuer can't be turned off again.`,
            source: aksPage('use-oidc-issuer'),
          } as const,
        ]
      : []),
  ];
}
