/** Reads identity bindings, and whether a subscription may use them. */
import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { textAt, type JsonObject } from '../../domain/arm/json.ts';
import type { ArmId } from '../../domain/arm/resourceId.ts';
import type { IdentityBinding } from '../../domain/cluster/facts.ts';
import type { Arm } from '../arm/arm.ts';
import { armShapes } from '../http/armShapes.ts';
import { defined } from '../../shape/defined.ts';

/** Lists the identity bindings of a cluster. Source: https://learn.microsoft.com/azure/aks/identity-bindings */
export async function listBindings(
  arm: Arm,
  clusterId: ArmId,
  signal?: AbortSignal,
): Promise<readonly IdentityBinding[]> {
  return (await arm.list(`${clusterId}/identityBindings`, apiVersions.aks, signal, armShapes.binding)).map(bindingOf);
}

/** Reads one identity binding. */
export async function getBinding(arm: Arm, id: ArmId, signal?: AbortSignal): Promise<IdentityBinding> {
  return bindingOf(await arm.get(id, apiVersions.aks, signal, armShapes.binding));
}

function bindingOf(raw: JsonObject): IdentityBinding {
  const clientId = textAt(raw, 'properties.managedIdentity.clientId');
  const tenantId = textAt(raw, 'properties.managedIdentity.tenantId');
  const issuer = textAt(raw, 'properties.oidcIssuer.oidcIssuerUrl');
  const eTag = textAt(raw, 'eTag');
  return {
    id: (textAt(raw, 'id') ?? '') as ArmId,
    name: textAt(raw, 'name') ?? '',
    identityId: (textAt(raw, 'properties.managedIdentity.resourceId') ?? '') as ArmId,
    provisioningState: textAt(raw, 'properties.provisioningState') ?? 'Succeeded',
    ...defined({ clientId, tenantId, issuer, eTag }),
  };
}

/** Reads the registration state of a preview feature of AKS. Source: https://learn.microsoft.com/rest/api/resources/features/get */
export async function getFeatureState(
  arm: Arm,
  feature: { readonly subscriptionId: string; readonly name: string },
  signal?: AbortSignal,
): Promise<string> {
  const providers = `/subscriptions/${feature.subscriptionId}/providers/Microsoft.Features/providers`;
  const path = `${providers}/Microsoft.ContainerService/features/${feature.name}`;
  const raw = await arm.get(path, apiVersions.feature, signal, armShapes.feature);
  return textAt(raw, 'properties.state') ?? 'NotRegistered';
}
