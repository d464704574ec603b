import { IdentityError } from '../errors.ts';
import { textAt } from '../domain/arm/json.ts';
import { lastSegment } from '../domain/arm/resourceId.ts';
import { copyText } from '../host/window/clipboard.ts';
import { choose } from '../host/window/quickPick.ts';
import type { Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';
import { clusterIdOf } from './pickTarget.ts';

type Slice = Pick<CommandContext, 'connections'>;

const title = 'Copy Custom Role';

/** Copies a custom role with only the needed permissions, as `az role definition create` takes it: the row's, or that of a finding that the user picks. */
export async function copyCustomRole(context: Slice, target: Target): Promise<void> {
  await copyText('Custom role', target.customRole ?? (await pickRole(context, target)));
}

async function pickRole(context: Slice, target: Target): Promise<string> {
  const clusterId = await clusterIdOf(target, title, context);
  const service = await context.connections.service();
  const choices = (await service.diagnose(clusterId)).flatMap(({ customRole, text }) =>
    customRole === undefined
      ? []
      : [{ label: textAt(customRole, 'Name') ?? '', detail: text, value: JSON.stringify(customRole, undefined, 2) }],
  );
  if (choices.length === 0) {
    const message = `No finding about ${lastSegment(clusterId)} comes with a custom role.`;
    throw new IdentityError({ code: 'notFound', message });
  }
  return choose(choices, { title, placeholder: 'For which finding?' });
}
