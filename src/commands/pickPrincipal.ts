/** Asks for a principal: an identity that the connection shows, or anybody by object id. */
import { isGuid } from '../domain/arm/resourceId.ts';
import { controlPlanePrincipal } from '../domain/cluster/principals.ts';
import { askForText, chooseOne, type Choice } from '../host/window/quickPick.ts';
import type { PanelTarget } from '../manifest.ts';
import { defined } from '../shape/defined.ts';
import type { CommandContext } from './context.ts';
import { t } from '../sentences/language.ts';

type PrincipalPanel = Extract<PanelTarget, { kind: 'identity' | 'principal' }>;

/** Lets the user pick a managed identity, or enter the object id of any principal; returns the panel that shows it. */
export async function pickPrincipal(
  title: string,
  { connections }: Pick<CommandContext, 'connections'>,
): Promise<PrincipalPanel> {
  const picked = await chooseOne(principalChoices(connections), { title, placeholder: t`Who?` });
  if (picked !== 'other') return picked;
  const principalId = await askForText({
    title,
    prompt: t`Object ID of a user, group, application or managed identity in Microsoft Entra`,
    rule: (text) => (isGuid(text) ? undefined : t`An object ID is a GUID.`),
  });
  return { kind: 'principal', principalId };
}

async function principalChoices(
  connections: CommandContext['connections'],
): Promise<readonly Choice<PrincipalPanel | 'other'>[]> {
  const service = await connections.service();
  const shown = defined({ subscriptionIds: connections.shownSubscriptions() });
  // Whoever can't list them still can enter an object id.
  const [identities, clusters] = await Promise.allSettled([service.identities(shown), service.clusters(shown)]);
  const ofIdentities = (identities.status === 'fulfilled' ? identities.value.items : []).map(
    ({ id, name, resourceGroup }): Choice<PrincipalPanel> => ({
      label: name,
      description: t`managed identity`,
      detail: resourceGroup,
      value: { kind: 'identity', identityId: id, tab: 'access' },
    }),
  );
  const ofClusters = (clusters.status === 'fulfilled' ? clusters.value.items : []).flatMap(
    ({ name, resourceGroup, controlPlane }): readonly Choice<PrincipalPanel>[] => {
      const principalId = controlPlane.kind === 'systemAssigned' ? controlPlanePrincipal(controlPlane) : undefined;
      if (principalId === undefined) return [];
      const value = { kind: 'principal', principalId, name: t`Control plane of ${name}` } as const;
      return [{ label: name, description: t`control plane, system-assigned`, detail: resourceGroup, value }];
    },
  );
  const byName = [...ofIdentities, ...ofClusters].toSorted((a, b) => a.label.localeCompare(b.label, 'en'));
  const isWhole = [identities, clusters].every(
    (list) => list.status === 'fulfilled' && list.value.failures.length === 0,
  );
  const lacking = isWhole ? {} : { detail: t`Not everything could be listed, so an identity may be missing below.` };
  return [{ label: t`Enter an object ID...`, alwaysShow: true, ...lacking, value: 'other' }, ...byName];
}
