/**
 * cert-manager: issuers that prove a domain with Azure DNS.
 * Source: https://cert-manager.io/docs/configuration/acme/dns01/azuredns/
 */
import { objectAt, objectsAt, textAt, type JsonObject } from '../arm/json.ts';
import { defined } from '../../shape/defined.ts';
import { say } from '../../sentences/words.ts';
import { products } from '../products/products.ts';
import type { Asker, ClusterObjects, OperatorObject } from './model.ts';
import { asks, byOperator, bySecret, namedIdentity, operatorOf } from './operators.ts';

/** Returns who asks because of an issuer: one for each solver with Azure DNS. */
export function askersOfIssuer(object: OperatorObject, objects: ClusterObjects): readonly Asker[] {
  const zones = objectsAt(object.json, 'spec.acme.solvers')
    .map((solver) => objectAt(solver, 'dns01.azureDNS'))
    .filter((solver) => solver !== undefined);
  return zones.map((zone) => zoneAsker(zone, object, objects));
}

function zoneAsker(zone: JsonObject, object: OperatorObject, objects: ClusterObjects): Asker {
  const common = { ...asks('cert-manager', object), ...defined({ target: textAt(zone, 'hostedZoneName') }) };
  if (objectAt(zone, 'clientSecretSecretRef') || textAt(zone, 'clientID'))
    return { ...common, ...bySecret('Its client secret'), ...defined({ tenantId: textAt(zone, 'tenantID') }) };
  const managed = objectAt(zone, 'managedIdentity');
  const operator = operatorOf(
    objects,
    products['cert-manager'].parts.controller,
    ({ labels }) =>
      labels['app.kubernetes.io/name'] === 'cert-manager' &&
      (labels['app.kubernetes.io/component'] ?? 'controller') === 'controller',
  );
  // With a token the resource ID is not looked at.
  const identity =
    namedIdentity(textAt(managed, 'clientID'), 'managedIdentity.clientID') ??
    (operator.hasToken === true
      ? undefined
      : namedIdentity(textAt(managed, 'resourceID'), 'managedIdentity.resourceID'));
  return {
    ...common,
    ...byOperator(operator, { identity, tenantId: textAt(managed, 'tenantID') }),
    ...stoppedByIssuer(
      object,
      operator.pods.flatMap((pod) => pod.containers),
    ),
  };
}

/** Only issuers of the cluster may use the operator's own identity, unless a flag says otherwise. */
function stoppedByIssuer(
  { kind }: OperatorObject,
  containers: readonly { readonly flags: Readonly<Record<string, string>> }[],
): Pick<Asker, 'stoppedBy'> {
  if (containers.length === 0) return {};
  const [flag, usual] =
    kind === 'Issuer' ? ['issuer-ambient-credentials', 'false'] : ['cluster-issuer-ambient-credentials', 'true'];
  const set = containers.flatMap(({ flags }) => flags[flag] ?? [])[0] ?? usual;
  if (set === 'true') return {};
  return {
    stoppedBy:
      kind === 'Issuer'
        ? say`cert-manager lets an Issuer use its identity only with the flag --${flag}. A ClusterIssuer may use it.`
        : say`cert-manager was started with --${flag}=false, so cluster issuers may not use its identity.`,
  };
}
