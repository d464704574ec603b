/**
 * Application routing: listeners of Gateways and Ingresses with a certificate of a key vault, and objects for DNS records.
 * Source: https://learn.microsoft.com/azure/aks/app-routing-gateway-api-dns-tls
 */
import { objectAt, objectsAt, textAt, textsAt, type JsonObject } from '../../arm/json.ts';
import { lastSegment } from '../../arm/resourceId.ts';
import { listenerOptions } from '../../gateway/gatewayYaml.ts';
import { isRouted, optionsOf, vaultOf, type CertificateOptions } from './ingresses.ts';
import { gatewayClasses } from '../../gateway/routing.ts';
import { defined } from '../../../shape/defined.ts';
import { say, type Words } from '../../../sentences/words.ts';
import type { Asker, ClusterObjects, OperatorObject } from '../model.ts';
import { entraAudience } from '../pods.ts';
import { asks, byAccount, byNode, namedIdentity } from './operators.ts';

/** Where the objects of the whole cluster have their account if they name no namespace. */
const usualNamespace = 'app-routing-system';

/** Returns who asks because of a Gateway: one for each listener with one of the options, of classes that AKS serves. */
export function askersOfGateway(object: OperatorObject, objects: ClusterObjects): readonly Asker[] {
  const gatewayClass = textAt(object.json, 'spec.gatewayClassName');
  if (!Object.values<string | undefined>(gatewayClasses).includes(gatewayClass)) return [];
  return objectsAt(object.json, 'spec.listeners').flatMap((listener) => {
    const { certificate, serviceAccount } = optionsOf(objectAt(listener, 'tls.options'));
    if (certificate === undefined && serviceAccount === undefined) return [];
    return [listenerAsker({ listener, certificate, serviceAccount }, object, objects)];
  });
}

interface Options extends CertificateOptions {
  readonly listener: JsonObject;
}

function listenerAsker(options: Options, object: OperatorObject, objects: ClusterObjects): Asker {
  const { certificate, serviceAccount } = options;
  const vault = certificate === undefined ? undefined : vaultOf(certificate);
  const account =
    serviceAccount === undefined ? undefined : { namespace: object.namespace ?? 'default', serviceAccount };
  return {
    ...asks('application-routing', object),
    ...(account === undefined
      ? { mode: 'workloadIdentity' as const, audience: entraAudience }
      : byAccount(objects, account)),
    worksWith: { zones: [], vaults: vault === undefined ? [] : [vault] },
    ...defined({ target: certificate, stoppedBy: whyStopped(options, vault, object, objects) }),
  };
}

/** The operator does nothing for a listener with one option alone, or with another address than that of a certificate. */
function whyStopped(
  { listener, certificate, serviceAccount }: Options,
  vault: string | undefined,
  { name, json }: OperatorObject,
  objects: ClusterObjects,
): Words | undefined {
  const which = say`Listener ${textAt(listener, 'name') ?? ''} of Gateway ${name}`;
  const gatewayClass = textAt(json, 'spec.gatewayClassName') ?? '';
  const hasClass = objects.objects.some((each) => each.kind === 'GatewayClass' && each.name === gatewayClass);
  if (!hasClass && objects.isWhole && objects.kinds.has('GatewayClass'))
    return say`Gateway ${name} names the class ${gatewayClass}, which the cluster does not have, so nothing serves it.`;
  const has =
    certificate === undefined
      ? say`a service account but no certificate`
      : serviceAccount === undefined
        ? say`a certificate but no service account (${listenerOptions.account})`
        : vault === undefined
          ? say`${certificate}, which is not the address of a certificate in a key vault`
          : undefined;
  return has === undefined ? undefined : say`${which} names ${has}, so the operator does nothing for it.`;
}

/**
 * Returns who asks because of an Ingress of application routing that names an account for its certificate; without one, the
 * add-on's own identity gets it. The operator's tests have that annotation, and no page.
 */
export function askersOfIngress(object: OperatorObject, objects: ClusterObjects): readonly Asker[] {
  const { certificate, serviceAccount } = optionsOf(objectAt(object.json, 'metadata.annotations'));
  if (certificate === undefined || serviceAccount === undefined || !isRouted(object, objects)) return [];
  const vault = vaultOf(certificate);
  return [
    {
      ...asks('application-routing', object),
      ...byAccount(objects, { namespace: object.namespace ?? 'default', serviceAccount }),
      worksWith: { zones: [], vaults: vault === undefined ? [] : [vault] },
      target: certificate,
    },
  ];
}

/** Returns who asks because of an object for DNS records: an account that it names, or an identity of the nodes. */
export function askersOfRecords(object: OperatorObject, objects: ClusterObjects): readonly Asker[] {
  const spec = objectAt(object.json, 'spec');
  const identity = objectAt(spec, 'identity');
  const zones = textsAt(spec, 'dnsZoneResourceIDs');
  const target = zones.length === 0 ? undefined : zones.map(lastSegment).join(', ');
  const common = { ...asks('application-routing', object), ...defined({ target }) };
  if (textAt(identity, 'type') === 'managedIdentity')
    return [{ ...common, ...byNode(namedIdentity(textAt(identity, 'clientID'), 'spec.identity.clientID')) }];
  const worksWith = { zones, vaults: [] };
  const serviceAccount = textAt(identity, 'serviceAccount');
  if (serviceAccount === undefined)
    return [
      {
        ...common,
        mode: 'workloadIdentity',
        worksWith,
        stoppedBy: say`${object.kind} ${object.name} names no service account, so the operator does nothing for it.`,
      },
    ];
  const namespace = object.namespace ?? textAt(spec, 'resourceNamespace') ?? usualNamespace;
  // Older definitions have the one spelling, newer ones the other.
  const tenantId = textAt(spec, 'tenantId') ?? textAt(spec, 'tenantID');
  return [{ ...common, ...byAccount(objects, { namespace, serviceAccount }, { tenantId }), worksWith }];
}
