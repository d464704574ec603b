/**
 * cert-manager: issuers that prove a domain with Azure DNS.
 * Source: https://cert-manager.io/docs/configuration/acme/dns01/azuredns/
 */
import { objectAt, objectsAt, textAt, type JsonObject } from '../arm/json.ts';
import { unknownWith } from '../arm/unknown.ts';
import { defined } from '../../shape/defined.ts';
import { say } from '../../sentences/words.ts';
import { products } from '../products/products.ts';
import { isTrue } from './goBoolean.ts';
import type { Asker, ClusterObjects, ContainerFact, OperatorObject } from './model.ts';
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
  const asked = byOperator(operator, { identity, tenantId: textAt(managed, 'tenantID') });
  const may = mayUseAmbient(object.kind, operator.pods);
  if (may !== undefined) return { ...common, ...asked, ...(may ? {} : stoppedByIssuer(object.kind)) };
  const reason = say`cert-manager has settings in a file, which is not read. They decide whether it may use its own identity for ${object.kind} ${object.name}.`;
  return { ...common, ...asked, unknown: [...(asked.unknown ?? []), unknownWith('notAsked', 'settings', reason)] };
}

const flagOf = {
  Issuer: { name: 'issuer-ambient-credentials', usual: false },
  ClusterIssuer: { name: 'cluster-issuer-ambient-credentials', usual: true },
} as const;

/**
 * Says whether cert-manager may use its own identity for issuers of a kind: a flag counts before a file with settings,
 * which is not read. `undefined` if only the file tells.
 * Source: https://cert-manager.io/docs/cli/controller/
 */
function mayUseAmbient(
  kind: string,
  pods: readonly { readonly containers: readonly Pick<ContainerFact, 'flags'>[] }[],
): boolean | undefined {
  const { name, usual } = flagOf[kind === 'Issuer' ? 'Issuer' : 'ClusterIssuer'];
  const containers = pods.flatMap((pod) => pod.containers);
  const [set] = containers.flatMap(({ flags }) => flags[name] ?? []);
  if (set !== undefined) return isTrue(set);
  if (containers.some(({ flags }) => flags['config'] !== undefined)) return undefined;
  return containers.length === 0 || usual;
}

/** Only issuers of the cluster may use the operator's own identity, unless a flag says otherwise. */
function stoppedByIssuer(kind: string): Pick<Asker, 'stoppedBy'> {
  return {
    stoppedBy:
      kind === 'Issuer'
        ? say`cert-manager lets an Issuer use its identity only with the flag --${flagOf.Issuer.name}. A ClusterIssuer may use it.`
        : say`cert-manager was started with --${flagOf.ClusterIssuer.name}=false, so cluster issuers may not use its identity.`,
  };
}
