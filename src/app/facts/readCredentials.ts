import { listCredentials, type CredentialQuestion, type TooMany } from '../../azure/read/credentials.ts';
import type { Directory } from '../../azure/directory/directory.ts';
import type { Read } from '../../domain/cluster/facts.ts';
import { subjectOfRead } from '../../domain/cluster/subjects.ts';
import type { AnyAnswer } from './gatherFacts.ts';
import { mostClusterLists, tooManyToAsk } from './mostLists.ts';
import { say, type Words } from '../../sentences/words.ts';

/**
 * Reads the credentials of all identities, or of those in a subscription; the answer is `unreadable` if that would take too
 * many requests.
 */
export async function readCredentials(
  directory: Directory,
  read: Extract<Read, { kind: 'credentials' }>,
  options: CredentialQuestion,
): Promise<AnyAnswer> {
  const { subscriptionId, fromArm } = read;
  const notAsked = { kind: 'unreadable', cause: 'notAsked', subject: subjectOfRead(read) } as const;
  if (fromArm) {
    const { length } = (await directory.access(options.signal)).items;
    if (length > mostClusterLists && options.asksEach !== true)
      return { ...notAsked, reason: tooManyToAsk(`${length} subscriptions`) };
  }
  const value = await listCredentials(directory, { ...options, subscriptionId, fromArm });
  return 'graph' in value ? { ...notAsked, reason: tooManyIdentities(value) } : { kind: 'found', value };
}

function tooManyIdentities({ identities, graph }: TooMany): Words {
  switch (graph) {
    case 'notAsked':
      return tooManyToAsk(`${identities} identities`);
    case 'empty':
      return say`Resource Graph lists no federated credentials here, and ${identities} identities are too many to ask one by one.`;
    case 'unanswered':
      return say`Resource Graph did not respond, and ${identities} identities are too many to ask one by one.`;
  }
}
