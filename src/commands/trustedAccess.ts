import { IdentityError } from '../errors.ts';
import { lastSegment } from '../domain/arm/resourceId.ts';
import { choose } from '../host/window/quickPick.ts';
import { showWait } from '../host/window/progress.ts';
import type { Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';
import { clusterIdOf } from './pickTarget.ts';

type Slice = Pick<CommandContext, 'connections' | 'panels'>;

/** Opens the form that removes a binding of Trusted Access: the row's, or one of a cluster that the user picks. */
export async function removeTrustedAccess(context: Slice, { resourceId, ...target }: Target): Promise<void> {
  const isBinding = /\/trustedAccessRoleBindings\/[^/]+$/i.test(resourceId ?? '');
  const bindingId = isBinding && resourceId !== undefined ? resourceId : await pickBinding(context, target);
  context.panels.open({ kind: 'change', draft: { kind: 'removeTrustedAccess', bindingId } });
}

async function pickBinding(context: Slice, target: Target): Promise<string> {
  const title = 'Remove Trusted Access Binding';
  const clusterId = await clusterIdOf(target, title, context);
  const service = await context.connections.service();
  const name = lastSegment(clusterId);
  const { kinds } = await showWait(`Reading the Trusted Access of ${name}`, () => service.around(clusterId));
  const look = kinds.find(({ kind }) => kind === 'trustedAccess');
  const [unread] = look?.unknown ?? [];
  const choices = (look?.things ?? []).map(({ id, name: label, what }) => ({ label, description: what, value: id }));
  if (choices.length === 0) {
    const message = unread ?? `No Azure service may act in ${name} through Trusted Access.`;
    throw new IdentityError({ code: unread === undefined ? 'notFound' : 'unexpected', message });
  }
  return choose(choices, { title, placeholder: 'Choose a binding' });
}
