/**
 * cert-manager: issuers that prove a domain with Azure DNS.
 * Source: https://cert-manager.io/docs/configuration/acme/dns01/azuredns/
 */
import { objectAt, objectsAt, textAt, type JsonObject } from '../../arm/json.ts';
import { unknownWith, type Unknown } from '../../arm/unknown.ts';
import { defined } from '../../../shape/defined.ts';
import { say } from '../../../sentences/words.ts';
import { products } from '../../products/products.ts';
import { isTrue } from '../goBoolean.ts';
import type { Asker, ClusterObjects, OperatorObject, PodFact } from '../model.ts';
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
    return { ...common, ...bySecret(say`Its client secret`), ...defined({ tenantId: textAt(zone, 'tenantID') }) };
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
  const may = mayUseAmbient(object, operator.pods);
  if (may === true) return { ...common, ...asked };
  if (may === false) return { ...common, ...asked, ...stoppedByIssuer(object.kind) };
  return { ...common, ...asked, unknown: [...(asked.unknown ?? []), may] };
}

const flagOf = {
  Issuer: { name: 'issuer-ambient-credentials', usual: false },
  ClusterIssuer: { name: 'cluster-issuer-ambient-credentials', usual: true },
} as const;

/**
 * Says whether cert-manager may use its own identity for an issuer: a flag counts before a file with settings, which is
 * not read. Without pods nothing is said against it.
 * Source: https://cert-manager.io/docs/cli/controller/
 */
function mayUseAmbient({ kind, name: issuer }: OperatorObject, pods: readonly PodFact[]): boolean | Unknown {
  const { name, usual } = flagOf[kind === 'Issuer' ? 'Issuer' : 'ClusterIssuer'];
  const ofPods = pods.map(({ containers }) => {
    const values = new Set(containers.flatMap(({ flags }) => flags[name] ?? []).map(isTrue));
    const isInFile = values.size === 0 && containers.some(({ flags }) => flags['config'] !== undefined);
    return isInFile ? 'inFile' : values.size === 0 ? usual : values.size === 1 ? values.has(true) : 'differs';
  });
  const [first = true, ...others] = new Set(ofPods);
  if (others.length > 0 || first === 'differs')
    return unknownWith(
      'untellable',
      'settings',
      say`The pods of cert-manager differ in --${name}, as while they are replaced, so it is not known whether it may use its own identity for ${kind} ${issuer}.`,
    );
  if (first !== 'inFile') return first;
  return unknownWith(
    'notAsked',
    'settings',
    say`cert-manager has settings in a file, which is not read. They decide whether it may use its own identity for ${kind} ${issuer}.`,
  );
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
