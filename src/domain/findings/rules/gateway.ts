/** Rules about Gateway API in application routing. */
import { aksPage } from '../../arm/docs.ts';
import { lastSegment } from '../../arm/resourceId.ts';
import { scopeWithKind } from '../../arm/scopeWords.ts';
import { unknownToAll, type Unknown } from '../../arm/unknown.ts';
import type { Cluster } from '../../cluster/model.ts';
import type { MappedPlace } from '../../gateway/mapping.ts';
import { gatewayStateOf } from '../../gateway/readiness.ts';
import { gatewayClasses, routingOf, servesGateways, type Routing } from '../../gateway/routing.ts';
import { lackWords } from '../../gateway/routingWords.ts';
import { sentenceList } from '../../words/describe.ts';
import { evidence } from '../rule/evidence.ts';
import type { Rule } from '../rule/rule.ts';
import { joinWords, say } from '../../../sentences/words.ts';

const source = aksPage('app-routing-gateway-api-dns-tls');

/** Gateways are served, but something is missing without which they get neither certificates nor DNS records. */
export const gatewayNotReady: Rule = {
  title: say`Gateway API is not ready`,
  severity: 'info',
  source,
  meaning: say`The cluster serves Gateways, but lacks something without which they get no certificates from key vaults and no DNS records.`,
  find({ cluster, facts }) {
    const routing = routingOf(cluster);
    if (!servesGateways(routing) || isOperatorOff(routing)) return [];
    const { lacks: missingLacks, gone, without: places, open, unknown } = gatewayStateOf(cluster, facts);
    const lacks = missingLacks.map((lack) => lackWords[lack]);
    if (lacks.length + gone.length + places.length === 0) {
      for (const each of unknown) facts.leaveOpen?.(each);
      if (open.length > 0) facts.leaveOpen?.(maybeWithout(cluster, open));
      return [];
    }
    const names = places.map(({ id }) => lastSegment(id));
    const missing = [...lacks, ...(names.length === 0 ? [] : [say`an identity for ${sentenceList(names)}`])];
    const implementation = routing.implementation === 'none' ? 'appRoutingIstio' : routing.implementation;
    const serves = say`${cluster.name} serves Gateways of class ${gatewayClasses[implementation]}`;
    const zones = sentenceList(gone.map(({ id }) => scopeWithKind(id)));
    const without = say`which Azure does not have, so nothing can write records there.`;
    const texts = [
      ...(missing.length === 0
        ? [say`${serves}, but its settings name ${zones}, ${without}`]
        : [
            say`${serves}, but lacks ${sentenceList(missing)}, which certificates from key vaults and DNS records for them need.`,
          ]),
      ...(missingLacks.includes('definitions')
        ? [say`CRDs that somebody else installed are seen only in the cluster.`]
        : []),
      ...(missing.length > 0 && gone.length > 0 ? [say`Its settings name ${zones}, ${without}`] : []),
    ];
    const lacking = [...missing, ...gone.map(({ id }) => scopeWithKind(id))];
    return [
      {
        text: joinWords(texts),
        brief: say`lacks ${sentenceList(lacking)}`,
        evidence: evidence`Gateway API is served by ${{ implementation }}; missing: ${{ missing: lacking }}.`,
        places: places.map(({ id }) => id),
      },
    ];
  },
};

/** A role that perhaps reaches a place makes nothing ready, and neither does an expression that perhaps matches. */
function maybeWithout({ id, name }: Cluster, open: readonly MappedPlace[]): Unknown {
  const names = sentenceList(open.map((place) => lastSegment(place.id)));
  const reason = say`Whether an identity that accounts of ${name} use may work with ${names} depends on a role that has a condition or whose definition is not known, on a group that may let it and whose members are not read, or on an expression of a credential.`;
  return unknownToAll('gatewayRoles', id, reason);
}

/** With the Istio add-on, somebody may want Gateways without certificates and DNS records of the operator: that is no warning. */
function isOperatorOff({ implementation, hasOperator }: Routing): boolean {
  return implementation === 'appRoutingIstio' && !hasOperator;
}

/** Gateways are served, but the operator that does their certificates and DNS records is off. */
export const gatewayOperatorOff: Rule = {
  title: say`The operator of application routing is off`,
  severity: 'warning',
  source,
  meaning: say`The cluster serves Gateways, but the operator is off that does certificates and DNS records: what Gateways ask for in this way has no effect.`,
  leavesOpen: [],
  find({ cluster }) {
    if (!isOperatorOff(routingOf(cluster))) return [];
    return [
      {
        text: say`${cluster.name} serves Gateways, but the operator of application routing is off: listeners with a certificate of a key vault and objects for DNS records have no effect.`,
        evidence: evidence`${{ operator: say`not true`, from: 'ingressProfile.webAppRouting.enabled' }}; ${{ istio: 'Enabled', from: 'ingressProfile.webAppRouting.gatewayAPIImplementations.appRoutingIstio.mode' }}.`,
      },
    ];
  },
};
