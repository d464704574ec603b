/** How tags are given to az. */
import type { Tags } from '../change/change.ts';
import { azCommand, azCommandLines, type Argument, type AzCommand, type Part } from './azCommand.ts';

/**
 * Returns the command that creates a resource with tags. Those whose names begin with a hyphen are set after it, one by one, because only
 * the first value of an argument can begin so.
 */
export function azCommandWithTags(
  name: string,
  parts: readonly Part[],
  tags: Tags | undefined,
  resourceId: string,
): AzCommand {
  const [plain, others] = [false, true].map((begins) =>
    Object.entries(tags ?? {}).filter(([tag]) => tag.startsWith('-') === begins),
  );
  return azCommandLines([
    azCommand(name, [...parts, ...tagArguments(Object.fromEntries(plain ?? []))]),
    ...(others ?? []).map((tag) =>
      azCommand('az tag update', [
        ['--resource-id', resourceId],
        ['--operation', 'merge'],
        ['--tags', tag.join('=')],
      ]),
    ),
  ]);
}

/** Returns the argument with these tags; none without tags. */
export function tagArguments(tags: Tags | undefined): readonly Argument[] {
  const entries = Object.entries(tags ?? {});
  return entries.length === 0 ? [] : [['--tags', ...entries.map(([name, value]) => `${name}=${value}`)]];
}
