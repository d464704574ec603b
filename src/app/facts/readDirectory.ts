/** Answers reads about directories of Microsoft Entra. */
import { listDirectoryObjects } from '../../azure/read/directoryObjects.ts';
import type { Directory } from '../../azure/directory/directory.ts';
import { listAllSubscriptions } from '../../azure/directory/subscriptions.ts';
import { isGuid, sameGuid } from '../../domain/arm/resourceId.ts';
import type { ReadOf } from '../../domain/cluster/facts.ts';
import { subjectOfRead } from '../../domain/cluster/subjects.ts';
import { IdentityError } from '../../errors.ts';
import { say, type Words } from '../../sentences/words.ts';
import type { Cause } from '../../domain/arm/unknown.ts';
import { unreadableAnswer } from './answerFor.ts';
import type { AnyAnswer } from './gatherFacts.ts';

/** What directories are read with. */
interface DirectoryReading {
  readonly directory: Directory;
  readonly signal?: AbortSignal | undefined;
}

/** Returns the existing subscriptions of a directory that are not visible. */
export async function hiddenSubscriptions(
  read: ReadOf<'hiddenSubscriptions'>,
  { directory, signal }: DirectoryReading,
): Promise<AnyAnswer> {
  const { directory: tenantId } = read;
  const { items, failures } = await directory.access(signal);
  const [failed] = failures;
  if (failed) return unreadableAnswer(subjectOfRead(read), failed.failure);
  const directories = tenantId === '' ? new Set(items.map(({ subscription }) => subscription.tenantId)) : [tenantId];
  const visibleIds = new Set(items.map(({ subscription }) => subscription.id.toLowerCase()));
  const hidden: string[] = [];
  for (const directoryId of directories) {
    const access = items.find(({ subscription, tenant }) =>
      [subscription.tenantId, tenant.tenantId].some((id) => sameGuid(id, directoryId)),
    );
    if (access === undefined) return { kind: 'missing' };
    const allSubscriptions = await listAllSubscriptions(access.arm, directoryId, signal);
    hidden.push(...allSubscriptions.filter((id) => !visibleIds.has(id)));
  }
  return { kind: 'found', value: hidden };
}

/** Returns what a directory has of some ids; who manages a subscription of another directory is in none that can be asked. */
export async function readDirectoryObjects(
  read: ReadOf<'directoryObjects'>,
  { directory, signal }: DirectoryReading,
): Promise<AnyAnswer> {
  const { subscriptionId, ids, directory: wanted } = read;
  const unread = (cause: Cause, reason: Words): AnyAnswer => ({
    kind: 'unreadable',
    subject: subjectOfRead(read),
    cause,
    reason,
  });
  const { items } = await directory.access(signal);
  const seen = items.find(({ subscription }) => sameGuid(subscription.id, subscriptionId));
  if (seen?.subscription.delegation !== undefined)
    return unread(
      'hidden',
      say`Another directory delegated its subscription, and only that directory has these names.`,
    );
  const asked = seen?.tenant.tenantId ?? '';
  if (wanted !== undefined && isGuid(wanted) && isGuid(asked) && !sameGuid(wanted, asked))
    return unread('hidden', say`They are in the directory ${wanted}, not in that of the subscription.`);
  try {
    const scope = `/subscriptions/${subscriptionId}`;
    const objects = await directory.read(scope, (arm) => listDirectoryObjects(arm, ids, signal), signal, read);
    return objects === undefined
      ? unread('notOffered', say`Where Microsoft Graph is for this connection is not known.`)
      : { kind: 'found', value: objects };
  } catch (error) {
    // A sign-in that is good for Resource Manager may not be good for Microsoft Graph.
    if (!(error instanceof IdentityError) || error.code !== 'signedOut') throw error;
    return unreadableAnswer(subjectOfRead(read), error.failure);
  }
}
